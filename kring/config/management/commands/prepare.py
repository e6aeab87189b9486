"""Bring tables, translations and static files up to date before web and worker start."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from kring.config import translations


class Command(BaseCommand):
    """Bring tables, translations and static files up to date."""

    help = __doc__

    def handle(self, **options: Any) -> None:
        """Run the three in order."""
        translations.compile_all()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)

"""Fill the demo world."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kring.core.models import Organisation
from kring.demo.fill import fill


class Command(BaseCommand):
    """Fill the two simulated organisations; doing it again changes nothing."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Fill, and say what was made; never beside real organisations."""
        kinds = set(Organisation.objects.values_list("is_simulated", flat=True))
        if kinds == {False}:
            raise CommandError("Real organisations are in this database. Leave DATABASE_URL out: the demo has its own.")
        fill(now=timezone.localtime(), say=lambda line: self.stdout.write(f"  {line}", ending="\n"))

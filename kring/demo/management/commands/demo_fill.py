"""Fill the demo world."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kring.demo.fill import fill


class Command(BaseCommand):
    """Fill the two simulated organisations; doing it again changes nothing."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Fill, and say what was made."""
        fill(now=timezone.localtime(), say=lambda line: self.stdout.write(f"  {line}", ending="\n"))

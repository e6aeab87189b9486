"""List every setting of the installation."""

from typing import Any

from django.core.management.base import BaseCommand

from kring.config import env


class Command(BaseCommand):
    """List every setting, what it is for and what it is now."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Print a line per setting; secrets stay secret. Each can also come from a file that NAME_FILE points at."""
        for setting in sorted(env.KNOWN.values(), key=lambda s: s.name):
            value = ("(set)" if setting.value else "(not set)") if setting.secret else setting.value or "(empty)"
            self.stdout.write(f"{setting.name:22} {value}\n{'':22} {setting.about}")

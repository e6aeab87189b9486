"""Find the texts to translate, and say which have no Dutch yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kring.config import translations


class Command(BaseCommand):
    """Bring every room's Dutch texts up to date; --check only says what is missing."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --check."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **options: Any) -> None:
        """Update or check, then compile."""
        if not check:
            translations.update_all()
        if lines := translations.missing():
            raise CommandError("\n".join(lines))
        translations.compile_all()
        self.stdout.write("every text has its Dutch")

"""./run repeat_draw FILE: draw waves again from the file of a draw, and say whether it gives the same."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kring.rollout.rules import draws


class Command(BaseCommand):
    """Draw again; needs no database."""

    help = "Draws waves again from the file of a draw."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what it takes."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        """Print the wave of each unit, and whether the file says the same."""
        try:
            repeated = draws.repeat(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"This is not the file of a draw: {error}") from error
        for name, wave in sorted(repeated.wave.items(), key=lambda item: (item[1], item[0])):
            self.stdout.write(f"{wave}\t{name}")
        if not repeated.is_same:
            raise CommandError(f"The file says otherwise of: {', '.join(repeated.differs)}")
        self.stdout.write("The same waves as in the file.")

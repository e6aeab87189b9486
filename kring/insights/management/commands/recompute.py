"""./run recompute [FILE]: work answers out again, from a file with sums or from this installation's own rows."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kring.core.worker import each_organisation
from kring.insights import queries
from kring.insights.queries.working import work_out
from kring.insights.rules import kept, sums
from kring.insights.rules.answers import Answers


class Command(BaseCommand):
    """Work out again, and say whether the same comes out."""

    help = "Works answers out again, and says whether the same comes out."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what it takes."""
        parser.add_argument("file", type=Path, nargs="?", help="sums.json as the page of the answers gives it")

    def handle(self, *, file: Path | None, **options: Any) -> None:
        """Print what comes out; a difference is an error."""
        if file is not None:
            self._from_file(file)
            return
        for organisation in each_organisation():
            for sunday, said in queries.newest_answers():
                now = work_out(organisation, sunday=sunday, code=said.part.code, weeks=said.weeks)
                self._compare(organisation.name, said, now)

    def _from_file(self, file: Path) -> None:
        try:
            found = sums.again(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"This is not a file with sums: {error}") from error
        self.stdout.write(f"{found.ratio:.3f} from these sums, {found.said:.3f} was said")
        if not found.is_same:
            raise CommandError("That is further apart than rounding explains.")
        self.stdout.write("The same, as far as rounding allows.")

    def _compare(self, name: str, said: Answers, now: Answers) -> None:
        self.stdout.write(f"{name}, until {said.sunday}, {said.weeks} weeks: {kept.short(now.fingerprint)}")
        if now.fingerprint != said.fingerprint:
            raise CommandError(f"Other sums than before: {kept.short(said.fingerprint)} was said.")
        if now.figures != said.figures:
            raise CommandError("The same sums, but other figures.")
        self.stdout.write("The same sums and the same figures.")

"""Start an organisation from the command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kring.identity import actions, queries


class Command(BaseCommand):
    """Start an organisation; its first administrator signs in with the link that is printed."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Add name, address and language."""
        parser.add_argument("name")
        parser.add_argument("email")
        parser.add_argument("--admin-name", default="")
        parser.add_argument("--language", choices=["nl", "en"], default="nl")

    def handle(self, *, name: str, email: str, admin_name: str, language: str, **options: Any) -> None:
        """Start it, and print the way in."""
        founder = actions.found_organisation(
            name=name,
            admin_name=admin_name or email.partition("@")[0],
            admin_email=email,
            language=language,
            now=timezone.now(),
        )
        assert founder.account is not None  # noqa: S101 - founding made it
        self.stdout.write(f"{founder.organisation.name} is there. Sign in once within half an hour:")
        self.stdout.write(queries.sign_in_address(founder.account, to=""))

"""Say how to begin, where nobody has begun yet."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import NoReverseMatch, reverse

from kring.config import keys
from kring.core.models import Organisation


class Command(BaseCommand):
    """Say where the first administrator starts the first organisation."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Print the address with the set-up code in it; nothing, once there is an organisation."""
        if Organisation.objects.exists():
            return
        try:
            page = reverse("identity:set_up")
        except NoReverseMatch:
            return
        code = keys.kept(settings.DATA, "set_up_code")
        self.stdout.write(f"Begin at {settings.PUBLIC_URL}{page}?code={code}")

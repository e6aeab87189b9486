"""Say how to begin, where nobody has begun yet."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from kring.core.models import Organisation


class Command(BaseCommand):
    """Say where the first administrator starts the first organisation."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Print the address with the set-up code in it; nothing, once there is an organisation."""
        if Organisation.objects.exists():
            return
        page = reverse("identity:set_up")
        self.stdout.write(f"Begin at {settings.PUBLIC_URL}{page}?code={settings.SET_UP_CODE}")

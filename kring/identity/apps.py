"""The room `identity`."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Settings of the room `identity`."""

    name = "kring.identity"
    default_auto_field = "django.db.models.BigAutoField"

"""The room `privacy`."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Settings of the room `privacy`."""

    name = "kring.privacy"
    default_auto_field = "django.db.models.BigAutoField"

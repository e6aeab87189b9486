"""The room `sharing`."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Settings of the room `sharing`."""

    name = "kring.sharing"
    default_auto_field = "django.db.models.BigAutoField"

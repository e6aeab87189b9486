"""The room `adjust`."""

from django.apps import AppConfig


class AdjustConfig(AppConfig):
    """Settings of the room `adjust`."""

    name = "kring.adjust"
    default_auto_field = "django.db.models.BigAutoField"

"""The room `engagement`."""

from django.apps import AppConfig


class EngagementConfig(AppConfig):
    """Settings of the room `engagement`."""

    name = "kring.engagement"
    default_auto_field = "django.db.models.BigAutoField"

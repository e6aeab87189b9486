"""The room `insights`."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Settings of the room `insights`."""

    name = "kring.insights"
    default_auto_field = "django.db.models.BigAutoField"

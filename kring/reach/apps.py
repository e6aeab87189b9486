"""The room `reach`."""

from django.apps import AppConfig


class ReachConfig(AppConfig):
    """Settings of the room `reach`."""

    name = "kring.reach"
    default_auto_field = "django.db.models.BigAutoField"

"""The room `nudges`."""

from django.apps import AppConfig


class NudgesConfig(AppConfig):
    """Settings of the room `nudges`."""

    name = "kring.nudges"
    default_auto_field = "django.db.models.BigAutoField"

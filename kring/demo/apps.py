"""The room `demo`."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Settings of the room `demo`."""

    name = "kring.demo"
    default_auto_field = "django.db.models.BigAutoField"

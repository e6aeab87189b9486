"""The room `ui`."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Settings of the room `ui`."""

    name = "kring.ui"
    default_auto_field = "django.db.models.BigAutoField"

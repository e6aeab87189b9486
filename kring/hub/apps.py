"""The room `hub`."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """Settings of the room `hub`."""

    name = "kring.hub"
    default_auto_field = "django.db.models.BigAutoField"

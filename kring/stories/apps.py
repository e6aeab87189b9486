"""The room `stories`."""

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    """Settings of the room `stories`."""

    name = "kring.stories"
    default_auto_field = "django.db.models.BigAutoField"

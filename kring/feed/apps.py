"""The room `feed`."""

from django.apps import AppConfig


class FeedConfig(AppConfig):
    """Settings of the room `feed`."""

    name = "kring.feed"
    default_auto_field = "django.db.models.BigAutoField"

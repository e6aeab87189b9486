"""The room `rollout`."""

from django.apps import AppConfig


class RolloutConfig(AppConfig):
    """Settings of the room `rollout`."""

    name = "kring.rollout"
    default_auto_field = "django.db.models.BigAutoField"

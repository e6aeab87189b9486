"""The room `training`."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Settings of the room `training`."""

    name = "kring.training"
    default_auto_field = "django.db.models.BigAutoField"

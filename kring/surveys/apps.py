"""The room `surveys`."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Settings of the room `surveys`."""

    name = "kring.surveys"
    default_auto_field = "django.db.models.BigAutoField"

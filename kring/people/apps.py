"""The room `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Settings of the room `people`."""

    name = "kring.people"
    default_auto_field = "django.db.models.BigAutoField"

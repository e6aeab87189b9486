"""The room `core`."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Organisation, scope, audit trail, worker."""

    name = "kring.core"
    default_auto_field = "django.db.models.BigAutoField"

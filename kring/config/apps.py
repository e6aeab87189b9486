"""The room `config`: its commands."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from kring.connectors import http


class ConfigConfig(AppConfig):
    """Settings, root addresses, commands of the installation."""

    name = "kring.config"

    def ready(self) -> None:
        """Tell the connectors, which know no settings, what they need of them, and Django our checks."""
        http.configure(private_hosts=settings.PRIVATE_HOSTS)
        import_module("kring.config.checks")

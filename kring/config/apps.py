"""The room `config`: its commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, root addresses, commands of the installation."""

    name = "kring.config"

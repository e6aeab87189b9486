"""The room `config`: its commands."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from kring.connectors import http
from kring.connectors.channels import bluesky
from kring.connectors.listeners import bluesky as listening
from kring.connectors.registry import CHANNELS, LISTENERS


class ConfigConfig(AppConfig):
    """Settings, root addresses, commands of the installation."""

    name = "kring.config"

    def ready(self) -> None:
        """Tell the connectors, which know no settings, what they need of them, and Django our checks."""
        http.configure(private_hosts=settings.PRIVATE_HOSTS)
        network = CHANNELS["bluesky"]
        assert isinstance(network, bluesky.Bluesky)  # noqa: S101 - for the types
        network.configure(
            bluesky.Config(
                directory=settings.BLUESKY_DIRECTORY.rstrip("/"),
                view=settings.BLUESKY_VIEW.rstrip("/"),
                public_url=settings.PUBLIC_URL,
                seeds=tuple(key.encode() for key in settings.SECRETS_KEYS),
            )
        )
        ears = LISTENERS["bluesky"]
        assert isinstance(ears, listening.Bluesky)  # noqa: S101 - for the types
        ears.configure(listening.Config(network.config.directory, network.config.view))
        import_module("kring.config.checks")

"""Pages about sharing."""

from kring.sharing.views.compose import compose, look, posted, shared

__all__ = ["compose", "look", "posted", "shared"]

"""What the Social Hub keeps, by subject."""

from kring.hub.models.listening import ListeningPost, Mention

__all__ = ["ListeningPost", "Mention"]

"""Writes about sharing."""

from kring.sharing.actions.sharing import keep_draft, say_posted, share_story, target_of

__all__ = ["keep_draft", "say_posted", "share_story", "target_of"]

"""Reads of this room, by subject; other rooms ask here."""

from kring.reach.queries.deciding import is_on, next_chance
from kring.reach.queries.links import mail_headers, off_address
from kring.reach.queries.messages import sent_to, told, waiting

__all__ = ["is_on", "mail_headers", "next_chance", "off_address", "sent_to", "told", "waiting"]

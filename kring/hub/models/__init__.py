"""What the Social Hub keeps, by subject."""

from kring.hub.models.desk import Answer, Answering, CannedAnswer, Note, NoteFor, OpeningHours
from kring.hub.models.listening import ListeningPost, Mention

__all__ = [
    "Answer",
    "Answering",
    "CannedAnswer",
    "ListeningPost",
    "Mention",
    "Note",
    "NoteFor",
    "OpeningHours",
]

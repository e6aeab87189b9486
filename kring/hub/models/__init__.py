"""What the Social Hub keeps, by subject."""

from kring.hub.models.desk import Answer, Answering, CannedAnswer, Note, NoteFor, OpeningHours
from kring.hub.models.listening import ListeningPost, Mention
from kring.hub.models.monitors import Monitor
from kring.hub.models.questions import Precedent, Question, Verdict
from kring.hub.models.roster import Duty
from kring.hub.models.thanks import Thanks
from kring.hub.models.wall import Panel, Screen, Wall, WallState

__all__ = [
    "Answer",
    "Answering",
    "CannedAnswer",
    "Duty",
    "ListeningPost",
    "Mention",
    "Monitor",
    "Note",
    "NoteFor",
    "OpeningHours",
    "Panel",
    "Precedent",
    "Question",
    "Screen",
    "Thanks",
    "Verdict",
    "Wall",
    "WallState",
]

"""What the worker does for this room, by subject."""

from kring.hub.tasks import questions
from kring.hub.tasks.desk import send, wake_due_answers
from kring.hub.tasks.listening import listen, listen_where_due
from kring.hub.tasks.wall import keep_walls

__all__ = ["keep_walls", "listen", "listen_where_due", "questions", "send", "wake_due_answers"]

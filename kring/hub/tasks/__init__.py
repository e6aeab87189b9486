"""What the worker does for this room, by subject."""

from kring.hub.tasks import questions
from kring.hub.tasks.desk import send, wake_due_answers
from kring.hub.tasks.listening import listen, listen_where_due

__all__ = ["listen", "listen_where_due", "questions", "send", "wake_due_answers"]

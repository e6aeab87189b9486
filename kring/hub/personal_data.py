"""What this room holds of a person, and for how long."""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Held, Holds, Keeps, Kept
from kring.hub.models import Answer, Answering, Duty, Mention, Monitor, Note, NoteFor, Question, Screen, Thanks

# What somebody outside said is theirs: it is not in the file of the colleague who had to answer it.
OF_OTHERS = ("key", "thread", "who", "handle", "link", "text", "reply_to", "share", "handed_over_by", "words")

HOLDS: Holds = {
    Thanks: (Held(), Held(field="by", detach=True, secret=("person",))),
    Screen: Held(field="by", detach=True, secret=("code_hash", "token_hash")),
    Question: (
        Held(secret=("answered_by",)),  # what was learnt from it, a precedent, leads back to nobody
        Held(field="answered_by", detach=True, secret=("person", "text", "doubt", "key", "story")),
    ),
    Duty: Held(),
    Monitor: Held(field="by", detach=True),
    NoteFor: Held(),
    Note: Held(field="by", detach=True),
    Answering: Held(),
    Answer: Held(field="by", detach=True),
    Mention: (
        Held(field="handed_over_by", detach=True, secret=("assignee", "feeling", "words")),
        Held(field="assignee", detach=True, secret=OF_OTHERS),
    ),
}
KEEPS: Keeps = {
    Mention: [Kept(_("What people outside said, and what was answered"), 400, "came_at")],
    Question: [Kept(_("Questions “may I post this?”"), 400, "asked_at")],
    Thanks: [Kept(_("Thank-yous"), 400, "created_at")],
    Duty: [Kept(_("Who was at the desk"), 400, "day")],
}

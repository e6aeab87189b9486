"""What this room holds of a person."""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Held, Holds, Keeps, Kept
from kring.stories.models import (
    CalendarFeed,
    ContentHour,
    GivenStory,
    HourItem,
    HourPlan,
    HourVisit,
    Idea,
    IdeaPicture,
    Letter,
    Nomination,
    Reading,
    Recording,
    Story,
    StoryMention,
    StoryNote,
    StoryPerson,
    StoryVersion,
    Subject,
    Typed,
)

# What a colleague brought is theirs: it is not in the file of the editor who answered it.
OF_THE_TELLER = ("person", "going_on", "to_share", "link", "message_id", "answered_by", "owner")

HOLDS: Holds = {
    Typed: Held(),
    StoryMention: Held(),
    StoryPerson: Held(),
    GivenStory: Held(),
    CalendarFeed: Held(secret=("secret",)),
    StoryNote: Held(field="by", detach=True),
    StoryVersion: Held(field="by", detach=True),
    IdeaPicture: Held(),
    Recording: Held(),
    Letter: Held(),
    Nomination: (Held(field="by", secret=("person",)), Held(secret=("by",))),
    HourVisit: Held(),
    ContentHour: Held(field="host", detach=True),
    HourPlan: Held(field="host", detach=True),
    HourItem: Held(field="idea__person"),
    Idea: (
        Held(secret=("answered_by", "owner")),
        Held(field="answered_by", detach=True, secret=OF_THE_TELLER),
        Held(field="owner", detach=True, secret=OF_THE_TELLER),
    ),
    Reading: Held(),
    Story: Held(field="by", detach=True),
    Subject: Held(field="by", detach=True),
}
KEEPS: Keeps = {
    Recording: [Kept(_("Voice notes and films that came with an idea"), 730, "created_at", file="file")],
    Letter: [Kept(_("Mails about the content hour: to whom and when"), 90, "created_at")],
    Nomination: [Kept(_("Who asked whom to tell something"), 365, "created_at")],
    HourVisit: [Kept(_("Who signed up for a content hour or was there"), 365, "created_at")],
}

"""What this room tells people: that a colleague would like to hear their story, or calls them to one."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kring.people import queries as people
from kring.people.rules import Purpose
from kring.reach.kinds import Kind, Letter
from kring.reach.queries.deciding import MAIL
from kring.stories import queries

if TYPE_CHECKING:
    from kring.reach.models import Message


def write_asked(message: "Message") -> Letter | None:
    """Write who would like to hear somebody's story, and about what; nothing when they answered already."""
    asked = queries.nomination(int(message.about.get("nomination", 0)), message.person)
    if asked is None:
        return None
    said = {"name": asked.by.name, "about": asked.about}
    parts = (
        _("%(name)s asks you to tell about: “%(about)s”"),
        _(
            "A few words or a photo are enough; an editor helps with the rest. No time, or rather not? Then say so in "
            "one tap. Nobody hears of it."
        ),
    )
    return Letter(
        title=_("%(name)s would love to hear your story") % said,
        text="\n\n".join(part % said for part in parts),
        link=f"{reverse('stories:propose')}?asked={asked.pk}",
        link_words=_("Tell it"),
    )


def write_called(message: "Message") -> Letter | None:
    """Write who called somebody to which story; nothing when they looked already, or do not agree to mail."""
    called = queries.call(int(message.about.get("mention", 0)), message.person, (get_language() or "nl")[:2])
    if called is None or (message.way == MAIL and not people.has_consent(message.person, Purpose.EMAIL)):
        return None
    who = called.note.by.name if called.note.by else "Kring"
    return Letter(
        title=_("%(who)s calls you to a story") % {"who": who},
        text=f"{called.title}\n\n{called.note.words}",
        link=reverse("stories:talk", args=[called.note.story_id]),
        link_words=_("Read it and answer"),
    )


ASKED = Kind(
    key="stories.asked",
    name=gettext_lazy("When a colleague asks for my story"),
    why=gettext_lazy("You get this because you take part, and a colleague thinks you have something to tell."),
    write=write_asked,
)
# Somebody who works on stories is called to one by name: their work, so it waits for no week and no hour.
CALLED = Kind(
    key="stories.called",
    name=gettext_lazy("When a colleague calls me to a story"),
    why=gettext_lazy("You get this because you work on stories here, and a colleague called you to one."),
    write=write_called,
    counts=False,
)
KINDS = (ASKED, CALLED)

"""What this room tells people: written at the moment that it goes, and not at all when its reason is gone."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.nudges import queries, rules
from kring.nudges.rules import Kind
from kring.nudges.words import KIND_WORDS, WHY_WORDS
from kring.reach.kinds import Kind as MessageKind
from kring.reach.kinds import Letter

if TYPE_CHECKING:
    from kring.reach.models import Message


def write_nudge(message: "Message") -> Letter | None:
    """Write what a nudge says now; nothing when it was answered, or there is nothing to say any more."""
    nudge = queries.nudge(int(message.about.get("nudge", 0)))
    if nudge is None or nudge.answer:
        return None
    with timezone.override(message.person.organisation.time_zone):
        card = queries.card(nudge, message.person, now=timezone.now())
    return Letter(title=card.title, text=card.text, link=card.link, link_words=card.button) if card else None


def write_week(message: "Message") -> Letter | None:
    """Write somebody's week; nothing when there is nothing to say."""
    week = queries.week_of(message.person, timezone.now())
    if not week.says_something:
        return None
    zone, at = ZoneInfo(message.person.organisation.time_zone), ""
    if week.moment:
        at = date_format(timezone.localtime(week.moment.starts_at, zone), "l j F, H:i")
    return Letter(
        title=_("Your week, %(name)s") % {"name": message.person.first_name},
        text=_in_plain_words(week, at),
        link=reverse("feed:today"),
        link_words=_("Open Kring"),
        template="nudges/mails/week",
        context={"week": week, "at": at},
    )


def _in_plain_words(week: queries.Week, at: str) -> str:
    """Return the same in a few lines, for a chat or the screen of a phone."""
    lines = [story.title for story in week.stories]
    if at:
        lines.append(_("Your circle: %(at)s") % {"at": at})
    if week.thanks:
        lines.append(_("Somebody of your circle thanks you."))
    return "\n\n".join(lines)


KINDS: tuple[MessageKind, ...] = (
    *(MessageKind(rules.key_of(kind), KIND_WORDS[kind][0], WHY_WORDS[kind], write_nudge) for kind in Kind),
    MessageKind(
        "nudges.week",
        gettext_lazy("Your week"),
        gettext_lazy("You get this because you agreed to a mail a week about what suits you."),
        write_week,
    ),
)

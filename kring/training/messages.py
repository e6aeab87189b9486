"""What this room tells people: that a training they signed up for changed, is off, or has a place for them now."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.core.words import said_in
from kring.reach.kinds import Kind, Letter
from kring.training import queries

if TYPE_CHECKING:
    from kring.reach.models import Message


def write_session(message: "Message") -> Letter | None:
    """Write how a training stands now; nothing to who is not coming any more, or when it is over."""
    shown = queries.session_for(message.person, int(message.about.get("session", 0)), timezone.now())
    if shown is None or not shown.is_mine or shown.is_over:
        return None
    session, zone = shown.session, ZoneInfo(message.person.organisation.time_zone)
    said = {
        "title": said_in(session.title),
        "when": date_format(timezone.localtime(session.starts_at, zone), "l j F, H:i"),
    }
    if session.called_off_at:
        title, text = _("%(title)s is called off"), _("It was to be on %(when)s. You need not do anything.")
    elif message.about.get("has_place"):
        if shown.is_waiting:
            return None
        title, text = _("%(title)s: there is a place for you"), _("There is room now, so you can come on %(when)s.")
    else:
        title, text = (
            _("%(title)s: something changed"),
            _("It is on %(when)s now. See where, and put it in your calendar again."),
        )
    return Letter(
        title=title % said,
        text=text % said,
        link=reverse("training:session", args=[session.pk]),
        link_words=_("See the training"),
    )


# They signed up for it, so it waits for no week and no hour.
SESSION = Kind(
    key="training.session",
    name=gettext_lazy("When a training that I signed up for changes"),
    why=gettext_lazy("You get this because you signed up for this training."),
    write=write_session,
    counts=False,
)
KINDS = (SESSION,)

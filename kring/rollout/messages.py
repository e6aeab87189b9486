"""What this room tells people by itself: that their unit is choosing its heroes, and the question to become one."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.reach.kinds import Kind, Letter
from kring.rollout.queries import rounds as queries

if TYPE_CHECKING:
    from kring.reach.models import Message


def write_round(message: "Message") -> Letter | None:
    """Write that a round is open: the same to who answered and who did not; nothing when it is over for them."""
    person = message.person
    choice = queries.rounds_of(person, timezone.localdate()).filter(pk=message.about.get("choice", 0)).first()
    if choice is None or choice.nominations_until is None:
        return None
    said = {"name": person.first_name, "unit": choice.unit.name, "day": date_format(choice.nominations_until, "j F")}
    parts = (
        _(
            "%(unit)s is choosing its heroes: colleagues who help the others get comfortable on social media. "
            "Who would that be? Two questions, one minute."
        ),
        _(
            "Until and with %(day)s. Nobody ever sees whom you named, or whether you named anybody; after the choice "
            "it is deleted. This is the only letter about it."
        ),
    )
    return Letter(
        title=_("%(name)s, whom do you look to?") % said,
        text="\n\n".join(part % said for part in parts),
        link=reverse("rollout:nominate"),
        link_words=_("Name colleagues"),
    )


ROUND = Kind(
    key="rollout.round",
    name=gettext_lazy("When my unit chooses its heroes"),
    why=gettext_lazy(
        "You get this because you take part, and the colleagues of your unit are asked whom they look to."
    ),
    write=write_round,
)
ASKED = Kind(
    key="rollout.asked",
    name=gettext_lazy("When I am asked to be a hero"),
    why=gettext_lazy(
        "You get this because you are proposed as a hero. Without the letter the question waits in Kring."
    ),
)
KINDS = (ROUND, ASKED)

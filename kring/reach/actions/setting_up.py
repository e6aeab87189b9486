"""Writes about how an organisation reaches people: how often, when, on which days not, and by which messengers."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from kring.connectors.channel import MisconfiguredError
from kring.connectors.registry import MESSENGERS
from kring.core import audit
from kring.core.secrets import seal
from kring.reach.errors import NotUnderstoodError
from kring.reach.models import Holiday, MessengerSetUp, ReachSettings

if TYPE_CHECKING:
    from kring.people.models import Person


def save_settings(
    *, by: "Person", budget: int, first_hour: int, last_hour: int, weekdays: Collection[int]
) -> ReachSettings:
    """Decide how many messages a week holds, and when they may come."""
    chosen, _is_new = ReachSettings.objects.update_or_create(
        organisation_id=by.organisation_id,
        defaults={
            "budget": budget,
            "first_hour": first_hour,
            "last_hour": last_hour,
            "weekdays": sorted(set(weekdays)),
        },
    )
    audit.note(by, "decided how often people are reached", chosen, budget=budget, hours=[first_hour, last_hour])
    return chosen


def add_holiday(*, by: "Person", on: date, name: str) -> Holiday:
    """Write to nobody on this day."""
    holiday, _is_new = Holiday.objects.update_or_create(
        organisation_id=by.organisation_id, on=on, defaults={"name": name}
    )
    return holiday


def remove_holiday(*, by: "Person", holiday: Holiday) -> None:
    """Make it an ordinary day again."""
    Holiday.objects.filter(pk=holiday.pk).delete()


def set_up_messenger(*, by: "Person", messenger: str, said: Mapping[str, str]) -> MessengerSetUp:
    """Let people be reached by a messenger; what was wrong with it before is forgotten."""
    try:
        kept = MESSENGERS[messenger].tidy(said)
    except MisconfiguredError as error:
        raise NotUnderstoodError from error
    made, _is_new = MessengerSetUp.objects.update_or_create(
        organisation_id=by.organisation_id,
        messenger=messenger,
        defaults={"sealed": seal(dict(kept)), "problem": ""},
    )
    audit.note(by, "set up a messenger", made, messenger=messenger)
    return made


def remove_messenger(*, by: "Person", set_up: MessengerSetUp) -> None:
    """Reach nobody by this messenger any more; whoever chose it gets mail."""
    audit.note(by, "removed a messenger", set_up, messenger=set_up.messenger)
    MessengerSetUp.objects.filter(pk=set_up.pk).delete()


def note_trouble(*, messenger: str, problem: str) -> None:
    """Remember that a messenger no longer works, for whoever can mend it; until then people get mail."""
    MessengerSetUp.objects.filter(messenger=messenger).update(problem=problem[:300])

"""Which kinds of nudge an organisation uses, and where."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.core import audit
from kring.nudges import rules
from kring.nudges.errors import TooFewUnitsError
from kring.nudges.models import KindSetting
from kring.nudges.queries.deciding import units_with_people
from kring.nudges.rules import Kind, State

if TYPE_CHECKING:
    from kring.people.models import Person


@transaction.atomic
def use_kind(*, by: "Person", kind: Kind, state: State, now: datetime) -> None:
    """Switch a kind of nudge on, off, or on for a half of the units that is drawn by lot now, for all to see.

    What it did is counted anew from then on, as before it went by another lot.
    """
    week = rules.monday(timezone.localdate(now))
    chosen = {"state": state, "seed": "", "drawn": {}, "since": week}
    if state == State.HALF:
        units = units_with_people(timezone.localdate(now))
        if len(units) < 2 * rules.FEWEST_UNITS:
            raise TooFewUnitsError(2 * rules.FEWEST_UNITS)
        seed = secrets.token_hex(8)
        chosen |= {"seed": seed, "drawn": rules.halves(units, seed)}
    known = KindSetting.objects.filter(kind=kind).first()
    if known and known.state == state == State.HALF:
        return  # the lot was cast already
    setting, _new = KindSetting.objects.update_or_create(organisation_id=by.organisation_id, kind=kind, defaults=chosen)
    audit.note(by, "used nudge", setting, kind=str(kind), state=str(state), seed=str(chosen["seed"]))


def look_at_alive(*, by: "Person") -> None:
    """Note that `by` looked at what part of the participants is still active."""
    audit.note(by, "looked at figures", by.organisation, breakdown="still active")

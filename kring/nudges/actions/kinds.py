"""Which kinds of nudge an organisation uses."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.core import audit
from kring.nudges import rules
from kring.nudges.models import KindSetting, KindTrial
from kring.nudges.queries.trials import first_undecided
from kring.nudges.rules import Kind, State

if TYPE_CHECKING:
    from kring.people.models import Person


@transaction.atomic
def use_kind(*, by: "Person", kind: Kind, is_on: bool, now: datetime) -> None:
    """Switch a kind of nudge on or off; where it is tried on a half of the units, that ends here and says nothing.

    What it did is counted anew from the first week that is decided this way, as before it went by another lot.
    """
    today = timezone.localdate(now)
    state = State.ON if is_on else State.OFF
    running = KindTrial.objects.filter(kind=kind, stopped_at__isnull=True, until__gt=rules.monday(today))
    stopped = running.update(stopped_at=now)
    setting, _new = KindSetting.objects.update_or_create(
        organisation_id=by.organisation_id, kind=kind, defaults={"state": state, "since": first_undecided(today)}
    )
    audit.note(by, "used nudge", setting, kind=str(kind), state=str(state), stopped_trial=bool(stopped))


def look_at_alive(*, by: "Person") -> None:
    """Note that `by` looked at what part of the participants is still active."""
    audit.note(by, "looked at figures", by.organisation, breakdown="still active")

"""The audit trail of half a year: who used which power."""

from datetime import datetime, timedelta

import numpy as np

from kring.core.models import Account, AuditNote, Organisation
from kring.demo.cast import Cast
from kring.demo.fill.calendar import Calendar
from kring.demo.personas import PERSONAS
from kring.demo.world import World


def note_powers(organisation: Organisation, cast: Cast, world: World, when: Calendar) -> None:
    """Write what the manager and the administrator did: invite wave by wave, give roles, look at figures."""
    here = {role: p.email for p in PERSONAS if p.organisation == cast.key for role in p.roles}
    accounts = {role: Account.objects.get(email=here[role]) for role in ("manager", "administrator")}
    starts = [int(week) for week in np.unique(world.units.starts) if week * 7 + 1 < when.days]
    notes = [(accounts["administrator"], "gave_role", starts[0] * 7 - 4.6 + n * 0.01) for n in range(5)]
    notes += [(accounts["manager"], "invited", week * 7 + 0.38) for week in starts]
    notes += [
        (accounts["manager"], "looked at figures", week * 7 + 0.42) for week in range(starts[0] + 2, world.spec.weeks)
    ]
    details = {"gave_role": {}, "invited": {}, "looked at figures": {"weeks": 13}}
    made = [
        AuditNote(
            organisation=organisation,
            account=account,
            verb=verb,
            subject_kind="core.Organisation",
            subject_id=organisation.pk,
            details=details[verb],
        )
        for account, verb, day in notes
        if day < when.days
    ]
    rows = AuditNote.objects.bulk_create(made)
    for row, (_account, _verb, day) in zip(rows, [n for n in notes if n[2] < when.days], strict=True):
        row.created_at = datetime.fromtimestamp(when.midnight, when.now.tzinfo) + timedelta(days=day)
    AuditNote.objects.bulk_update(rows, ["created_at"])

"""Write down that somebody followed a tracked link, without writing down who."""

import secrets
from datetime import date, datetime

from django.utils import timezone

from kring.engagement import rules
from kring.engagement.models import Click, DayKey

_keys: dict[int, tuple[date, bytes]] = {}  # today's key per organisation, so that a click costs no query for it


def record_click(
    *, organisation_id: int, share_id: int, by: rules.By, address: str, agent: str, referrer: str, now: datetime
) -> Click:
    """Write one visit to the link of a share. The address and the browser's name end here."""
    key = _key_of_the_day(organisation_id, timezone.localdate(now))
    return Click.objects.create(
        organisation_id=organisation_id,
        share_id=share_id,
        by=by.value,
        visitor=rules.visitor_mark(key, address, agent),
        referrer_host=rules.host_of(referrer),
        clicked_at=now,
    )


def _key_of_the_day(organisation_id: int, day: date) -> bytes:
    known = _keys.get(organisation_id)
    if known and known[0] == day:
        return known[1]
    row, _is_new = DayKey.objects.get_or_create(
        organisation_id=organisation_id, day=day, defaults={"key": secrets.token_bytes(32)}
    )
    for other in [known for known, (kept_day, _key) in _keys.items() if kept_day != day]:
        del _keys[other]  # what is thrown away is thrown away here too
    _keys[organisation_id] = (day, bytes(row.key))
    return bytes(row.key)


def throw_away_keys(*, now: datetime) -> int:
    """Delete the keys of the days that are over; from then on their marks lead back to nobody."""
    thrown, _kinds = DayKey.objects.filter(day__lt=timezone.localdate(now)).delete()
    return thrown

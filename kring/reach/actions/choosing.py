"""Writes about what a person chooses for themselves: what is off, a pause, hours and ways. No trail is kept of it."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kring.core.secrets import seal
from kring.reach import rules
from kring.reach.errors import HoursNotInsideError, NoSuchWayError
from kring.reach.kinds import kinds
from kring.reach.models import Choice, Message, Way, Wishes
from kring.reach.queries import deciding

if TYPE_CHECKING:
    from kring.people.models import Person

MOST_WAYS = 20  # of one person: browsers that are never seen again pile up otherwise


@transaction.atomic
def turn_off(*, by: "Person", kind: str, now: datetime) -> None:
    """Get no more messages of this kind, nor those that wait."""
    _choose(by, kind, now, is_on=False)
    waiting = Message.objects.filter(person=by, kind=kind, ended_at__isnull=True, handed_at__isnull=True)
    waiting.update(ended_at=now, problem=Message.Problem.NOT_WANTED)


def turn_on(*, by: "Person", kind: str, now: datetime) -> None:
    """Get messages of this kind (again)."""
    _choose(by, kind, now, is_on=True)


def _choose(person: "Person", kind: str, now: datetime, *, is_on: bool) -> None:
    Choice.objects.update_or_create(
        organisation_id=person.organisation_id,
        person=person,
        kind=kinds()[kind].key,
        defaults={"is_on": is_on, "chosen_at": now},
    )


@transaction.atomic
def pause(*, by: "Person", now: datetime) -> None:
    """Get nothing that was not asked for during four weeks; what waits is not sent any more."""
    _wish(by, paused_until=now + rules.PAUSE)
    unasked = [key for key, kind in kinds().items() if kind.counts]
    waiting = Message.objects.filter(person=by, kind__in=unasked, ended_at__isnull=True, handed_at__isnull=True)
    waiting.update(ended_at=now, problem=Message.Problem.NOT_WANTED)


def resume(*, by: "Person") -> None:
    """End a pause."""
    _wish(by, paused_until=None)


def choose_hours(*, by: "Person", first_hour: int | None, last_hour: int | None, weekdays: Collection[int]) -> None:
    """Be reached in fewer hours, or on fewer days, than the organisation allows."""
    own = deciding.hours_of(deciding.settings()).narrowed(first_hour, last_hour, weekdays)
    if own.is_empty:
        raise HoursNotInsideError
    _wish(by, first_hour=first_hour, last_hour=last_hour, weekdays=sorted(set(weekdays)))


def choose_way(*, by: "Person", way: str) -> None:
    """Be reached by a messenger from now on; empty: by mail."""
    if way and (way not in deciding.offered() or not deciding.has_address(by, way)):
        raise NoSuchWayError
    _wish(by, way=way, lost_way="")


@transaction.atomic
def add_way(*, by: "Person", messenger: str, address: Mapping[str, Any], name: str, now: datetime) -> Way:
    """Be reached at this address too, a browser for example, and by this messenger from now on."""
    way, _is_new = Way.objects.update_or_create(
        organisation_id=by.organisation_id,
        person=by,
        messenger=messenger,
        mark=_fingerprint(address),
        defaults={"sealed": seal(dict(address)), "name": name[:80], "created_at": now},
    )
    kept = Way.objects.filter(person=by, messenger=messenger).order_by("-created_at", "-pk")[:MOST_WAYS]
    Way.objects.filter(person=by, messenger=messenger).exclude(pk__in=[one.pk for one in kept]).delete()
    choose_way(by=by, way=messenger)
    return way


@transaction.atomic
def remove_way(*, by: "Person", way: Way) -> None:
    """Be reached at this address no more; with the last one, by mail."""
    messenger = way.messenger
    Way.objects.filter(person=by, pk=way.pk).delete()
    if not Way.objects.filter(person=by, messenger=messenger).exists():
        Wishes.objects.filter(person=by, way=messenger).update(way="")


def forget_way(*, way: Way) -> None:
    """Throw an address away at which nobody is any more."""
    Way.objects.filter(pk=way.pk).delete()


def lose_way(*, person: "Person", messenger: str) -> None:
    """Go back to mail: nobody is found at this messenger. The person's own page says so."""
    Wishes.objects.filter(person=person, way=messenger).update(way="", lost_way=messenger)


def keep_address(*, person: "Person", messenger: str, address: Mapping[str, Any], now: datetime) -> Way:
    """Remember who somebody is at a messenger, so that it need not be looked up again."""
    way, _is_new = Way.objects.update_or_create(
        organisation_id=person.organisation_id,
        person=person,
        messenger=messenger,
        mark=_fingerprint(address),
        defaults={"sealed": seal(dict(address)), "created_at": now},
    )
    return way


def _wish(person: "Person", **wishes: Any) -> None:
    Wishes.objects.update_or_create(organisation_id=person.organisation_id, person=person, defaults=wishes)


def _fingerprint(address: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(dict(address), sort_keys=True).encode()).hexdigest()

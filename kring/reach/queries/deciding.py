"""Reads that decide whether, when and by which way somebody may be reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from kring.connectors.registry import MESSENGERS
from kring.people import queries as people
from kring.people.queries import joining
from kring.people.rules import Purpose
from kring.reach import rules
from kring.reach.kinds import Kind, kinds
from kring.reach.models import Choice, Holiday, Message, MessengerSetUp, ReachSettings, Spent, Way, Wishes

if TYPE_CHECKING:
    from kring.people.models import Person

MAIL = "mail"
Problem = Message.Problem


@dataclass(frozen=True)
class Verdict:
    """From when on somebody may be told something; `at` is None: not at all, and `problem` says why."""

    at: datetime | None
    problem: str = ""
    way: str = ""

    def is_now(self, now: datetime) -> bool:
        """Whether it may be told now."""
        return self.at is not None and self.at <= now


def settings() -> ReachSettings:
    """Return how this organisation reaches people; one that never chose has the usual."""
    return ReachSettings.objects.first() or ReachSettings()


def hours_of(chosen: ReachSettings) -> rules.Hours:
    """Return the hours of an organisation."""
    return rules.Hours(
        chosen.first_hour, chosen.last_hour, frozenset(chosen.weekdays) if chosen.weekdays else rules.WORKING_DAYS
    )


def own_hours(chosen: ReachSettings, wishes: Wishes) -> rules.Hours:
    """Return the hours of one person: those of the organisation, or the part of them that they chose."""
    return hours_of(chosen).narrowed(wishes.first_hour, wishes.last_hour, wishes.weekdays)


def wishes_of(person_id: int) -> Wishes:
    """Return how somebody would like to be reached; whoever never chose is reached as the organisation decided."""
    return Wishes.objects.filter(person=person_id).first() or Wishes(person_id=person_id)


def holidays(since: date) -> list[Holiday]:
    """Return the days from `since` on, on which nobody is written to."""
    return list(Holiday.objects.filter(on__gte=since))


def is_on(person_id: int, kind: Kind) -> bool:
    """Return whether somebody wants this kind of message."""
    chosen = Choice.objects.filter(person=person_id, kind=kind.key).values_list("is_on", flat=True).first()
    return kind.is_on if chosen is None else chosen


def whoever_switched_off(people_ids: Iterable[int], kind: Kind) -> set[int]:
    """Return who of these does not want this kind of message."""
    ids = set(people_ids)
    chosen = dict(Choice.objects.filter(person__in=ids, kind=kind.key).values_list("person", "is_on"))
    return {pk for pk in ids if not chosen.get(pk, kind.is_on)}


def whoever_paused(people_ids: Iterable[int], now: datetime) -> set[int]:
    """Return who of these wants nothing for a while."""
    paused = Wishes.objects.filter(person__in=set(people_ids), paused_until__gt=now)
    return set(paused.values_list("person", flat=True))


def spent_of(person_id: int, now: datetime) -> list[datetime]:
    """Return when somebody got what they had not asked for, in the last seven days: an invitation is one of these."""
    since = now - rules.WEEK
    booked = Spent.objects.filter(person=person_id, at__gt=since).values_list("at", flat=True)
    return sorted([*booked, *joining.letters_sent(person_id, since=since)])


def set_ups() -> dict[str, MessengerSetUp]:
    """Return the messengers that this organisation set up."""
    return {one.messenger: one for one in MessengerSetUp.objects.all()}


def offered() -> list[str]:
    """Return the messengers that can be used here now: those that need no set-up, and those whose set-up works."""
    working = {key for key, one in set_ups().items() if not one.problem}
    found = [key for key, messenger in MESSENGERS.items() if not messenger.caps.needs or key in working]
    return sorted(found, key=lambda key: MESSENGERS[key].caps.place)


def has_address(person: "Person", messenger: str) -> bool:
    """Return whether a messenger can find somebody: by their mail address, or by a browser that said yes."""
    by_mail = not MESSENGERS[messenger].caps.is_per_device
    return by_mail or Way.objects.filter(person=person, messenger=messenger).exists()


def way_of(person: "Person", wishes: Wishes, *, asked_for: bool) -> str:
    """Return by which way to reach somebody: the one they chose when it works, else mail when they agreed to it."""
    if wishes.way in offered() and has_address(person, wishes.way):
        return wishes.way
    return MAIL if asked_for or people.has_consent(person, Purpose.EMAIL) else ""


def when(person: "Person", kind: Kind, now: datetime) -> Verdict:
    """Return from when on `person` may be told something of this kind."""
    today = timezone.localdate(now)
    if not joining.is_there(person, today) or (kind.counts and not person.is_participant):
        return Verdict(None, Problem.NO_REASON)
    if not is_on(person.pk, kind):
        return Verdict(None, Problem.NOT_WANTED)
    wishes = wishes_of(person.pk)
    way = way_of(person, wishes, asked_for=not kind.counts) if kind.write else MAIL
    if not way:
        return Verdict(None, Problem.NO_WAY)
    return Verdict(_first_moment(person, wishes, now), Problem.TOO_LATE, way) if kind.counts else Verdict(now, way=way)


def _first_moment(person: "Person", wishes: Wishes, now: datetime) -> datetime | None:
    chosen, zone = settings(), ZoneInfo(person.organisation.time_zone)
    return rules.next_moment(
        max(now, wishes.paused_until or now).astimezone(zone),
        hours=own_hours(chosen, wishes),
        closed={holiday.on for holiday in holidays(now.astimezone(zone).date())},
        spent=spent_of(person.pk, now),
        budget=chosen.budget,
    )


def next_chance(person: "Person", kind: str, now: datetime) -> datetime | None:
    """Return the first moment from `now` on at which `person` may be told something of this kind; None: never."""
    return when(person, kinds()[kind], now).at

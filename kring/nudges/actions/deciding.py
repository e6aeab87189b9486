"""Decide a week: who gets which nudge, who is left alone by lot, and when whose week is told."""

import secrets
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction

from kring.choose.still_active import whom_to_nudge
from kring.core.models import Organisation
from kring.nudges import rules
from kring.nudges.models import Nudge, Round
from kring.nudges.queries import deciding, digest, trials
from kring.nudges.rules import Kind, State
from kring.people import queries as people
from kring.reach import actions as reach

BATCH = 1000


@transaction.atomic
def decide_week(*, organisation: Organisation, now: datetime) -> int:
    """Decide this week once, all of it or nothing, and have everybody told; return how many are nudged."""
    week = rules.monday(now.astimezone(ZoneInfo(organisation.time_zone)).date())
    drawn = {"seed": secrets.token_hex(16), "decided_at": now}
    made, is_new = Round.objects.get_or_create(organisation=organisation, week=week, defaults=drawn)
    if not is_new:
        return 0
    known = deciding.known(organisation, now)
    nudges = [*_listed(made, known), *_gone_live(made, known)]
    Nudge.objects.bulk_create(nudges, batch_size=BATCH)
    sent = [nudge for nudge in nudges if not nudge.is_control]
    _tell(sent, now)
    _tell_weeks(organisation, made, now)
    return len(sent)


def _listed(made: Round, known: deciding.Known) -> list[Nudge]:
    """Return the nudges of who is on the list, and of those whom the lot leaves alone."""
    weeks = known.weeks
    places = np.flatnonzero(weeks.takes_part & ~np.isin(weeks.ids, list(known.resting)))
    before = deciding.before(weeks, places)
    chosen = whom_to_nudge(deciding.likely(weeks, places), before.past, weeks.ids[places], seed=made.seed)
    alone = set(chosen.control.tolist())
    found = [
        _nudge(made, known, int(places[n]), str(before.last_kind[n]), is_alone=n in alone)
        for n in sorted([*chosen.send.tolist(), *alone])
    ]
    return [nudge for nudge in found if nudge is not None]


def _nudge(made: Round, known: deciding.Known, place: int, last: str, *, is_alone: bool) -> Nudge | None:
    """Return what one person on the list gets; where a kind is on for a half of the units, their unit's lot decides."""
    unit, facts = int(known.weeks.unit[place]), known.there.facts(known.weeks, place)
    kind = rules.kind_for(facts, last=last, without=known.without(place))
    if kind is None:
        return None
    where = known.where[kind]
    return Nudge(
        organisation_id=made.organisation_id,
        person_id=int(known.weeks.ids[place]),
        kind=kind,
        week=made.week,
        is_control=unit in where.half_out if where.state == State.HALF else is_alone,
        about_id=facts.moment if kind == Kind.HELP_MOMENT else None,
    )


def _gone_live(made: Round, known: deciding.Known) -> list[Nudge]:
    """Return the good news for whoever told something that went live: owed, so nobody is left out by lot."""
    if known.where[Kind.WENT_LIVE].state == State.OFF:
        return []
    at = known.weeks.place_of
    return [
        Nudge(
            organisation_id=made.organisation_id, person_id=person, kind=Kind.WENT_LIVE, week=made.week, about_id=story
        )
        for person, story in sorted(known.there.live.items())
        if person in at and known.weeks.takes_part[at[person]] and person not in known.unwanted[Kind.WENT_LIVE]
    ]


def _tell(nudges: Sequence[Nudge], now: datetime) -> None:
    """Have everybody told what they get, with one call for each kind."""
    persons = {one.pk: one for one in people.participants().filter(pk__in=[nudge.person_id for nudge in nudges])}
    until = now + timedelta(days=rules.TOLD_DAYS)
    for kind in Kind:
        told = [
            reach.Told(persons[nudge.person_id], {"nudge": nudge.pk}, f"nudge-{nudge.pk}")
            for nudge in nudges
            if nudge.kind == kind and nudge.person_id in persons
        ]
        if told:
            reach.tell_each(kind=rules.key_of(kind), told=told, now=now, good_until=until)


def _tell_weeks(organisation: Organisation, made: Round, now: datetime) -> None:
    """Have the week told to who agreed to a mail a week, each at their own moment from Monday to Thursday morning,
    or at the time that is tried.
    """
    zone = ZoneInfo(organisation.time_zone)
    tried = trials.mail_trial_in(made.week)
    days = rules.DAYS + (tried is not None)  # an hour late in somebody's own day waits for the next one
    until = datetime.combine(made.week + timedelta(days=days), time(), zone)
    if now >= until:
        return
    for moment, persons in sorted(digest.moments(made.week, zone, tried=tried, now=now).items()):
        told = [reach.Told(person, {"week": made.week.isoformat()}, rules.week_key(made.week)) for person in persons]
        reach.tell_each(kind="nudges.week", told=told, now=now, not_before=max(moment, now), good_until=until)

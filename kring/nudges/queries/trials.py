"""Reads of what is tried: from when until when, and what came of it, as counts and never by person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from kring.core.models import Organisation
from kring.nudges import rules
from kring.nudges.models import KindTrial, MailTrial, Nudge, Round
from kring.nudges.queries.weeks import gather
from kring.people import queries as people
from kring.reach import queries as reach
from kring.reach.queries.deciding import hours_of
from kring.reach.queries.deciding import settings as reach_settings

DRAWS = 2_000  # with the one that was taken


@dataclass(frozen=True)
class Half:
    """What came of a kind of nudge in a half of the units: who was on the list at least once, and did something.

    Units of which nobody was on the list are not in it.
    """

    did: NDArray[np.int64]  # people who did something in the two weeks from their first time on, shape (units,)
    of: NDArray[np.int64]  # people on the list, shape (units,)
    is_in: NDArray[np.bool_]  # shape (units,)
    draws: NDArray[np.int64]  # 1 for the units that are in, shape (draws, units)


def first_undecided(now_in: date) -> date:
    """Return the Monday of the first week that was not decided yet, this one or the next."""
    week = rules.monday(now_in)
    return week + timedelta(weeks=1) if Round.objects.filter(week=week).exists() else week


def units_with_people(on: date) -> list[tuple[int, int]]:
    """Return the units with people on the staff, and how many."""
    counted: dict[int, int] = {}
    for cell in people.staff_cells(on):
        counted[cell.unit_id] = counted.get(cell.unit_id, 0) + cell.people
    return sorted(counted.items())


def mail_times() -> tuple[list[int], range]:
    """Return the days and hours at which a week can be told: within those of the organisation, until Thursday."""
    hours = hours_of(reach_settings())
    return sorted(day for day in hours.weekdays if day < rules.DAYS), range(hours.first, hours.last)


def mail_trial_in(week: date) -> MailTrial | None:
    """Return the other time that is tried in a week."""
    return MailTrial.objects.filter(since__lte=week, until__gt=week).first()


def mail_trial(seed: str) -> MailTrial | None:
    """Return the other time that was tried by a seed."""
    return MailTrial.objects.filter(seed=seed).first()


def kind_trial(seed: str) -> KindTrial | None:
    """Return the half that was drawn by a seed."""
    return KindTrial.objects.filter(seed=seed).first()


def stopped_seeds() -> list[str]:
    """Return the seeds of the halves that somebody ended early."""
    return list(KindTrial.objects.filter(stopped_at__isnull=False).values_list("seed", flat=True))


def weeks_told(since: date, until: date) -> list[tuple[int, datetime]]:
    """Return whose week was to be told in [since, until), and when: to count at once, and never shown.

    Whoever wants no mails, or rests, is not among them, whatever the lot says of them.
    """
    mondays = [since + timedelta(weeks=n) for n in range((until - since).days // 7)]
    return reach.told("nudges.week", [rules.week_key(monday) for monday in mondays])


def half(organisation: Organisation, trial: KindTrial, now: datetime) -> Half:
    """Return what came of a half that is over.

    Everybody counts once, from their first time on the list, which nothing that is tried could bring about.
    """
    weeks = gather(organisation, now)
    at, keys = weeks.place_of, sorted([*trial.drawn["in"], *trial.drawn["out"]])
    rows = Nudge.objects.filter(kind=trial.kind, week__gte=trial.since, week__lt=trial.until)
    first: dict[int, date] = {}
    for person, week in rows.order_by("week", "pk").values_list("person_id", "week"):
        first.setdefault(person, week)
    did, of = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
    unit_at = {unit: n for n, unit in enumerate(keys)}
    for person, week in first.items():
        place = at.get(person)
        n = None if place is None else unit_at.get(int(weeks.unit[place]))
        if n is not None and place is not None:
            of[n] += 1
            did[n] += weeks.active_after(place, week)
    taken = [frozenset(trial.drawn["in"]), *rules.redrawn(trial.drawn, trial.seed, DRAWS - 1)]
    draws = np.array([[unit in one for unit in keys] for one in taken], np.int64)
    there = of > 0
    return Half(did[there], of[there], draws[0, there] > 0, draws[:, there])

"""Gather the figures of a week from other rooms: only those that may be shown, each with its range.

The worker does this once a week; pages read what was kept.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from kring.adjust.queries.times import times
from kring.adjust.rules.figures import VERSION, Figure, Name, Unit, fingerprint
from kring.core.models import Organisation
from kring.core.words import LANGUAGES, said_in
from kring.insights import queries as insights
from kring.insights.rules.answers import PART, PER_100, PER_100_WEEK, RATIO, Answers
from kring.insights.rules.kept import digest
from kring.insights.words import content_name, forms_in
from kring.nudges import queries as nudges
from kring.nudges.rules import State
from kring.nudges.words import KIND_WORDS
from kring.people import queries as people
from kring.rollout import queries as rollout
from kring.rollout.queries.help import coverage
from kring.stories import queries as stories

Figures = list[Figure]
ANSWERED = {
    *(f"participation.{name}" for name in ("took_part", "shared", "contributed", "listened", "learned")),
    "activation.per_100",
    *(f"{what}.{how}" for what in ("posts", "engagements") for how in ("ratio", "per_100")),
}
UNITS = {PART: Unit.PART, RATIO: Unit.RATIO, PER_100_WEEK: Unit.PER_100_WEEK, PER_100: Unit.PER_100}


def gather(organisation: Organisation, now: datetime) -> Figures:
    """Return every figure of the last completed week that may be shown, in a fixed number of queries."""
    return [
        *_still_active(organisation, now),
        *times(organisation, now),
        *_help(organisation, now),
        *_plan(now.astimezone(ZoneInfo(organisation.time_zone)).date()),
        *_answers(organisation, now),
    ]


def _answers(organisation: Organisation, now: datetime) -> Figures:
    """Return the figures of the answers over everything; a changed protocol makes another figure of them.

    Which content is shared best is told by kind: a story is gone by the time that a decision is looked at again.
    """
    found = insights.answers(organisation, now)
    if found is None:
        return []
    version = f"{VERSION}/{found.version}/{digest(found.promise)}"
    return _kinds(found) + [
        Figure(one.key, one.value, one.low, one.high, UNITS[one.unit], fingerprint=found.fingerprint, version=version)
        for one in found.figures.values()
        if one.key in ANSWERED and one.unit in UNITS
    ]


def _kinds(found: Answers) -> Figures:
    """Return how often each group shares each kind of content when it is shown, with its place among the kinds."""
    groups = {group.pk: dict(group.name) for group in people.target_groups()}
    themes = {theme.pk: theme.name for theme in stories.themes()}
    with_form = len(forms_in(found.kinds)) > 1
    made = []
    for one in found.kinds:
        for kind in one.kinds:
            if one.group not in groups or kind.theme not in themes:
                continue
            facts = {"first": kind.first, "last": kind.last, "compared": one.compared, "mean": one.mean}
            facts["step"] = round(kind.figure.value - one.mean, 4)
            name = {}
            for language in LANGUAGES:
                with translation.override(language):
                    name[language] = content_name(kind, {kind.theme: said_in(themes[kind.theme])}, with_form=with_form)
            made.append(
                Figure(
                    f"theme.{one.group}.{kind.theme}.{kind.form}",
                    kind.figure.value,
                    kind.figure.low,
                    kind.figure.high,
                    Unit.PART,
                    names={"group": groups[one.group], "theme": name},
                    facts={key: float(value) for key, value in facts.items()},
                    fingerprint=found.fingerprint,
                )
            )
    return made


def _still_active(organisation: Organisation, now: datetime) -> Figures:
    """Return what part is still active, and what each kind of nudge did."""
    weeks = nudges.gather(organisation, now)
    found = nudges.alive(organisation, weeks, smallest=settings.SMALLEST_GROUP)
    made: Figures = []
    if found.now is not None:
        one = found.now
        seen = fingerprint(found.sunday, one.value, one.base)
        made.append(Figure("alive.all", one.value, one.low, one.high, Unit.PART, fingerprint=seen))
    for row in found.kinds:
        did = row.effect.difference if row.effect else None
        if did is None:
            continue
        seen = fingerprint(found.sunday, did.value, did.nudged.base, did.alone.base, did.clusters)
        names: dict[str, Name] = {"nudge": _in_both(KIND_WORDS[row.kind][0])}
        facts = {"is_on": float(row.where.state != State.OFF)}
        made.append(
            Figure(
                f"nudge.{row.kind}",
                did.value,
                did.low,
                did.high,
                Unit.DIFFERENCE,
                names=names,
                facts=facts,
                fingerprint=seen,
            )
        )
    return made


def _in_both(words: str | Promise) -> Name:
    """Return words as they are in each language."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(words)
    return found


def _help(organisation: Organisation, now: datetime) -> Figures:
    """Return what part of the staff had a help moment: of all, and of each unit that may stand alone."""
    found = coverage(organisation, now=now)
    made: Figures = []
    today = now.astimezone(ZoneInfo(organisation.time_zone)).date()
    coming = [wave.starts_on for wave in rollout.all_waves() if wave.starts_on > today]
    if found.whole is not None:
        facts = {"people": float(found.whole.base)}
        if coming:
            facts["next_wave_in_days"] = float((min(coming) - today).days)
        made.append(_part("help.all", found.whole, found.sunday, {}, facts))
    for row in found.rows:
        if len(row.unit_ids) == 1:
            facts = {"people": float(row.rate.base)}
            made.append(_part(f"help.{row.unit_ids[0]}", row.rate, found.sunday, {"unit": row.names[0]}, facts))
    return made


def _part(key: str, rate: Any, sunday: date, names: dict[str, Name], facts: dict[str, float]) -> Figure:
    seen = fingerprint(key, sunday, rate.value, rate.base)
    return Figure(key, rate.value, rate.low, rate.high, Unit.PART, names=names, facts=facts, fingerprint=seen)


def _plan(today: date) -> Figures:
    """Return the holes in the plan of stories: counts of what is planned, about no person."""
    found = stories.gaps(today, longest=0, far=0.0)
    made = [
        Figure(
            f"silence.{group.pk}",
            float(gap.days),
            None,
            None,
            Unit.DAYS,
            is_exact=True,
            names={"group": dict(group.name)},
            fingerprint=fingerprint(today, gap.first, gap.days),
        )
        for group, gap in found.groups
    ]
    made += [
        Figure(
            f"pillar.{pillar.pk}",
            gap.part,
            None,
            None,
            Unit.PART,
            is_exact=True,
            names={"pillar": dict(pillar.name)},
            facts={"plan": gap.plan},
            fingerprint=fingerprint(today, gap.part, gap.plan),
        )
        for pillar, gap in found.pillars
    ]
    return made

"""All units on one time line. A fixed number of queries for any number of units."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from kring.rollout import rules
from kring.rollout.models import Draw, Programme, Tick, UnitPlan
from kring.rollout.queries.units import dates_of, deviates, has_lead, staff_counts
from kring.rollout.rules import checklist, phases, picture
from kring.surveys import queries as surveys

FEW = 12  # groups of so many units or fewer in all are open from the start


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of the time line."""

    search: str = ""
    region: str = ""
    by_region: bool = False
    only_help: bool = False


@dataclass(frozen=True)
class Row:
    """One unit on the time line."""

    unit_id: int
    name: str
    region: str
    wave: int | None
    lead: str
    dates: rules.Dates
    phase: rules.Phase
    weeks_to_go: int | None
    todo: tuple[checklist.Item, ...]
    needs_help: bool
    deviates: bool
    bars: tuple[picture.Bar, ...]


@dataclass(frozen=True)
class Group:
    """Units of one wave or one region, with the bar of the group as a whole."""

    wave: int | None
    name: str
    starts_on: date | None
    rows: tuple[Row, ...]
    bars: tuple[picture.Bar, ...]

    @property
    def in_need(self) -> int:
        """How many of these units need help to get ready."""
        return sum(row.needs_help for row in self.rows)


@dataclass(frozen=True)
class Timeline:
    """What the page of the programme shows."""

    programme: Programme
    accepted: Draw | None
    groups: tuple[Group, ...]
    axis: picture.Axis
    counts: dict[str, int]  # units by phase, of all units
    in_need: tuple[Row, ...]  # of all units, the first to start first
    regions: tuple[str, ...]
    units: int  # all of them, whatever is searched for
    shown: int

    @property
    def is_open(self) -> bool:
        """Whether the groups are unfolded to begin with."""
        return self.shown <= FEW or self.shown < self.units


def timeline(programme: Programme, on: date, asked: Asked = Asked()) -> Timeline:
    """Return every unit on its time line, grouped by wave or region."""
    plans = list(
        UnitPlan.objects.filter(programme=programme)
        .select_related("unit", "unit__parent", "wave", "lead")
        .order_by("unit__name")
    )
    ticked: dict[int, set[str]] = defaultdict(set)
    for plan_id, item in Tick.objects.filter(unit_plan__programme=programme).values_list("unit_plan_id", "item"):
        ticked[plan_id].add(item)
    people, has_baseline = staff_counts(on), surveys.has_baseline()
    for plan in plans:
        plan.programme = programme
    when = {plan.pk: dates_of(plan) for plan in plans}
    axis = picture.axis(list(when.values()), on)
    todo = {
        plan.pk: checklist.left(
            has_lead=has_lead(plan, on),
            people=people.get(plan.unit_id, 0),
            has_baseline=has_baseline(plan.unit),
            ticked=frozenset(ticked[plan.pk]),
        )
        for plan in plans
    }
    rows = [_row(plan, when[plan.pk], axis, todo[plan.pk], on) for plan in plans]
    words = asked.search.casefold().split()
    shown = [
        row
        for row in rows
        if all(word in f"{row.name} {row.region} {row.lead}".casefold() for word in words)
        and (not asked.region or row.region == asked.region)
        and (not asked.only_help or row.needs_help)
    ]
    in_need = sorted((row for row in rows if row.needs_help), key=lambda row: (row.weeks_to_go or 0, row.name))
    accepted = Draw.objects.filter(programme=programme, status=Draw.Status.ACCEPTED).select_related("accepted_by")
    return Timeline(
        programme=programme,
        accepted=accepted.defer("given", "found", "kept").first(),
        groups=_groups(shown, asked.by_region, axis, programme),
        axis=axis,
        counts={phase.value: count for phase, count in Counter(row.phase for row in rows).items()},
        in_need=tuple(in_need),
        regions=tuple(sorted({row.region for row in rows if row.region})),
        units=len(rows),
        shown=len(shown),
    )


def _row(plan: UnitPlan, when: rules.Dates, axis: picture.Axis, todo: tuple[checklist.Item, ...], on: date) -> Row:
    to_go = phases.weeks_to_go(when.forming, on)
    phase = rules.phase_on(when, on)
    return Row(
        unit_id=plan.unit_id,
        name=plan.unit.name,
        region=plan.unit.parent.name if plan.unit.parent else "",
        wave=plan.wave.number if plan.wave else None,
        lead=plan.lead.name if plan.lead else "",
        dates=when,
        phase=phase,
        weeks_to_go=to_go,
        todo=todo,
        needs_help=phase != rules.Phase.KEEPING and checklist.needs_help(todo=len(todo), weeks_to_go=to_go),
        deviates=deviates(plan),
        bars=picture.bars(when, axis),
    )


def _groups(rows: list[Row], by_region: bool, axis: picture.Axis, programme: Programme) -> tuple[Group, ...]:
    """Return the rows by wave, those without one last; or by region."""
    found: dict[tuple[bool, int, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[(not row.region, 0, row.region) if by_region else (row.wave is None, row.wave or 0, "")].append(row)
    groups = []
    for (_is_last, wave, name), own in sorted(found.items(), key=lambda item: item[0]):
        starts = Counter(row.dates.forming for row in own if row.dates.forming)
        usual = min(starts, key=lambda day: (-starts[day], day)) if starts else None
        first = min(starts) if starts and by_region else usual
        whole = rules.dates(first, forming_weeks=programme.forming_weeks, helping_weeks=programme.helping_weeks)
        if by_region and starts:  # from the first unit that starts to the last that is helped
            last = max(row.dates.keeping or first or date.max for row in own if row.dates.forming)
            whole = rules.Dates(first, whole.helping, max(last, (whole.helping or last) + timedelta(weeks=1)))
        groups.append(
            Group(
                wave=wave or None,
                name=name,
                starts_on=first,
                rows=tuple(sorted(own, key=lambda row: (row.dates.forming or date.max, row.name))),
                bars=picture.bars(whole, axis),
            )
        )
    return tuple(groups)

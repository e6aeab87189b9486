"""Set up how an organisation is built: units, departments, ranks, target groups and who belongs to which."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, Q
from django.utils.text import slugify

from kring.core import audit
from kring.core.worker import wake
from kring.people import queries
from kring.people.errors import (
    CircleOfUnitsError,
    DefaultGroupError,
    GroupNameMissingError,
    HasPeopleError,
    HasUnitsError,
    NameTakenError,
)
from kring.people.models import Department, Person, Placement, Rank, TargetGroup, TargetGroupRule, Unit

Texts = dict[str, Any]
NAMED: dict[str, type[Department] | type[Rank]] = {"department": Department, "rank": Rank}
MANY_PEOPLE = 2000  # with more of them, their groups are worked out by the worker

REGROUP = """
with placed as (
    select distinct on (person_id) person_id, department_id, rank_id
    from people_placement where organisation_id = %(organisation)s order by person_id, valid_from desc
),
fits as (
    select department_id, rank_id, coalesce(
        (select rule.target_group_id from people_targetgrouprule rule
         where rule.organisation_id = %(organisation)s
            and (rule.department_id is null or rule.department_id = kind.department_id)
            and (rule.rank_id is null or rule.rank_id = kind.rank_id)
         order by rule.position, rule.id limit 1),
        (select id from people_targetgroup where organisation_id = %(organisation)s and is_default)) as group_id
    from (select distinct department_id, rank_id from placed) as kind
)
update people_person person set target_group_id = fits.group_id
from placed join fits on coalesce(fits.department_id, 0) = coalesce(placed.department_id, 0)
    and coalesce(fits.rank_id, 0) = coalesce(placed.rank_id, 0)
where person.id = placed.person_id and not person.is_own_choice
    and person.target_group_id is distinct from fits.group_id
"""


def save_unit(*, by: Person, unit: Unit | None, name: str, parent: Unit | None, starts_on: date | None) -> Unit:
    """Keep a unit: a new one, or one that changed."""
    unit = unit or Unit(organisation=by.organisation)
    if parent and unit.pk and parent.pk in queries.units_below(unit):
        raise CircleOfUnitsError
    unit.name, unit.parent, unit.starts_on = " ".join(name.split()), parent, starts_on
    _keep(unit)
    audit.note(by, "saved_unit", unit)
    return unit


@transaction.atomic
def set_starts(*, by: Person, starts: Mapping[int, date | None]) -> None:
    """Say when the programme starts in each of these units; all figures follow from it."""
    units = list(Unit.objects.select_for_update().filter(pk__in=starts).order_by("pk"))
    changed = [unit for unit in units if unit.starts_on != starts[unit.pk]]
    for unit in changed:
        unit.starts_on = starts[unit.pk]
    Unit.objects.bulk_update(changed, ["starts_on"])
    for unit in changed:
        audit.note(by, "set_start", unit, starts_on=unit.starts_on.isoformat() if unit.starts_on else "")


@transaction.atomic
def remove_unit(*, by: Person, unit: Unit) -> None:
    """Take a unit away; one with people or other units in it stays."""
    if Unit.objects.filter(parent=unit).exists():
        raise HasUnitsError
    _remove(by, "removed_unit", unit, Q(unit=unit))


def save_name(*, by: Person, what: str, row: Department | Rank | None, name: str) -> Department | Rank:
    """Keep a department or a rank."""
    row = row or NAMED[what](organisation=by.organisation)
    row.name = " ".join(name.split())
    _keep(row)
    audit.note(by, f"saved_{what}", row)
    return row


@transaction.atomic
def remove_name(*, by: Person, what: str, row: Department | Rank) -> None:
    """Take a department or a rank away that nobody has or had; rules about it go along."""
    _remove(by, f"removed_{what}", row, Q(**{what: row}))
    regroup_soon(by)


@transaction.atomic
def save_target_group(
    *,
    by: Person,
    group: TargetGroup | None,
    name: Texts,
    explanation: Texts,
    weekly_step: Texts,
    prompts: Texts,
    hue: int,
    is_default: bool,
) -> TargetGroup:
    """Keep a target group, with its texts in both languages; one group is for whoever no rule fits."""
    if not any(name.values()):
        raise GroupNameMissingError
    others = TargetGroup.objects.all()
    if group is None:
        group = TargetGroup(organisation=by.organisation, key=_free_key(name), position=others.count())
    if group.is_default and not is_default:
        raise DefaultGroupError
    group.name, group.explanation, group.weekly_step, group.prompts = name, explanation, weekly_step, prompts
    was_default, group.is_default, group.hue = group.is_default, is_default, hue
    if is_default:
        others.exclude(pk=group.pk).update(is_default=False)
    _keep(group)
    audit.note(by, "saved_target_group", group)
    if is_default != was_default:
        regroup_soon(by)
    return group


@transaction.atomic
def remove_target_group(*, by: Person, group: TargetGroup) -> None:
    """Take a target group away; its people get the group that fits them next."""
    if group.is_default:
        raise DefaultGroupError
    audit.note(by, "removed_target_group", group)
    Person.objects.filter(target_group=group).update(is_own_choice=False, target_group=None)
    group.delete()
    regroup_soon(by)


@transaction.atomic
def add_group_rule(
    *, by: Person, group: TargetGroup, department: Department | None, rank: Rank | None
) -> TargetGroupRule:
    """Add a rule, after the others."""
    last = TargetGroupRule.objects.order_by("-position").values_list("position", flat=True).first()
    rule = TargetGroupRule.objects.create(
        organisation=by.organisation,
        target_group=group,
        department=department,
        rank=rank,
        position=0 if last is None else last + 1,
    )
    audit.note(by, "added_group_rule", rule)
    regroup_soon(by)
    return rule


@transaction.atomic
def remove_group_rule(*, by: Person, rule: TargetGroupRule) -> None:
    """Take a rule away."""
    audit.note(by, "removed_group_rule", rule)
    rule.delete()
    regroup_soon(by)


@transaction.atomic
def move_group_rule(*, by: Person, rule: TargetGroupRule, steps: int) -> None:
    """Put a rule before or after its neighbour: the first that fits holds."""
    rules = list(TargetGroupRule.objects.select_for_update().order_by("position", "pk"))
    here = next(n for n, other in enumerate(rules) if other.pk == rule.pk)
    there = min(max(here + steps, 0), len(rules) - 1)
    rules.insert(there, rules.pop(here))
    for position, other in enumerate(rules):
        other.position = position
    TargetGroupRule.objects.bulk_update(rules, ["position"])
    audit.note(by, "moved_group_rule", rule)
    regroup_soon(by)


def regroup_soon(by: Person) -> None:
    """Give everybody the group that fits, now or by the worker when they are many."""
    if Placement.objects.filter(valid_until__isnull=True).count() > MANY_PEOPLE:
        wake("people.tasks.structure.regroup", by)
    else:
        regroup(organisation_id=by.organisation_id)


def regroup(*, organisation_id: int) -> None:
    """Give everybody who did not choose for themselves the group of the first rule that fits."""
    with connection.cursor() as cursor:
        cursor.execute(REGROUP, {"organisation": organisation_id})


def _keep(row: Unit | Department | Rank | TargetGroup) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NameTakenError from None


def _remove(by: Person, verb: str, row: Unit | Department | Rank, belongs: Q) -> None:
    if Placement.objects.filter(belongs).exists():
        raise HasPeopleError
    audit.note(by, verb, row)
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, IntegrityError):
        raise HasPeopleError from None


def _free_key(name: Texts) -> str:
    wanted = slugify(next(text for text in name.values() if text))[:34].replace("-", "_") or "group"
    taken = set(TargetGroup.objects.values_list("key", flat=True))
    return next(key for key in (wanted, *(f"{wanted}_{n}" for n in range(2, len(taken) + 3))) if key not in taken)

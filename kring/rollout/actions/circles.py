"""What people do in circles: ask for a hero, show something, thank; and the circles of a unit made again."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.core.worker import wake
from kring.rollout.actions.letters import invite_to_coming, take_out_of_coming
from kring.rollout.errors import (
    HeroHasACircleError,
    NotInACircleError,
    NotOnTheStaffError,
    NotTheirCircleError,
    WordsMissingError,
)
from kring.rollout.models import Circle, CircleMember, CirclePlan, CircleThanks, Milestone, NotTogether
from kring.rollout.queries import circles as queries
from kring.rollout.rules.circles import EVERYBODY_AT_LEAST, TEXT_VERSION, settle
from kring.rollout.rules.help import Reached

if TYPE_CHECKING:
    from kring.people.models import Person

MAKE = "rollout.tasks.circles.make"


@transaction.atomic
def ask_for_hero(*, by: "Person", now: datetime) -> CircleMember:
    """Want a hero near oneself: a choice of one's own, which can be taken back. The worker finds the nearest."""
    on = timezone.localdate(now)
    if queries.hero_of(by, on):
        raise HeroHasACircleError
    unit_id = queries.unit_of(by, on)
    if unit_id is None:
        raise NotOnTheStaffError
    queries.gone(on).filter(person=by).delete()  # from before they stopped taking part
    member, is_new = CircleMember.objects.get_or_create(
        organisation_id=by.organisation_id, person=by, defaults={"wished_at": now, "text_version": TEXT_VERSION}
    )
    if is_new:
        ask_for_circles(organisation_id=by.organisation_id, unit_id=unit_id, now=now)
    return member


@transaction.atomic
def leave_circle(*, by: "Person", now: datetime) -> None:
    """Take the choice back: what one showed is gone at once, and so is one's place."""
    member = CircleMember.objects.select_for_update().filter(person=by).first()
    if member is None:
        return
    take_out_of_coming(circle_id=member.circle_id, person_ids=[by.pk], now=now)
    member.delete()
    _ask_for_unit_of(by, now)


@transaction.atomic
def ask_for_another_hero(*, by: "Person", now: datetime) -> None:
    """Get another hero, without a reason. The first one is not told who asked, nor why."""
    member = _in_circle(by, now)
    circle = member.circle
    assert circle is not None  # noqa: S101 - `_in_circle` looked
    NotTogether.objects.get_or_create(
        organisation_id=by.organisation_id, person=by, hero_person_id=circle.hero.person_id
    )
    take_out_of_coming(circle_id=circle.pk, person_ids=[by.pk], now=now)
    member.circle, member.stays, member.is_shown, member.placed_at = None, False, False, None
    member.save(update_fields=["circle", "stays", "is_shown", "placed_at"])
    _ask_for_unit_of(by, now)


@transaction.atomic
def stay_here(*, by: "Person", stays: bool, now: datetime) -> None:
    """Ask to stay in this circle when circles are made again, or not to mind."""
    member = _in_circle(by, now)
    member.stays = stays
    member.save(update_fields=["stays"])


@transaction.atomic
def show_in_circle(*, by: "Person", goal: str, question: str, help_wish: str, now: datetime) -> None:
    """Show a goal, a question, a wish for help in one's circle; empty shows nothing."""
    member = _in_circle(by, now)
    member.goal, member.question, member.help_wish = (_tidy(words) for words in (goal, question, help_wish))
    member.is_shown = True
    member.save(update_fields=["goal", "question", "help_wish", "is_shown"])


@transaction.atomic
def say_shared(*, by: "Person", shared: bool, now: datetime) -> None:
    """Say of oneself that one shared something in own words, or take it back."""
    member = _in_circle(by, now)
    member.shared_at = (member.shared_at or now) if shared else None
    member.save(update_fields=["shared_at"])
    if not shared:
        return
    circle = member.circle
    assert circle is not None  # noqa: S101 - `_in_circle` looked
    reach(circle, Reached.FIRST_WORDS, now)
    said = list(queries.members_of(circle, timezone.localdate(now)).values_list("shared_at", flat=True))
    if len(said) >= EVERYBODY_AT_LEAST and all(said):
        reach(circle, Reached.EVERYBODY, now)


@transaction.atomic
def thank(*, by: "Person", to_id: int, words: str, key: str, now: datetime) -> None:
    """Thank somebody of one's own circle; only they read it."""
    on = timezone.localdate(now)
    circle = queries.circle_of(by, on)
    if circle is None:
        raise NotInACircleError
    others = {circle.hero.person_id, *queries.members_of(circle, on).values_list("person_id", flat=True)} - {by.pk}
    if to_id not in others:
        raise NotTheirCircleError
    if not _tidy(words):
        raise WordsMissingError
    CircleThanks.objects.get_or_create(
        organisation_id=by.organisation_id,
        by=by,
        key=key,
        defaults={"circle": circle, "to_id": to_id, "words": _tidy(words)},
    )


def reach(circle: Circle, kind: Reached, now: datetime) -> None:
    """Note that a circle reached something, the first time."""
    Milestone.objects.get_or_create(
        organisation_id=circle.organisation_id, circle=circle, kind=kind, defaults={"reached_at": now}
    )


def _tidy(words: str) -> str:
    return " ".join(words.split())


def _in_circle(by: "Person", now: datetime) -> CircleMember:
    """Return the place of `by` in a circle, locked."""
    on = timezone.localdate(now)
    found = queries.live(on).select_for_update(of=("self",)).filter(person=by, circle__hero__in=queries.heroes_on(on))
    member = found.select_related("circle__hero").first()
    if member is None:
        raise NotInACircleError
    return member


def _ask_for_unit_of(person: "Person", now: datetime) -> None:
    unit_id = queries.unit_of(person, timezone.localdate(now))
    if unit_id is not None:
        ask_for_circles(organisation_id=person.organisation_id, unit_id=unit_id, now=now)


@transaction.atomic
def ask_for_circles(*, organisation_id: int, unit_id: int, now: datetime) -> None:
    """Ask the worker to make the circles of a unit again: somebody came or went, or a hero did."""
    plan, _is_new = CirclePlan.objects.get_or_create(organisation_id=organisation_id, unit_id=unit_id)
    CirclePlan.objects.filter(pk=plan.pk).update(asked_at=now)
    wake(MAKE, plan)


@transaction.atomic
def make_circles(*, plan_id: int, now: datetime) -> None:
    """Make the circles of one unit, moving as few people as can be; all of it or nothing, and twice is like once."""
    plan = CirclePlan.objects.select_for_update().filter(pk=plan_id, asked_at__isnull=False).first()
    if plan is None:
        return
    on = timezone.localdate(now)
    heroes = list(queries.heroes_on(on).filter(unit=plan.unit_id).order_by("pk"))
    circles = _circles_of(heroes)
    staff = queries.colleagues(plan.unit_id, heroes, on)
    ids = {one.person for one in staff}
    members = {
        member.person_id: member
        for member in queries.live(on).select_for_update(of=("self",)).filter(person__in=ids).order_by("pk")
    }
    hero_in = {circle.pk: circle.hero.person_id for circle in circles.values()}
    present = {who: hero_in[m.circle_id] for who, m in members.items() if m.circle_id in hero_in}
    settled = settle(
        staff,
        people=members,
        heroes=[hero.person_id for hero in heroes],
        avoid=set(NotTogether.objects.filter(person__in=members).values_list("person_id", "hero_person_id")),
        present=present,
        stay=[who for who, m in members.items() if m.stays],
    )
    _seat(members, {who: circles[hero].pk for who, hero in settled.hero_of.items()}, now)
    plan.asked_at, plan.made_at, plan.moved = None, now, len(settled.moved)
    plan.save(update_fields=["asked_at", "made_at", "moved"])


def _circles_of(heroes: list) -> dict[int, Circle]:  # type: ignore[type-arg]
    """Return the circle of each hero, by the person they are."""
    Circle.objects.bulk_create(
        [Circle(organisation_id=hero.organisation_id, hero=hero) for hero in heroes], ignore_conflicts=True
    )
    found = Circle.objects.filter(hero__in=heroes).select_related("hero")
    return {circle.hero.person_id: circle for circle in found}


def _seat(members: dict[int, CircleMember], circle_of: dict[int, int], now: datetime) -> None:
    """Write who sits where; calendars follow for who came and who went."""
    came: dict[int, list[int]] = {}
    went: dict[int | None, list[int]] = {}
    changed = []
    for who, member in members.items():
        wanted = circle_of.get(who)
        if member.circle_id == wanted:
            continue
        went.setdefault(member.circle_id, []).append(who)
        if wanted is not None:
            came.setdefault(wanted, []).append(who)
        member.circle_id, member.is_shown, member.stays = wanted, False, False
        member.placed_at = now if wanted is not None else None
        changed.append(member)
    CircleMember.objects.bulk_update(changed, ["circle", "is_shown", "stays", "placed_at"], batch_size=1000)
    for circle_id, people in went.items():
        take_out_of_coming(circle_id=circle_id, person_ids=people, now=now)
    for circle_id, people in came.items():
        invite_to_coming(circle_id=circle_id, person_ids=people, now=now)


@transaction.atomic
def tidy_circles(*, now: datetime) -> None:
    """Remove what people showed who are not in the programme any more, and make their circles again."""
    on = timezone.localdate(now)
    for member in queries.gone(on).select_for_update(of=("self",)).select_related("person").order_by("pk")[:500]:
        take_out_of_coming(circle_id=member.circle_id, person_ids=[member.person_id], now=now)
        person = member.person
        member.delete()
        _ask_for_unit_of(person, now)


def look_around(*, organisation_id: int, now: datetime) -> None:
    """Make all circles again: heroes may have come or gone, people may work elsewhere. Most stay as they are."""
    for unit_id in sorted(queries.units_to_look_at(timezone.localdate(now))):
        ask_for_circles(organisation_id=organisation_id, unit_id=unit_id, now=now)

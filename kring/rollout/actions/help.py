"""What heroes do: plan a help moment, log it, hand back at the end; and members who say that they were there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.rollout.actions.circles import reach
from kring.rollout.actions.letters import write_letters
from kring.rollout.errors import (
    MomentInThePastError,
    MomentOverError,
    MomentToComeError,
    NotAHeroError,
    NotInACircleError,
    TooManyPeopleError,
)
from kring.rollout.models import Circle, HelpMoment, MomentLetter, MomentVisit
from kring.rollout.queries import circles as queries
from kring.rollout.rules.help import MOST_PEOPLE, GoesOn, Kind, Reached

if TYPE_CHECKING:
    from kring.people.models import Person

EARLY = timedelta(minutes=15)  # what began a little early can be logged


@dataclass(frozen=True)
class Plan:
    """What a hero fills in about a help moment."""

    kind: Kind
    title: str
    starts_at: datetime
    minutes: int
    place: str
    video_link: str


@transaction.atomic
def plan_moment(*, by: "Person", plan: Plan, key: str, now: datetime) -> HelpMoment:
    """Plan a help moment; everyone in the circle gets it in their calendar."""
    circle = _led(by, now)
    if plan.starts_at <= now:
        raise MomentInThePastError
    moment, is_new = HelpMoment.objects.get_or_create(
        organisation_id=by.organisation_id, circle=circle, key=key, defaults=vars(plan)
    )
    if is_new:
        _write_to_all(moment, circle, MomentLetter.Kind.INVITE, now)
    return moment


@transaction.atomic
def change_moment(*, by: "Person", moment_id: int, plan: Plan, now: datetime) -> HelpMoment:
    """Change what is planned; calendars follow."""
    moment, circle = _own_moment(by, moment_id, now)
    if moment.held_at or moment.cancelled_at:
        raise MomentOverError
    if plan.starts_at <= now:
        raise MomentInThePastError
    before = {name: getattr(moment, name) for name in vars(plan)}
    if before == vars(plan):
        return moment
    for name, value in vars(plan).items():
        setattr(moment, name, value)
    moment.save(update_fields=list(vars(plan)))
    _write_to_all(moment, circle, MomentLetter.Kind.INVITE, now)
    return moment


@transaction.atomic
def cancel_moment(*, by: "Person", moment_id: int, now: datetime) -> None:
    """Call a help moment off; calendars take it out. One that is past simply did not take place."""
    moment, circle = _own_moment(by, moment_id, now)
    if moment.held_at:
        raise MomentOverError
    if moment.cancelled_at:
        return
    moment.cancelled_at = now
    moment.save(update_fields=["cancelled_at"])
    if moment.starts_at > now:
        _write_to_all(moment, circle, MomentLetter.Kind.CANCEL, now)


@transaction.atomic
def log_moment(*, by: "Person", moment_id: int, people: int | None, now: datetime) -> None:
    """Say that a help moment took place and how many were there; never who."""
    moment, circle = _own_moment(by, moment_id, now)
    if moment.cancelled_at:
        raise MomentOverError
    if moment.starts_at > now + EARLY:
        raise MomentToComeError
    _log(moment, circle, people, now)


@transaction.atomic
def log_at_once(*, by: "Person", kind: Kind, people: int | None, key: str, now: datetime) -> None:
    """Log help that nobody planned: a call, a word at the coffee machine."""
    circle = _led(by, now)
    moment, is_new = HelpMoment.objects.get_or_create(
        organisation_id=by.organisation_id,
        circle=circle,
        key=key,
        defaults={"kind": kind, "starts_at": now, "minutes": 15},
    )
    if is_new:
        _log(moment, circle, people, now)


def _log(moment: HelpMoment, circle: Circle, people: int | None, now: datetime) -> None:
    if people is not None and not 0 <= people <= MOST_PEOPLE:
        raise TooManyPeopleError
    moment.held_at, moment.people = moment.held_at or now, people
    moment.members = queries.members_of(circle, timezone.localdate(now)).count()
    moment.save(update_fields=["held_at", "people", "members"])
    reach(circle, Reached.FIRST_MOMENT, now)


@transaction.atomic
def say_was_there(*, by: "Person", moment_id: int, was_there: bool, now: datetime) -> None:
    """Say of oneself that one was at a help moment of one's circle, or take it back."""
    circle = queries.circle_of(by, timezone.localdate(now))
    moment = HelpMoment.objects.filter(pk=moment_id, circle=circle, held_at__isnull=False).first()
    if circle is None or moment is None:
        raise NotInACircleError
    if was_there:
        MomentVisit.objects.get_or_create(organisation_id=by.organisation_id, moment=moment, person=by)
    else:
        MomentVisit.objects.filter(moment=moment, person=by).delete()


@transaction.atomic
def hand_back(*, by: "Person", farewell: str, happened: str, goes_on: GoesOn, now: datetime) -> None:
    """Round off the three months: thanks, what happened, and who goes on. It can be said again in better words."""
    circle = _led(by, now)
    circle.farewell, circle.happened, circle.goes_on = farewell.strip(), happened.strip(), goes_on
    circle.handed_back_at = circle.handed_back_at or now
    circle.save(update_fields=["farewell", "happened", "goes_on", "handed_back_at"])
    reach(circle, Reached.HANDED_BACK, now)


def _led(by: "Person", now: datetime) -> Circle:
    """Return the circle of a hero; one who has none yet gets it."""
    on = timezone.localdate(now)
    hero = queries.hero_of(by, on)
    if hero is None:
        raise NotAHeroError
    Circle.objects.bulk_create([Circle(organisation_id=by.organisation_id, hero=hero)], ignore_conflicts=True)
    return Circle.objects.select_for_update().get(hero=hero)


def _own_moment(by: "Person", moment_id: int, now: datetime) -> tuple[HelpMoment, Circle]:
    """Return a help moment of the circle that `by` is the hero of, locked."""
    circle = _led(by, now)
    moment = HelpMoment.objects.select_for_update().filter(pk=moment_id, circle=circle).first()
    if moment is None:
        raise NotAHeroError
    return moment, circle


def _write_to_all(moment: HelpMoment, circle: Circle, kind: MomentLetter.Kind, now: datetime) -> None:
    members = queries.members_of(circle, timezone.localdate(now)).values_list("person_id", flat=True)
    write_letters(moment=moment, person_ids=[circle.hero.person_id, *members], kind=kind)

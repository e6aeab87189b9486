"""A unit that chooses its heroes: staff, a manager, and rounds."""

from datetime import timedelta

import numpy as np
from django.utils import timezone

from kring.core.secrets import seal
from kring.people.models import Person, Placement, TargetGroup
from kring.rollout.actions import heroes as actions
from kring.rollout.actions import nominations
from kring.rollout.models import Choice, Nomination
from kring.rollout.rules.heroes import Question
from tests import make

DEPARTMENTS = ("Advies", "Hypotheken", "Klantcontact", "Zakelijk")
RANKS = ("Directeur", "Manager", "Medewerker")


def unit_of(organisation, people=40, **fields):
    """A unit with so many people: two directors, six managers, four departments in turn."""
    made = make.unit(organisation, **fields)
    departments = [
        make.Department.objects.get_or_create(organisation=organisation, name=name)[0] for name in DEPARTMENTS
    ]
    ranks = [make.Rank.objects.get_or_create(organisation=organisation, name=name)[0] for name in RANKS]
    group = TargetGroup.objects.filter(is_default=True).first()
    staff = Person.objects.bulk_create(
        Person(
            organisation=organisation, name=f"Collega {n:03} van {made.name}", email=f"c{n}.u{made.pk}@x.example",
            target_group=group,
        )
        for n in range(people)
    )  # fmt: skip
    Placement.objects.bulk_create(
        Placement(
            organisation=organisation, person=person, unit=made, department=departments[n % 4],
            rank=ranks[0 if n < 2 else 1 if n < 8 else 2], location=f"Plaats {n % 2}", valid_from="2020-01-01",
        )
        for n, person in enumerate(staff)
    )  # fmt: skip
    made.staff = staff
    return made


def sign_in(person, **fields):
    """Let somebody of a staff sign in."""
    person.account = make.account(email=person.email, **fields)
    person.joined_at = timezone.now()
    person.save()
    make.Membership.objects.get_or_create(organisation=person.organisation, account=person.account)
    return person


def manager(organisation):
    return make.person(organisation, account=make.account(), roles=["manager"], unit=None)


def open_round(unit, by):
    now = timezone.now()
    return nominations.start_round(by=by, unit=unit, until=timezone.localdate() + timedelta(days=7), now=now)


def name(by, *people, question=Question.TRY):
    for person in people:
        nominations.name_colleague(by=by, question=question, person_id=person.pk, now=timezone.now())


def everybody_names(unit, part=1.0):
    """What the page keeps when people named colleagues, all at once."""
    staff, choice = unit.staff, Choice.objects.get(unit=unit)
    count = int(len(staff) * part)
    Nomination.objects.bulk_create(
        Nomination(
            organisation_id=unit.organisation_id,
            choice=choice,
            person=person,
            round_from=choice.nominations_from,
            sealed=seal({"named": named_by(staff, n)}),
        )
        for n, person in enumerate(staff[:count])
    )


def named_by(staff, n):
    """Whom the n-th of a staff names in these worlds: some are named by many, most by few, and it looks like life."""
    dice = np.random.default_rng([7, n])
    people = [one.pk for one in staff if one != staff[n]]
    often = 1 / np.arange(1, len(people) + 1)
    chosen = dice.choice(len(people), size=(3, 2), p=often / often.sum())
    return {"try": sorted({people[i] for i in chosen[:, 0]}), "news": sorted({people[i] for i in chosen[:, 1]})}


def ask(unit, by, wanted=8, *rules, hours=0):
    asked = [{"attribute": a, "value": v, "at_least": least, "at_most": most} for a, v, least, most in rules]
    actions.ask_of_heroes(by=by, unit=unit, wanted=wanted, hours=hours, asked=asked)


def work(choice):
    """What the worker does when it is woken."""
    from kring.rollout.tasks.heroes import choose as make_list
    from kring.rollout.tasks.heroes import compare

    choice.refresh_from_db()
    job = compare if choice.is_comparing else make_list
    job(organisation_id=choice.organisation_id, row_id=choice.pk)
    choice.refresh_from_db()
    return choice


def proposed(unit, by, wanted=8, *rules):
    """A unit with a proposal."""
    ask(unit, by, wanted, *rules)
    actions.choose_heroes(by=by, units=[unit], now=timezone.now())
    return work(Choice.objects.filter(unit=unit).latest("round"))

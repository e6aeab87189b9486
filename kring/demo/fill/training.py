"""Lessons that people finished, trainings in a room, drafts tried on a colleague, and goals."""

import tomllib
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from kring.core.models import Organisation
from kring.demo.cast import Cast
from kring.demo.content import FOLDER
from kring.demo.fill.bulk import insert
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.demo.world import GROUPS, NEVER, World
from kring.training import actions
from kring.training.models import Completion, Goal, Practice, PracticeAnswer, Session, SignUp, TrackStep

TRAINER = {"bank": "daan", "insurer": "eline"}
STOPS = (0.14, 0.18, 0.2, 0.26)  # per group: how many stop after each lesson; an assumption
NEVER_BEGINS = (0.35, 0.3, 0.45, 0.55)
DONE = {"bram": 3, "yvette": 6, "marieke": 5, "joris": 4, "samira": 2, "mo": 2, "gonny": 7, "stefan": 4}
KINDS = ("listen", "respond", "share", "write", "lead")
CHOOSE = (
    (0.1, 0.2, 0.2, 0.4, 0.1),
    (0.05, 0.1, 0.1, 0.35, 0.4),
    (0.25, 0.4, 0.2, 0.1, 0.05),
    (0.3, 0.3, 0.25, 0.13, 0.02),
)


def fill_training(organisation: Organisation, cast: Cast, world: World, when: Calendar, staff: Staff) -> None:
    """Write all of it for one organisation."""
    dice = np.random.default_rng([cast.seed, 41])
    told = tomllib.loads((FOLDER / "training.toml").read_text(encoding="utf-8"))
    actions.seed_lessons(organisation=organisation)
    taking = _taking_part(world)
    _completions(organisation, world, when, staff, taking, dice)
    _goals(organisation, world, when, staff, taking, dice, told["goal"])
    _sessions(organisation, cast, when, staff, taking, dice, told[cast.key]["session"])
    _drafts(organisation, when, staff, told[cast.key]["draft"])


def _taking_part(world: World) -> np.ndarray:
    people = world.people
    there = (people.joined != NEVER) & (people.stepped_out == NEVER) & (people.employed_until == NEVER)
    return np.flatnonzero(there)


def _completions(
    organisation: Organisation,
    world: World,
    when: Calendar,
    staff: Staff,
    taking: np.ndarray,
    dice: np.random.Generator,
) -> None:
    """Write who finished what: most begin soon after joining, take one lesson every week or three, and stop halfway."""
    order: dict[int, list[int]] = {}
    for group, lesson in TrackStep.objects.values_list("target_group_id", "lesson_id"):
        order.setdefault(group, []).append(lesson)
    names = {place: key for key, place in staff.personas.items()}
    rows: list[tuple[int, int, float]] = []
    for n in taking:
        group, joined = int(world.people.group[n]), float(world.people.joined[n])
        track = order[staff.groups[GROUPS[group]]]
        wanted = DONE.get(names.get(int(n), ""))
        if wanted is None:
            wanted = 0 if dice.random() < NEVER_BEGINS[group] else int(dice.geometric(STOPS[group]))
        gaps = dice.gamma(1.6, 7.0, len(track)) + 0.05
        scale = 1.0
        if int(n) in names and wanted:  # their progress is what the page shows today
            scale = 0.97 * (when.days - joined) / max(float(gaps[:wanted].sum()), 1.0)
        day = joined
        for lesson, gap in list(zip(track, gaps, strict=True))[:wanted]:
            day += float(gap) * scale
            if day >= when.days:
                break
            rows.append((staff.people[n], lesson, day))
    columns = {"person_id": [r[0] for r in rows], "lesson_id": [r[1] for r in rows]}
    insert(Completion, organisation.pk, columns | {"done_at": when.epoch(np.array([r[2] for r in rows]))})


def _goals(
    organisation: Organisation,
    world: World,
    when: Calendar,
    staff: Staff,
    taking: np.ndarray,
    dice: np.random.Generator,
    told: list[dict[str, Any]],
) -> None:
    own = {staff.personas[key]: one for one in told for key in one["for"] if key in staff.personas}
    chosen = [int(n) for n in taking if n in own or dice.random() < 0.4]
    kinds = [
        own[n]["kind"] if n in own else KINDS[int(dice.choice(5, p=CHOOSE[int(world.people.group[n])]))] for n in chosen
    ]
    at = np.minimum(world.people.joined[chosen] + dice.gamma(1.2, 4.0, len(chosen)), when.days - 0.01)
    insert(Goal, organisation.pk, {
        "person_id": [staff.people[n] for n in chosen], "kind": kinds,
        "own_words": [own[n]["nl"] if n in own else "" for n in chosen], "chosen_at": when.epoch(at),
    })  # fmt: skip


def _sessions(
    organisation: Organisation,
    cast: Cast,
    when: Calendar,
    staff: Staff,
    taking: np.ndarray,
    dice: np.random.Generator,
    told: list[dict[str, Any]],
) -> None:
    for one in told:
        starts_at = (when.now + timedelta(days=one["days"])).replace(hour=one["at"], minute=0, second=0, microsecond=0)
        starts_at += timedelta(days=(8 - starts_at.isoweekday()) % 7 if starts_at.isoweekday() > 5 else 0)  # no weekend
        session = Session.objects.create(
            organisation=organisation,
            title=one["title"],
            about=one["about"],
            starts_at=starts_at,
            minutes=90,
            place=one["place"],
            places=one["places"],
            trainer_id=staff.people[staff.personas[TRAINER[cast.key]]],
        )
        is_over = starts_at < when.now
        wanted = [int(n) for n in dice.permutation(taking)[: one["signed_up"]] if n not in staff.personas.values()]
        if is_over:  # one persona who was there
            wanted.append(staff.personas["bram" if cast.key == "bank" else "mo"])
        first = min(starts_at, when.now) - timedelta(days=6)
        SignUp.objects.bulk_create(
            SignUp(
                organisation=organisation,
                session=session,
                person_id=staff.people[n],
                signed_up_at=first + timedelta(hours=7 * place),
                came=(place % 5 != 2) if is_over else None,
            )
            for place, n in enumerate(wanted)
        )


def _drafts(organisation: Organisation, when: Calendar, staff: Staff, told: list[dict[str, Any]]) -> None:
    for one in told:
        if one["from"] not in staff.personas or one["to"] not in staff.personas:
            continue
        asked_at: datetime = when.now - timedelta(days=one["days"], hours=2)
        helper = staff.people[staff.personas[one["to"]]]
        practice = Practice.objects.create(
            organisation=organisation,
            asker_id=staff.people[staff.personas[one["from"]]],
            helper_id=helper,
            words=one["words"],
            asked_at=asked_at,
        )
        if "answer" in one:
            PracticeAnswer.objects.create(
                organisation=organisation,
                practice=practice,
                person_id=helper,
                words=one["answer"],
                answered_at=asked_at + timedelta(hours=1, minutes=20),
            )

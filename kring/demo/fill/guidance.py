"""What the Social Hub is asked and answers, what was sensitive, who is at the desk, what it keeps an eye on."""

from datetime import date, timedelta

from django.utils import timezone

from kring.core.models import Organisation
from kring.demo.cast import Cast
from kring.demo.content import Hub, hub
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.demo.fill.stories import Told
from kring.hub.models import Duty, Monitor, Precedent, Question
from kring.people.models import Person, RoleGrant
from kring.stories.models import Story, Subject

HELD_FROM_THE_END = 3  # which of the older stories is held: on nobody's first page


def fill_guidance(organisation: Organisation, cast: Cast, when: Calendar, staff: Staff, told: Told) -> None:
    """Write subjects, questions, precedents, a roster of this week and monitors."""
    said = hub(cast.key)
    at_the_desk = _desk(organisation, staff)
    _subjects(organisation, said, when, told, at_the_desk[0])
    _questions(organisation, said, when, staff, told, at_the_desk[0])
    Precedent.objects.bulk_create(
        Precedent(
            organisation=organisation,
            asked=one["asked"],
            answer=one["answer"],
            verdict=one["verdict"],
            month=_first_of_month(timezone.localdate(when.now), back=number // 2),
        )
        for number, one in enumerate(said["precedent"])
    )
    _roster(organisation, when, at_the_desk)
    Monitor.objects.bulk_create(
        Monitor(organisation=organisation, by_id=at_the_desk[0], **one) for one in said["monitor"]
    )


def _desk(organisation: Organisation, staff: Staff) -> list[int]:
    """Return who works at the desk: the persona and the editor first, and some colleagues who get the role here."""
    there = list(
        RoleGrant.objects.filter(role__in=("desk", "editor")).order_by("role", "pk").values_list("person_id", flat=True)
    )
    personas = {staff.people[place] for place in staff.personas.values()}
    others = Person.objects.filter(joined_at__isnull=False, employed_until__isnull=True).exclude(pk__in=personas)
    helping = list(
        others.exclude(pk__in=RoleGrant.objects.values("person")).order_by("pk").values_list("pk", flat=True)[:4]
    )
    RoleGrant.objects.bulk_create(RoleGrant(organisation=organisation, person_id=pk, role="desk") for pk in helping)
    return [*there, *helping]


def _subjects(organisation: Organisation, said: Hub, when: Calendar, told: Told, by: int) -> None:
    """Write what was sensitive last month, and what is now; the latter holds one older story."""
    for one in said["subject"]:
        is_over = bool(one.get("is_over"))
        subject = Subject.objects.create(
            organisation=organisation,
            name=one["name"],
            happened=one["happened"],
            may_say=one["may_say"],
            ask=one["ask"],
            words=one["words"],
            since=when.now - timedelta(days=38 if is_over else 2),
            lifted_at=when.now - timedelta(days=29) if is_over else None,
            expected_until=None if is_over else timezone.localdate(when.now) + timedelta(days=5),
            by_id=by,
        )
        if not is_over:
            live = Story.objects.filter(pk__in=told.stories, live_from__lte=when.now).order_by("live_from")
            for story in live[HELD_FROM_THE_END : HELD_FROM_THE_END + 1]:
                Story.objects.filter(pk=story.pk).update(subject=subject, changed_at=when.now)


def _questions(organisation: Organisation, said: Hub, when: Calendar, staff: Staff, told: Told, by: int) -> None:
    """Write what colleagues asked: some answered, two waiting; the first is of the persona who opens the demo."""
    personas = [staff.people[place] for place in staff.personas.values()]
    taking_part = Person.objects.filter(joined_at__isnull=False, employed_until__isnull=True)
    others = list(taking_part.exclude(pk__in=personas).order_by("-pk").values_list("pk", flat=True)[:20])
    first = taking_part.filter(pk__in=personas).order_by("pk").values_list("pk", flat=True).first()
    for number, one in enumerate(said["question"]):
        asked_at = when.now - timedelta(days=one.get("days", 0), hours=2 + number)
        is_answered = "verdict" in one
        Question.objects.create(
            organisation=organisation,
            person_id=first if number == 0 and first else others[number],
            story_id=told.stories[-1 - number],
            text=one["text"],
            doubt=one["doubt"],
            key=f"demo-question-{number:04d}",
            asked_at=asked_at,
            verdict=one.get("verdict", ""),
            answer=one.get("answer", ""),
            answered_by_id=by if is_answered else None,
            answered_at=asked_at + timedelta(minutes=50) if is_answered else None,
            told_at=asked_at + timedelta(minutes=51) if is_answered else None,
        )
    unread = Question.objects.filter(answered_at__isnull=False, seen_at__isnull=True).values("person")
    Person.objects.filter(pk__in=unread).update(has_answer=True)


def _first_of_month(day: date, *, back: int) -> date:
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _roster(organisation: Organisation, when: Calendar, at_the_desk: list[int]) -> None:
    """Write two people per part of the day this week, and the beginning of the next."""
    today = timezone.localdate(when.now)
    monday = today - timedelta(days=today.weekday())
    parts = [(monday + timedelta(days=day), part) for day in (0, 1, 2, 3, 4, 7, 8) for part in Duty.Part.values]
    Duty.objects.bulk_create(
        (
            Duty(
                organisation=organisation,
                person_id=at_the_desk[(turn + seat * 2) % len(at_the_desk)],
                day=day,
                part=part,
            )
            for turn, (day, part) in enumerate(parts)
            for seat in range(2 if day < monday + timedelta(days=5) else 1)
        ),
        ignore_conflicts=True,
    )

"""Writes about asking: surveys, letters, reminders and the plan."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.core import audit
from kring.core.worker import wake
from kring.reach import actions as reach
from kring.reach import queries as reached
from kring.surveys import rules
from kring.surveys.errors import RemindedAlreadyError, SurveyClosedError, TooFewAskedError
from kring.surveys.messages import LETTER
from kring.surveys.models import Asked, Letter, Plan, Survey
from kring.surveys.queries import asking
from kring.surveys.words import VERSION

if TYPE_CHECKING:
    from kring.people.models import Person


SEND, OPEN = "surveys.tasks.send_letters", "surveys.tasks.open_boxes"


@transaction.atomic
def send_survey(
    *,
    by: "Person | None",
    organisation_id: int,
    kind: str,
    units: Iterable[int],
    open_days: int,
    now: datetime,
    plan_key: str = "",
) -> Survey:
    """Ask the staff of `units` (none: everybody): in Kring, and by mail whoever agreed to that."""
    today = timezone.localdate(now)
    chosen = sorted(set(units))
    people = asking.to_ask(units=chosen, on=today)
    if len(people) < rules.FEWEST_ASKED:
        raise TooFewAskedError(rules.FEWEST_ASKED)
    survey = Survey.objects.create(
        organisation_id=organisation_id,
        kind=kind,
        version=VERSION,
        units=chosen,
        asked_on=today,
        closes_on=today + timedelta(days=open_days),
        plan_key=plan_key,
    )
    Asked.objects.bulk_create(
        [
            Asked(
                organisation_id=organisation_id,
                survey=survey,
                person_id=one.person_id,
                unit_id=one.unit_id,
                group_id=one.group_id,
                asked_on=today,
            )
            for one in people
        ],
        batch_size=2000,
    )
    _write_letters(asking.with_email(Asked.objects.filter(survey=survey)), is_reminder=False)
    audit.note(by, "sent_survey", survey, kind=kind, until=survey.closes_on.isoformat())
    return survey


def _write_letters(people: Iterable[Asked], *, is_reminder: bool) -> None:
    letters = [Letter(organisation_id=a.organisation_id, asked=a, is_reminder=is_reminder) for a in people]
    made = Letter.objects.bulk_create(letters, batch_size=2000)
    if made:
        wake(SEND, made[0])


@transaction.atomic
def remind(*, by: "Person | None", survey: Survey, now: datetime) -> None:
    """Write once more to whoever is not known to have answered; nobody learns how many those are."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if not asking.may_be_reminded(survey, timezone.localdate(now)):
        raise RemindedAlreadyError
    survey.reminded_on = timezone.localdate(now)
    survey.save(update_fields=["reminded_on"])
    _write_letters(asking.to_remind(survey), is_reminder=True)
    audit.note(by, "reminded_of_survey", survey)


@transaction.atomic
def close_survey(*, by: "Person", survey: Survey, now: datetime) -> None:
    """Take no more answers from now on, and have the box opened."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    today = timezone.localdate(now)
    if survey.box_opened_on or survey.closes_on <= today:
        raise SurveyClosedError
    survey.closes_on = today
    survey.save(update_fields=["closes_on"])
    wake(OPEN, survey)
    audit.note(by, "closed_survey", survey)


@transaction.atomic
def save_plan(
    *, by: "Person", is_on: bool, baseline_days: int, pulse_weeks: int, end_weeks: int, open_days: int
) -> None:
    """Keep when surveys go out by themselves."""
    plan, _is_new = Plan.objects.update_or_create(
        organisation_id=by.organisation_id,
        defaults={
            "is_on": is_on,
            "baseline_days": baseline_days,
            "pulse_weeks": pulse_weeks,
            "end_weeks": end_weeks,
            "open_days": open_days,
        },
    )
    audit.note(by, "planned_surveys", plan, is_on=is_on)


def follow_plan(*, organisation_id: int, now: datetime) -> None:
    """Send what the plan wants today: one survey for all units that start on the same day, each made once."""
    plan, today = asking.plan(), timezone.localdate(now)
    if not plan.is_on:
        return
    starting: dict[date, list[int]] = defaultdict(list)
    for unit, starts_on in asking.starts().items():
        starting[starts_on].append(unit)
    made = set(Survey.objects.exclude(plan_key="").values_list("plan_key", flat=True))
    for starts_on, units in sorted(starting.items()):
        wanted = rules.due(
            starts_on,
            baseline_days=plan.baseline_days,
            pulse_weeks=plan.pulse_weeks,
            end_weeks=plan.end_weeks,
        )
        for due in wanted:
            key = f"{due.kind}:{starts_on}:{due.on}"
            if key in made or not due.on <= today < due.on + timedelta(days=rules.LATE_DAYS):
                continue
            try:
                send_survey(
                    by=None,
                    organisation_id=organisation_id,
                    kind=due.kind,
                    units=units,
                    open_days=plan.open_days,
                    now=now,
                    plan_key=key,
                )
            except TooFewAskedError:
                continue


@transaction.atomic
def claim_letter(*, now: datetime) -> Letter | None:
    """Take the next letter to send, so that no other worker sends it; letters that lost their reason go."""
    waiting = asking.letters_waiting(now=now).select_for_update(skip_locked=True, of=("self",))
    today = timezone.localdate(now)
    for letter in waiting.select_related("asked__person__organisation", "asked__survey", "organisation")[:100]:
        survey, person = letter.asked.survey, letter.asked.person
        is_over = survey.box_opened_on is not None or survey.closes_on <= today
        has_answered = letter.is_reminder and letter.asked.answered_on is not None
        wants_mail = asking.with_email(Asked.objects.filter(pk=letter.asked_id)).exists()
        if is_over or has_answered or not wants_mail or (person.employed_until and person.employed_until <= today):
            letter.delete()
            continue
        if not reach.spend(person=person, kind=LETTER.key, key=f"survey letter {letter.pk}", now=now):
            _put_off(letter, now)
            continue
        letter.claimed_at = now
        letter.save(update_fields=["claimed_at"])
        return letter
    return None


def _put_off(letter: Letter, now: datetime) -> None:
    """Keep a letter until its person may be written to; one that would come after the survey closes goes."""
    survey, person = letter.asked.survey, letter.asked.person
    letter.not_before = reached.next_chance(person, LETTER.key, now)
    if letter.not_before is None or timezone.localdate(letter.not_before) >= survey.closes_on:
        letter.delete()
    else:
        letter.save(update_fields=["not_before"])


def record_letter_sent(*, letter: Letter, now: datetime) -> None:
    """Remember that a letter went out."""
    Letter.objects.filter(pk=letter.pk).update(sent_at=now)


def record_letter_refused(*, letter: Letter, problem: str) -> None:
    """Remember that the mail server will never take this letter."""
    Letter.objects.filter(pk=letter.pk).update(problem=problem[:200])


def look_at_comfort(*, by: "Person", breakdown: str) -> None:
    """Note that `by` looked at what people answered, as groups; an empty breakdown: all of it, as a file."""
    audit.note(by, "looked at comfort", by.organisation, breakdown=breakdown)

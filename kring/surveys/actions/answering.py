"""From a person into the box: sealed, mixed, opened all at once. No step leaves a thread to pull: docs/surveys.md."""

import json
import secrets as chance
from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from kring.core import secrets
from kring.surveys import rules
from kring.surveys.errors import AlreadyAnsweredError, NothingAnsweredError, SurveyClosedError
from kring.surveys.models import Answer, Asked, Block, Envelope, Letter, Remark, Survey
from kring.surveys.queries import asking

if TYPE_CHECKING:
    from kring.people.models import Person


DICE = chance.SystemRandom()
TABLES = (Envelope, Asked, Letter)  # where a deleted or an older row could still tell something


@transaction.atomic
def answer_survey(*, by: "Person", survey: Survey, answers: rules.Answers, now: datetime) -> None:
    """Put what `by` answers into the box, sealed. It is the only row that is written: no trail, no session, no job."""
    _hold(survey, alone=False)
    asked = Asked.objects.filter(survey=survey, person=by).select_related("survey").first()
    if asked is None or asked.survey.box_opened_on or asked.survey.closes_on <= timezone.localdate(now):
        raise SurveyClosedError
    slot = asking.slot(asked)
    if asking.has_answered(asked):
        raise AlreadyAnsweredError
    if answers.is_empty:
        raise NothingAnsweredError
    envelope = _envelope(survey, {"asked": asked.pk, "answers": asdict(answers)}, slot)
    Envelope.objects.bulk_create([envelope], ignore_conflicts=True)  # two taps at once: the first counts


def _hold(survey: Survey, *, alone: bool) -> None:
    """Hold the box until the end of the transaction: many put answers in at once, one mixes or opens it alone."""
    how = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"select {how}(hashtext('surveys.box'), %s)", [survey.pk % 2**31])


def _envelope(survey: Survey, content: dict[str, Any], slot: str | None) -> Envelope:
    text = rules.padded(json.dumps(content, ensure_ascii=False).encode()).decode()
    return Envelope(
        organisation_id=survey.organisation_id, survey=survey, slot=slot, sealed=secrets.seal_without_time(text)
    )


def _content(envelope: Envelope) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(secrets.unseal_text(bytes(envelope.sealed)))
    return found


@transaction.atomic
def mix(*, survey: Survey, now: datetime, fewest: int = rules.FEWEST) -> bool:
    """Take the names off new envelopes, once there are enough of them, and lay all envelopes back in another order.

    Who answered is written for all of them at once, with no more than the day.
    """
    _hold(survey, alone=True)
    envelopes = list(Envelope.objects.filter(survey=survey))
    if sum(envelope.slot is not None for envelope in envelopes) < fewest:
        return False
    contents = [_content(envelope) for envelope in envelopes]
    fresh = [content["asked"] for content in contents if "asked" in content]
    places = {pk: (unit, group) for pk, unit, group in _places(survey).filter(pk__in=fresh)}
    Envelope.objects.filter(survey=survey).delete()
    _lay(survey, [_without_name(content, places) for content in contents])
    Asked.objects.filter(pk__in=fresh).update(answered_on=timezone.localdate(now))
    return True


def _places(survey: Survey) -> Any:
    return Asked.objects.filter(survey=survey).values_list("pk", "unit_id", "group_id")


def _without_name(content: dict[str, Any], places: dict[int, rules.Place]) -> dict[str, Any]:
    if "asked" not in content:
        return content
    return {"place": places.get(content["asked"], (None, None)), "answers": content["answers"]}


def _lay(survey: Survey, contents: list[dict[str, Any]]) -> None:
    DICE.shuffle(contents)
    Envelope.objects.bulk_create([_envelope(survey, content, None) for content in contents], batch_size=500)


@transaction.atomic
def open_box(*, survey: Survey, now: datetime) -> None:
    """Open the box, once: count what is in it, all together, and forget who was asked and who answered.

    Fewer answers than are ever shown are thrown away unread.
    """
    _hold(survey, alone=True)
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    today = timezone.localdate(now)
    if survey.box_opened_on or survey.closes_on > today:
        return
    places = {pk: (unit, group) for pk, unit, group in _places(survey)}
    envelopes = list(Envelope.objects.filter(survey=survey))
    survey.is_void = len(envelopes) < rules.FEWEST
    if not survey.is_void:
        contents = [_without_name(_content(envelope), places) for envelope in envelopes]
        _keep(survey, contents, Counter(places.values()), today)
    Envelope.objects.filter(survey=survey).delete()
    Letter.objects.filter(asked__survey=survey).delete()
    Asked.objects.filter(survey=survey).delete()
    survey.box_opened_on = today
    survey.save(update_fields=["box_opened_on", "is_void"])


def _keep(survey: Survey, contents: list[dict[str, Any]], asked: Counter[rules.Place], today: date) -> None:
    """Write the answers in blocks that are large enough, in an order that chance chose."""
    DICE.shuffle(contents)
    answers = [(_place(content), rules.Answers(**content["answers"])) for content in contents]
    together = rules.kept_together(Counter(place for place, _ in answers), asked, fewest=rules.FEWEST)
    people: Counter[rules.Place] = Counter()
    for place, count in asked.items():
        people[together[place]] += count
    for place, _answer in answers:
        people.setdefault(together[place], 0)
    made = {
        place: Block(
            organisation_id=survey.organisation_id, survey=survey, unit_id=place[0], group_id=place[1], asked=n
        )
        for place, n in sorted(people.items(), key=str)
    }
    Block.objects.bulk_create(made.values())
    numbers = ("mark", *rules.USES)
    Answer.objects.bulk_create(
        [
            Answer(
                organisation_id=survey.organisation_id,
                block=made[together[place]],
                **{name: getattr(answer, name) for name in numbers},
            )
            for place, answer in answers
        ],
        batch_size=1000,
    )
    Remark.objects.bulk_create(_remarks(survey, answers, together, today))


def _place(content: dict[str, Any]) -> rules.Place:
    unit, group = content["place"]
    return unit, group


def _remarks(
    survey: Survey,
    answers: list[tuple[rules.Place, rules.Answers]],
    together: dict[rules.Place, rules.Place],
    today: date,
) -> list[Remark]:
    """Return the open answers, apart from the rest and shuffled once more; with the unit only where many wrote."""
    said: dict[tuple[int | None, str], list[str]] = defaultdict(list)
    for place, answer in answers:
        for question in rules.QUESTIONS:
            if text := getattr(answer, question):
                said[together[place][0], question].append(text)
    remarks = [
        Remark(
            organisation_id=survey.organisation_id,
            survey=survey,
            unit_id=unit if len(texts) >= rules.REMARKS_OF_A_UNIT else None,
            question=question,
            text=text,
            kept_from=rules.monday(today),
        )
        for (unit, question), texts in said.items()
        for text in texts
    ]
    DICE.shuffle(remarks)
    return remarks


def throw_traces_away() -> None:
    """Let the database give up the older versions of rows, which stay in its files for a while otherwise."""
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for model in TABLES:
                cursor.execute(f'vacuum "{model._meta.db_table}"')

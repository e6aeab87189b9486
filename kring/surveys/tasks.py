"""What the worker does: letters, the plan, mixing and opening boxes. None of it is woken by somebody's answer."""

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.worker import each, each_step, job, periodic, wake
from kring.reach import queries as reached
from kring.surveys import actions, rules
from kring.surveys.messages import LETTER
from kring.surveys.models import Letter, Survey
from kring.surveys.queries import asking
from kring.ui.mails import PAUSE, mail, send_run


@job()
def send_letters(row_id: int) -> None:
    """Send a run of letters; what is left waits for the next run. The row that woke us up is only one of them."""
    may_go_on = send_run(
        claim=lambda: actions.claim_letter(now=timezone.now()),
        write=written,
        sent=lambda letter: actions.record_letter_sent(letter=letter, now=timezone.now()),
        refused=lambda letter, problem: actions.record_letter_refused(letter=letter, problem=problem),
    )
    if may_go_on and (waiting := asking.letters_waiting(now=timezone.now()).first()):
        wake(send_letters.name, waiting, schedule_in=PAUSE)


def written(letter: Letter, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail that asks somebody, or asks again."""
    asked = letter.asked
    return mail(
        "surveys/mails/survey",
        to=asked.person.email,
        language=asked.person.reads,
        organisation=letter.organisation,
        connection=connection,
        key=f"survey-{letter.pk}",
        headers=reached.mail_headers(asked.person, LETTER.key),
        first_name=asked.person.first_name,
        link=asking.address(asked),
        until=asked.survey.closes_on,
        is_reminder=letter.is_reminder,
        kind=asked.survey.kind,
        off=reached.off_address(asked.person, LETTER.key),
    )


@job()
def open_boxes(row_id: int) -> None:
    """Open every box that is closed for answers."""
    each(asking.to_open(timezone.localdate()), _open)


@periodic(cron="*/10 * * * *")
def look_after(organisation: Organisation) -> None:
    """Mix the boxes with enough new envelopes, open those that are due, follow the plan, wake letters."""
    now = timezone.now()
    if letter := asking.letters_asleep(now=now):
        wake(send_letters.name, letter)
    each_step(
        lambda: each(asking.to_mix(fewest=rules.FEWEST), _mix),
        lambda: each(asking.to_open(timezone.localdate(now)), _open),
        lambda: actions.follow_plan(organisation_id=organisation.pk, now=now),
    )


def _mix(survey: Survey) -> None:
    if actions.mix(survey=survey, now=timezone.now()):
        actions.throw_traces_away()


def _open(survey: Survey) -> None:
    actions.open_box(survey=survey, now=timezone.now())
    actions.throw_traces_away()

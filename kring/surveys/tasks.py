"""What the worker does: letters, the plan, mixing and opening boxes. None of it is woken by somebody's answer."""

import logging
import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kring.core.worker import app, each_organisation, job, wake
from kring.reach import queries as reached
from kring.surveys import actions, rules
from kring.surveys.messages import LETTER
from kring.surveys.models import Letter
from kring.surveys.queries import asking
from kring.ui.mails import mail

log = logging.getLogger(__name__)
LETTERS_A_RUN = 100
PAUSE = {"seconds": 10}  # so about ten letters a second at most, for each organisation


@job()
def send_letters(row_id: int) -> None:
    """Send a run of letters; what is left waits for the next run. The row that woke us up is only one of them."""
    connection = get_connection()
    try:
        connection.open()  # a server that does not answer took no letter: all of them stay as they are
    except OSError as trouble:
        log.warning("The mail server does not answer: %s", trouble)
        return
    try:
        for _number in range(LETTERS_A_RUN):
            letter = actions.claim_letter(now=timezone.now())
            if letter is None or not _send(letter, connection):
                return
    finally:
        connection.close()
    waiting = asking.letters_waiting(now=timezone.now()).first()
    if waiting:
        wake(send_letters.name, waiting, schedule_in=PAUSE)


def _send(letter: Letter, connection: BaseEmailBackend) -> bool:
    """Send one letter; return whether the connection can be used for the next."""
    asked, host = letter.asked, urlsplit(settings.PUBLIC_URL).hostname
    made = mail(
        "surveys/mails/survey",
        to=asked.person.email,
        language=asked.person.language,
        organisation=letter.organisation,
        connection=connection,
        headers={
            "Message-ID": f"<survey-{letter.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
            **reached.mail_headers(asked.person, LETTER.key),
        },
        first_name=asked.person.first_name,
        link=asking.address(asked),
        until=asked.survey.closes_on,
        is_reminder=letter.is_reminder,
        kind=asked.survey.kind,
        off=reached.off_address(asked.person, LETTER.key),
    )
    try:
        made.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        return _refused(letter, max(code for code, _text in refusal.recipients.values()))
    except smtplib.SMTPResponseException as refusal:
        return _refused(letter, refusal.smtp_code)
    except ValueError:  # an address that no mail can be written to
        return _refused(letter, 550)
    except OSError:  # broken off on the way: it may have gone, so it is left alone for an hour
        return False
    actions.record_letter_sent(letter=letter, now=timezone.now())
    return True


def _refused(letter: Letter, code: int) -> bool:
    """Record a refusal: for good (5xx), or for now (4xx), which waits an hour like an unknown outcome."""
    if code >= 500:
        with override(letter.organisation.language):
            actions.record_letter_refused(letter=letter, problem=_("The mail server does not know this address."))
    return code >= 500


@job()
def open_boxes(row_id: int) -> None:
    """Open every box that is closed for answers."""
    for survey in asking.to_open(timezone.localdate()):
        actions.open_box(survey=survey, now=timezone.now())
        actions.throw_traces_away()


@app.periodic(cron="*/10 * * * *")
@app.task(name="surveys.tasks.look_after", queueing_lock="surveys.look_after")
def look_after(timestamp: int) -> None:
    """Mix the boxes with enough new envelopes, open those that are due, follow the plan, wake letters."""
    has_changed = False
    for organisation in each_organisation():
        now = timezone.now()
        for survey in asking.to_mix(fewest=rules.FEWEST):
            has_changed |= actions.mix(survey=survey, now=now)
        for survey in asking.to_open(timezone.localdate(now)):
            actions.open_box(survey=survey, now=now)
            has_changed = True
        actions.follow_plan(organisation_id=organisation.pk, now=now)
        if letter := asking.letters_asleep(now=now):
            wake(send_letters.name, letter)
    if has_changed:
        actions.throw_traces_away()

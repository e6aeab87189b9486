"""The worker tells people that a round is open: each once, a few at a time, never at night."""

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone

from kring.core.worker import app, each_organisation, job, wake
from kring.rollout.actions import round_letters as actions
from kring.rollout.models import RoundLetter
from kring.rollout.queries import rounds as queries
from kring.ui.mails import Posted, mail, post

log = logging.getLogger(__name__)
LETTERS_A_RUN = 100
PAUSE = {"seconds": 10}


@job()
def send_letters(row_id: int) -> None:
    """Send a run of letters; what is left waits for the next run. The row that woke us up is only one of them."""
    woken = RoundLetter.objects.select_related("organisation").filter(pk=row_id).first()
    if woken is None or not queries.is_polite_in(woken.organisation, timezone.now()):
        return
    connection = get_connection()
    try:
        connection.open()  # a server that does not answer took no letter: all of them stay as they are
    except OSError as trouble:
        log.warning("The mail server does not answer: %s", trouble)
        return
    try:
        for _number in range(LETTERS_A_RUN):
            letter = actions.claim_letter(organisation=woken.organisation, now=timezone.now())
            if letter is None or not _send(letter, connection):
                return
    finally:
        connection.close()
    if left := queries.letters_waiting(now=timezone.now()).first():
        wake(send_letters.name, left, schedule_in=PAUSE)


def _send(letter: RoundLetter, connection: BaseEmailBackend) -> bool:
    """Send one letter; return whether the connection can be used for the next."""
    person, home = letter.person, settings.PUBLIC_URL
    made = mail(
        "rollout/mails/round",
        to=person.email,
        language=person.language,
        organisation=letter.organisation,
        connection=connection,
        headers={
            "Message-ID": f"<round-{letter.pk}@{urlsplit(home).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
        first_name=person.first_name,
        unit=letter.choice.unit.name,
        until=letter.choice.nominations_until,
        link=f"{home}{reverse('rollout:nominate')}",
    )
    if post(made) is Posted.UNKNOWN:  # it may have gone: it is left alone for an hour
        return False
    actions.record_letter(letter=letter, now=timezone.now())
    return True


@app.periodic(cron="* * * * *")
@app.task(name="rollout.tasks.rounds.wake_letters", queueing_lock="rollout.rounds.wake_letters")
def wake_letters(timestamp: int) -> None:
    """Wake the letters that waited for the morning, or whose wake-up call was lost."""
    for organisation in each_organisation():
        if asleep := queries.letter_asleep(organisation, now=timezone.now()):
            wake(send_letters.name, asleep)

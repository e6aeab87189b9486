"""Send the letters that invite people: each once, a few at a time."""

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kring.core.worker import app, each_organisation, job, wake
from kring.people.actions import joining as actions
from kring.people.models import Invitation
from kring.people.queries import joining
from kring.ui.mails import Posted, mail, post

log = logging.getLogger(__name__)
LETTERS_A_RUN = 100
PAUSE = {"seconds": 10}  # so about ten letters a second at most, for each organisation


@job()
def send_invitations(row_id: int) -> None:
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
            if letter is None:
                return
            if not _send(letter, connection):
                return
    finally:
        connection.close()
    waiting = joining.letters_waiting(now=timezone.now()).first()
    if waiting:
        wake(send_invitations.name, waiting, schedule_in=PAUSE)


def _send(letter: Invitation, connection: BaseEmailBackend) -> bool:
    """Send one letter; return whether the connection can be used for the next."""
    person, host = letter.person, urlsplit(settings.PUBLIC_URL).hostname
    made = mail(
        "people/mails/invitation",
        to=person.email,
        language=person.language,
        organisation=letter.organisation,
        connection=connection,
        headers={"Message-ID": f"<invitation-{letter.pk}@{host}>", "Auto-Submitted": "auto-generated"},
        first_name=person.first_name,
        link=joining.join_address(person),
        until=timezone.localdate() + timedelta(days=joining.LINK_DAYS),
    )
    posted = post(made)
    if posted is Posted.REFUSED:
        with override(letter.organisation.language):
            actions.record_letter_refused(letter=letter, problem=_("The mail server does not know this address."))
        return True
    if posted is Posted.UNKNOWN:  # it is left alone for an hour
        return False
    actions.record_letter_sent(letter=letter, now=timezone.now())
    return True


@app.periodic(cron="* * * * *")
@app.task(name="people.tasks.invitations.wake_letters", queueing_lock="people.wake_letters")
def wake_letters(timestamp: int) -> None:
    """Wake the letters whose wake-up call was lost."""
    for _organisation in each_organisation():
        asleep = joining.letters_asleep(now=timezone.now())
        if asleep:
            wake(send_invitations.name, asleep)

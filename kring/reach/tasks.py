"""The worker tells people what waits for them: each message once, a few at a time."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import override

from kring.core.worker import app, each_organisation, job, wake
from kring.reach import actions
from kring.reach.kinds import Letter, kinds
from kring.reach.models import Message
from kring.reach.queries import links, messages
from kring.ui.mails import Posted, mail, post

log = logging.getLogger(__name__)
MESSAGES_A_RUN = 100
PAUSE = {"seconds": 10}  # so about ten messages a second at most, for each organisation
AGAIN = timedelta(hours=1)
Problem = Message.Problem


@job()
def send(row_id: int) -> None:
    """Send a run of messages; what is left waits for the next run. The row that woke us up is only one of them."""
    post_office = PostOffice()
    try:
        for _number in range(MESSAGES_A_RUN):
            message = actions.claim_message(now=timezone.now())
            if message is None:
                return
            _send(message, post_office)
    finally:
        post_office.close()
    if left := messages.due(timezone.now()).first():
        wake(send.name, left, schedule_in=PAUSE)


def _send(message: Message, post_office: "PostOffice") -> None:
    """Write one message and send it by its way."""
    with override(message.person.language):
        letter = _written(message)
        if letter is not None:
            _send_mail(message, letter, post_office)


def _written(message: Message) -> Letter | None:
    """Return what the message says now; without a reason any more it is given up."""
    write = kinds()[message.kind].write
    try:
        letter = write(message) if write else None
    except Exception:  # a fault in one kind must not hold up the others
        log.exception("Message %s (%s) could not be written", message.pk, message.kind)
        actions.put_back(message=message, until=timezone.now() + AGAIN)
        return None
    if letter is None:
        actions.give_up(message=message, problem=Problem.NO_REASON, now=timezone.now())
    return letter


@dataclass
class PostOffice:
    """One connection to the mail server for a whole run, opened when the first mail needs it."""

    connection: BaseEmailBackend | None = None

    def open(self) -> BaseEmailBackend | None:
        """Return the connection; None when the server does not answer."""
        if self.connection is None:
            connection = get_connection()
            try:
                connection.open()
            except OSError as trouble:
                log.warning("The mail server does not answer: %s", trouble)
                return None
            self.connection = connection
        return self.connection

    def close(self) -> None:
        """Hang up; the next mail opens a new connection."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def _send_mail(message: Message, letter: Letter, post_office: PostOffice) -> None:
    connection = post_office.open()
    if connection is None:  # it took nothing
        actions.put_back(message=message, until=timezone.now() + AGAIN)
        return
    if not actions.hand_over(message=message, title=letter.title, now=timezone.now()):
        return
    person, host = message.person, urlsplit(settings.PUBLIC_URL).hostname
    made = mail(
        letter.template or "reach/mails/message",
        to=person.email,
        language=person.language,
        organisation=message.organisation,
        connection=connection,
        headers={
            "Message-ID": f"<message-{message.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
            **links.mail_headers(person, message.kind),
        },
        **_words(message, letter),
    )
    posted = post(made)
    if posted is Posted.SENT:
        actions.record_sent(message=message, now=timezone.now())
        return
    problem = Problem.REFUSED if posted is Posted.REFUSED else Problem.UNKNOWN
    actions.give_up(message=message, problem=problem, now=timezone.now(), was_sent=posted is Posted.UNKNOWN)
    if posted is Posted.UNKNOWN:
        post_office.close()


def _words(message: Message, letter: Letter) -> dict[str, object]:
    """Return what every mail template of a message may use, and what its own needs."""
    return {
        "letter": letter,
        "paragraphs": [part for part in letter.text.split("\n\n") if part.strip()],
        "link": f"{settings.PUBLIC_URL}{letter.link}" if letter.link else "",
        "why": kinds()[message.kind].why,
        "first_name": message.person.first_name,
        "off": links.off_address(message.person, message.kind),
        "site": settings.PUBLIC_URL,
        **letter.context,
    }


@app.periodic(cron="* * * * *")
@app.task(name="reach.tasks.wake_messages", queueing_lock="reach.wake_messages")
def wake_messages(timestamp: int) -> None:
    """Wake the messages whose time has come, or whose wake-up call was lost; throw away what no longer counts."""
    for _organisation in each_organisation():
        actions.forget_spent(now=timezone.now())
        if asleep := messages.asleep(timezone.now()):
            wake(send.name, asleep)

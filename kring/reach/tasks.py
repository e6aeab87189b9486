"""The worker tells people what waits for them: each message once, a few at a time."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import override

from kring.connectors.channel import (
    ChannelError,
    MisconfiguredError,
    MissingPermissionError,
    NeedsReconnectError,
    NoSuchAccountError,
    TransientError,
    UnknownOutcomeError,
)
from kring.connectors.messenger import GoneError
from kring.connectors.registry import MESSENGERS
from kring.core.models import Organisation
from kring.core.worker import job, periodic, wake
from kring.reach import actions, writing
from kring.reach.kinds import Letter, kinds
from kring.reach.models import Message
from kring.reach.queries import deciding, messages, ways
from kring.ui.mails import Posted, post

log = logging.getLogger(__name__)
MESSAGES_A_RUN = 100
PAUSE = {"seconds": 10}  # so about ten messages a second at most, for each organisation
AGAIN = timedelta(hours=1)
BROKEN = (NeedsReconnectError, MissingPermissionError, MisconfiguredError)  # a matter for an administrator
Problem = Message.Problem


@dataclass
class Run:
    """What one run keeps in hand: a connection to the mail server, and which messenger asked for a rest."""

    connection: BaseEmailBackend | None = None
    resting: dict[str, datetime] = field(default_factory=dict)

    def open(self) -> BaseEmailBackend | None:
        """Return the connection, opened when the first mail needs it; None when the server does not answer."""
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


@job()
def send(row_id: int) -> None:
    """Send a run of messages; what is left waits for the next run. The row that woke us up is only one of them."""
    run = Run()
    try:
        for _number in range(MESSAGES_A_RUN):
            message = actions.claim_message(now=timezone.now())
            if message is None:
                return
            with override(message.person.reads):
                if letter := _written(message):
                    (_send_mail if message.way == deciding.MAIL else _send_note)(message, letter, run)
    finally:
        run.close()
    if left := messages.due(timezone.now()).first():
        wake(send.name, left, schedule_in=PAUSE)


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


def _send_mail(message: Message, letter: Letter, run: Run) -> None:
    connection = run.open()
    if connection is None:  # it took nothing
        actions.put_back(message=message, until=timezone.now() + AGAIN)
        return
    if not actions.hand_over(message=message, title=letter.title, now=timezone.now()):
        return
    posted = post(writing.as_mail(message, letter, connection))
    if posted is Posted.SENT:
        actions.record_sent(message=message, now=timezone.now())
    elif posted is Posted.REFUSED:
        actions.give_up(message=message, problem=Problem.REFUSED, now=timezone.now())
    else:
        actions.give_up(message=message, problem=Problem.UNKNOWN, now=timezone.now(), was_sent=True)
        run.close()


def _send_note(message: Message, letter: Letter, run: Run) -> None:
    """Send a message by a messenger; what goes wrong there decides what is next."""
    rests_until = run.resting.get(message.way)
    if rests_until:
        actions.put_back(message=message, until=rests_until)
        return
    try:
        _tell(message, letter)
    except TransientError as busy:
        run.resting[message.way] = timezone.now() + (busy.retry_after or AGAIN)
        actions.put_back(message=message, until=run.resting[message.way])
    except (GoneError, NoSuchAccountError):  # the next look takes mail, when they agreed to that
        actions.lose_way(person=message.person, messenger=message.way)
        actions.put_back(message=message, until=timezone.now())
    except BROKEN as trouble:
        log.warning("%s does not take messages: %r", message.way, trouble)
        actions.note_trouble(messenger=message.way, problem=str(trouble) or type(trouble).__name__)
        run.resting[message.way] = timezone.now() + AGAIN
        actions.put_back(message=message, until=timezone.now() if ways.needs(message.way) else run.resting[message.way])
    except UnknownOutcomeError:
        actions.give_up(message=message, problem=Problem.UNKNOWN, now=timezone.now(), was_sent=True)
    except ChannelError as refusal:
        log.warning("%s refused message %s: %r", message.way, message.pk, refusal)
        actions.give_up(message=message, problem=Problem.REFUSED, now=timezone.now())


def _tell(message: Message, letter: Letter) -> None:
    """Send it to every address; one that took it is enough, and an address where nobody is goes."""
    messenger, set_up = MESSENGERS[message.way], ways.set_up(message.way)
    found = ways.addresses(message.person_id, message.way)
    if not found and not messenger.caps.is_per_device:
        address = messenger.find(set_up, message.person.email)
        found = [
            actions.keep_address(person=message.person, messenger=message.way, address=address, now=timezone.now())
        ]
    if not actions.hand_over(message=message, title=letter.title, now=timezone.now()):
        return
    note, trouble, is_there = writing.as_note(message, letter), None, False
    for way in found:
        try:
            messenger.send(set_up, ways.opened(way), note)
            is_there = True
        except GoneError:
            actions.forget_way(way=way)
        except ChannelError as error:
            if not isinstance(trouble, UnknownOutcomeError):
                trouble = error
    if is_there:
        actions.record_sent(message=message, now=timezone.now())
    else:
        raise trouble or GoneError


@periodic(cron="* * * * *")
def wake_messages(organisation: Organisation) -> None:
    """Wake the messages whose time has come, or whose wake-up call was lost; throw away what no longer counts."""
    if asleep := messages.asleep(timezone.now()):
        wake(send.name, asleep)
    actions.forget_spent(now=timezone.now())

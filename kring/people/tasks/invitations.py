"""Send the letters that invite people: each once, a few at a time."""

from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.worker import job, periodic, wake
from kring.people.actions import joining as actions
from kring.people.models import Invitation
from kring.people.queries import joining
from kring.ui.mails import PAUSE, mail, send_run


@job()
def send_invitations(row_id: int) -> None:
    """Send a run of letters; what is left waits for the next run. The row that woke us up is only one of them."""
    may_go_on = send_run(
        claim=lambda: actions.claim_letter(now=timezone.now()),
        write=written,
        sent=lambda letter: actions.record_letter_sent(letter=letter, now=timezone.now()),
        refused=lambda letter, problem: actions.record_letter_refused(letter=letter, problem=problem),
    )
    if may_go_on and (waiting := joining.letters_waiting(now=timezone.now()).first()):
        wake(send_invitations.name, waiting, schedule_in=PAUSE)


def written(letter: Invitation, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail that invites somebody to join."""
    person = letter.person
    return mail(
        "people/mails/invitation",
        to=person.email,
        language=person.language,
        organisation=letter.organisation,
        connection=connection,
        key=f"invitation-{letter.pk}",
        first_name=person.first_name,
        link=joining.join_address(person),
        until=timezone.localdate() + timedelta(days=joining.LINK_DAYS),
    )


@periodic(cron="* * * * *")
def wake_letters(organisation: Organisation) -> None:
    """Wake the letters whose wake-up call was lost."""
    asleep = joining.letters_asleep(now=timezone.now())
    if asleep:
        wake(send_invitations.name, asleep)

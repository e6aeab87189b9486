"""Send the mails about content hours: each once."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from kring.core.models import Organisation
from kring.core.worker import job, periodic, wake
from kring.stories import invitations, queries, rules
from kring.stories.actions import hours as actions
from kring.stories.models import Letter
from kring.ui.calendars import attach
from kring.ui.mails import PAUSE, mail, send_run

TEMPLATES = {
    Letter.Kind.INVITE: "stories/mails/invite",
    Letter.Kind.CANCEL: "stories/mails/cancel",
}


@job()
def send_letters(row_id: int) -> None:
    """Send a run of mails; what is left waits for the next run. The row that woke us up is only one of them."""
    may_go_on = send_run(
        claim=lambda: actions.claim_letter(now=timezone.now()),
        write=written,
        sent=lambda letter: actions.record_letter_sent(letter=letter, now=timezone.now()),
        refused=lambda letter, problem: actions.record_letter_refused(letter=letter, problem=problem),
    )
    if may_go_on and (waiting := queries.letters_waiting(now=timezone.now()).first()):
        wake(send_letters.name, waiting, schedule_in=PAUSE)


def written(letter: Letter, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail of a letter, with its calendar part."""
    person = letter.person
    tell = f"{settings.PUBLIC_URL}{reverse('stories:propose')}"
    with timezone.override(letter.organisation.time_zone):
        made = mail(
            TEMPLATES[Letter.Kind(letter.kind)],
            to=person.email,
            language=person.reads,
            organisation=letter.organisation,
            connection=connection,
            key=f"letter-{letter.pk}",
            first_name=person.first_name,
            hour=letter.hour,
            is_update=letter.sequence > 0,
            is_host=letter.hour.host_id == person.pk,
            link=invitations.hour_address(letter.hour),
            tell=tell,
            may_answer=bool(letter.organisation.inbox_address) and letter.kind == Letter.Kind.INVITE,
        )
    with override(person.reads):
        invitation = invitations.invitation(letter)
    attach(made, invitation, organisation=letter.organisation, now=timezone.now())
    if letter.organisation.inbox_address and letter.kind == Letter.Kind.INVITE:
        token = queries.mail_token(letter.organisation_id, person.pk, letter.hour.pk)
        made.reply_to = [rules.mail_tag(letter.organisation.inbox_address, token)]
    return made


@periodic(cron="* * * * *")
def wake_letters(organisation: Organisation) -> None:
    """Wake the mails whose wake-up call was lost."""
    if asleep := queries.letters_asleep(now=timezone.now()):
        wake(send_letters.name, asleep)


@periodic(cron="11 * * * *")
def lay_out(organisation: Organisation) -> None:
    """Make the sessions of the months to come."""
    actions.lay_out_hours(now=timezone.now())

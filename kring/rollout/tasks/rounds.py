"""The worker tells people that a round is open: each once, a few at a time, never at night."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.worker import job, periodic, wake
from kring.rollout.actions import round_letters as actions
from kring.rollout.models import RoundLetter
from kring.rollout.queries import rounds as queries
from kring.ui.mails import PAUSE, mail, send_run


@job()
def send_letters(row_id: int) -> None:
    """Send a run of letters; what is left waits for the next run. The row that woke us up is only one of them."""
    woken = RoundLetter.objects.select_related("organisation").filter(pk=row_id).first()
    if woken is None or not queries.is_polite_in(woken.organisation, timezone.now()):
        return  # it waits for the morning
    may_go_on = send_run(
        claim=lambda: actions.claim_letter(organisation=woken.organisation, now=timezone.now()),
        write=written,
        sent=lambda letter: actions.record_letter(letter=letter, now=timezone.now()),
        refused=lambda letter, _problem: actions.record_letter(letter=letter, now=timezone.now()),  # the page asks them
    )
    if may_go_on and (left := queries.letters_waiting(now=timezone.now()).first()):
        wake(send_letters.name, left, schedule_in=PAUSE)


def written(letter: RoundLetter, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the letter that tells somebody of an open round."""
    person = letter.person
    return mail(
        "rollout/mails/round",
        to=person.email,
        language=person.reads,
        organisation=letter.organisation,
        connection=connection,
        key=f"round-{letter.pk}",
        first_name=person.first_name,
        unit=letter.choice.unit.name,
        until=letter.choice.nominations_until,
        link=f"{settings.PUBLIC_URL}{reverse('rollout:nominate')}",
    )


@periodic(cron="* * * * *")
def wake_letters(organisation: Organisation) -> None:
    """Wake the letters that waited for the morning, or whose wake-up call was lost."""
    if asleep := queries.letter_asleep(organisation, now=timezone.now()):
        wake(send_letters.name, asleep)

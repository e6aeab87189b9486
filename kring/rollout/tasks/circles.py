"""The worker makes the circles of a unit again, and sends help moments to calendars."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kring.core.models import Organisation
from kring.core.worker import job, periodic, wake
from kring.rollout.actions import circles as actions
from kring.rollout.actions import letters
from kring.rollout.models import MomentLetter
from kring.rollout.queries import circles as queries
from kring.rollout.queries import letters as waiting
from kring.rollout.words import KIND_WORDS
from kring.ui.calendars import Invitation, attach
from kring.ui.mails import PAUSE, mail, send_run


@job()
def make(row_id: int) -> None:
    """Make the circles of a unit, in one transaction: dying half-way leaves all as it was, and the row still asks."""
    actions.make_circles(plan_id=row_id, now=timezone.now())


@job()
def send_letters(row_id: int) -> None:
    """Send a run of mails; what is left waits for the next run. The row that woke us up is only one of them."""
    may_go_on = send_run(
        claim=lambda: letters.claim_letter(now=timezone.now()),
        write=written,
        sent=lambda letter: letters.record_letter_sent(letter=letter, now=timezone.now()),
        refused=lambda letter, problem: letters.record_letter_refused(letter=letter, problem=problem),
    )
    if may_go_on and (left := waiting.letters_waiting(now=timezone.now()).first()):
        wake(send_letters.name, left, schedule_in=PAUSE)


def written(letter: MomentLetter, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail with a help moment, for its reader's calendar alone: no address of anybody else is in it."""
    moment, person, organisation = letter.moment, letter.person, letter.organisation
    hero = moment.circle.hero.person
    link = f"{settings.PUBLIC_URL}{reverse('rollout:circle')}"
    with timezone.override(organisation.time_zone), override(person.reads):
        title = moment.title or str(KIND_WORDS[moment.kind])
        made = mail(
            f"rollout/mails/{letter.kind}",
            to=person.email,
            language=person.reads,
            organisation=organisation,
            connection=connection,
            key=f"help-letter-{letter.pk}",
            first_name=person.first_name,
            hero_name=hero.first_name,
            is_hero=hero.pk == person.pk,
            is_update=letter.sequence > 0,
            moment=moment,
            title=title,
            link=link,
        )
        attach(made, _invitation(letter, title, link), organisation=organisation, now=timezone.now())
    return made


def _invitation(letter: MomentLetter, title: str, link: str) -> Invitation:
    """Return what a calendar reads of a help moment; the hero has it as the one who planned it."""
    moment, person = letter.moment, letter.person
    leads = moment.circle.hero.person_id == person.pk
    return Invitation(
        uid=f"help-moment-{moment.organisation_id}-{moment.pk}@{urlsplit(settings.PUBLIC_URL).hostname}",
        sequence=letter.sequence,
        starts_at=moment.starts_at,
        ends_at=moment.ends_at,
        summary=title,
        description=_("A help moment of your circle: %s") % link,
        link=link,
        where=", ".join(filter(None, [moment.place, moment.video_link])),
        is_cancelled=letter.kind == MomentLetter.Kind.CANCEL,
        guest_email=person.email,
        guest_name=person.name,
        guest_leads=leads,
        has_agreed=leads,
    )


@periodic(cron="* * * * *")
def keep_circles(organisation: Organisation) -> None:
    """Remove what is left of who stopped taking part, and wake what lost its wake-up call."""
    now = timezone.now()
    for plan in queries.plans_waiting(now=now):
        wake(make.name, plan)
    if asleep := waiting.letters_asleep(now=now):
        wake(send_letters.name, asleep)
    actions.tidy_circles(now=now)


@periodic(cron="23 * * * *")
def look_around(organisation: Organisation) -> None:
    """Make circles again where heroes or people came or went without saying so: once an hour."""
    actions.look_around(organisation_id=organisation.pk, now=timezone.now())

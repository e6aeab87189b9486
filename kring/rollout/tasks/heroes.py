"""The worker chooses heroes, looks at other ways, and writes to those who are asked. The row says what to do."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.worker import job, periodic, wake
from kring.people.queries.joining import join_address
from kring.reach import queries as reached
from kring.rollout.actions import deciding, heroes
from kring.rollout.messages import ASKED
from kring.rollout.models import Choice, Hero
from kring.rollout.queries import heroes as queries
from kring.rollout.rules.heroes import ANSWER_DAYS
from kring.ui.mails import PAUSE, mail, send_run


@job()
def choose(row_id: int) -> None:
    """Make the list of one unit."""
    with heroes.at_work(row_id) as choice:
        if choice and choice.status == Choice.Status.CHOOSING:
            heroes.make_list(choice=choice, now=timezone.now())


@job()
def compare(row_id: int) -> None:
    """Look at what other ways of choosing would give."""
    with heroes.at_work(row_id) as choice:
        if choice and choice.is_comparing:
            heroes.compare(choice=choice, now=timezone.now())


@job()
def ask(row_id: int) -> None:
    """Write to people who are asked to be a hero; the row that woke us up is only one of them."""
    may_go_on = send_run(
        claim=lambda: deciding.claim_letter(now=timezone.now()),
        write=written,
        sent=lambda hero: deciding.record_letter(hero=hero, now=timezone.now()),
        refused=lambda hero, _problem: deciding.record_letter(hero=hero, now=timezone.now()),  # the page asks them
    )
    if may_go_on and (waiting := queries.letters_waiting(timezone.now()).first()):
        wake(ask.name, waiting, schedule_in=PAUSE)


def written(hero: Hero, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail that asks somebody to be a hero."""
    person = hero.person
    return mail(
        "rollout/mails/hero_asked",
        to=person.email,
        language=person.reads,
        organisation=hero.organisation,
        connection=connection,
        key=f"hero-{hero.pk}",
        headers=reached.mail_headers(person, ASKED.key),
        off=reached.off_address(person, ASKED.key),
        first_name=person.first_name,
        unit=hero.unit.name,
        days=ANSWER_DAYS,
        link=f"{settings.PUBLIC_URL}{reverse('rollout:hero_asked')}" if person.account else join_address(person),
    )


@periodic(cron="* * * * *")
def wake_heroes(organisation: Organisation) -> None:
    """Wake the worker for what waits and nobody does; who is already on it lets a second call pass."""
    for choice in queries.waiting():
        wake(choose.name if choice.status == Choice.Status.CHOOSING else compare.name, choice)
    letter = queries.letters_waiting(timezone.now()).first()
    if letter:
        wake(ask.name, letter)

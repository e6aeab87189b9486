"""The worker chooses heroes, looks at other ways, and writes to those who are asked. The row says what to do."""

import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.urls import reverse
from django.utils import timezone

from kring.core.worker import app, each_organisation, job, wake
from kring.people.queries.joining import join_address
from kring.rollout.actions import deciding, heroes
from kring.rollout.models import Choice
from kring.rollout.queries import heroes as queries
from kring.rollout.rules.heroes import ANSWER_DAYS
from kring.ui.mails import mail

LETTERS_A_RUN = 100


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
    with get_connection() as connection:
        for _number in range(LETTERS_A_RUN):
            hero = deciding.claim_letter(now=timezone.now())
            if hero is None:
                return
            person, home = hero.person, settings.PUBLIC_URL
            made = mail(
                "rollout/mails/hero_asked",
                to=person.email,
                language=person.language,
                organisation=hero.organisation,
                connection=connection,
                headers={
                    "Message-ID": f"<hero-{hero.pk}@{urlsplit(home).hostname}>",
                    "Auto-Submitted": "auto-generated",
                },
                first_name=person.first_name,
                unit=hero.unit.name,
                days=ANSWER_DAYS,
                link=f"{home}{reverse('rollout:hero_asked')}" if person.account else join_address(person),
            )
            try:
                made.send()
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException, ValueError):
                pass  # no letter reaches this address: the page asks them
            except OSError:
                return  # broken off on the way: it may have gone, so it is left alone for an hour
            deciding.record_letter(hero=hero, now=timezone.now())
    waiting = queries.letters_waiting(timezone.now()).first()
    if waiting:
        wake(ask.name, waiting, schedule_in={"seconds": 10})


@app.periodic(cron="* * * * *")
@app.task(name="rollout.tasks.heroes.wake_heroes", queueing_lock="rollout.wake_heroes")
def wake_heroes(timestamp: int) -> None:
    """Wake the worker for what waits and nobody does; who is already on it lets a second call pass."""
    for _organisation in each_organisation():
        for choice in queries.waiting():
            wake(choose.name if choice.status == Choice.Status.CHOOSING else compare.name, choice)
        letter = queries.letters_waiting(timezone.now()).first()
        if letter:
            wake(ask.name, letter)

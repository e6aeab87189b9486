"""An attacker in every role tries to learn what one colleague did, from every page, file and answer there is.

Everything is looked at twice: as it is, and when people kept or did something that is theirs alone. It is done on the
day itself and eight days later, when the figures of that week are there. A new route is tried by being there. What
may differ stands in `MEANT`, with the reason.
"""

import logging
import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.utils import timezone

from kring.feed import actions as feed
from kring.insights import actions as insights
from kring.insights import queries as insights_queries
from kring.insights.actions.working import work_out_answers as written
from kring.people import actions as people
from kring.people.models import Consent, Person
from kring.people.rules import Role
from kring.rollout.actions import circles, nominations
from kring.rollout.models import CirclePlan, UnitPlan
from kring.sharing.actions import say_posted
from kring.stories.actions import open_story
from kring.surveys.actions import mix
from kring.surveys.rules import Answers
from kring.training import actions as training
from tests import make
from tests.rollout import heroes as world_of_heroes
from tests.surveys.asking import answered, sent
from tests.test_every_route import ROUTES, SIGNS_OUT, address_of, body, fill

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1700)]
# Keys of forms; the fingerprint of all sums together, which nobody can undo without every one of them; and which
# channels the answers can be about: that somebody of the whole staff used one, as below.
MASK = re.compile(
    r'[A-Za-z0-9]{64}|(?:[0-9a-f]{4} ){3}[0-9a-f]{4}|name="(?:csrfmiddlewaretoken|key)" value="[^"]+"|nonce="[^"]+"'
    r'|<optgroup label="Channels">.*?</optgroup>'
)
ROLES = (Role.EDITOR, Role.MANAGER, Role.ADMINISTRATOR, Role.WORKS_COUNCIL, Role.AGENCY)
STAFF = 40
# What may differ, {(who, route): why}; nothing else may.
MEANT = {
    ("hero", "rollout:circle"): "who is in one's own circle is what a hero is told",
    **dict.fromkeys(
        [("manager", "insights:report"), ("agency", "insights:report")],
        "that somebody of the whole staff used a channel; how many, and who, stays closed",
    ),
    **dict.fromkeys(
        [("manager", "insights:answers_report"), ("agency", "insights:answers_report")],
        "on paper the fingerprint of all sums is packed, so it cannot be masked; the page says the same",
    ),
}
# Nothing of anybody else: signing in, the look, a screen that waits with a new code, one's own data.
SAYS_NOTHING = ("account_", "mfa_", "ui:", "identity:", "healthz", "hub:wall", "privacy:download")


@pytest.fixture
def place(organisation):
    """A unit of forty people with a lead, an open round, an open survey, a circle; and three people with secrets."""
    logging.disable(logging.CRITICAL)  # a refused page writes a line, and a thousand of them take a minute
    forget()
    ids, by_role = fill(organisation, "vanonszelf")
    unit = world_of_heroes.unit_of(organisation, people=STAFF, name="Duinrand")
    staff = [world_of_heroes.sign_in(one) for one in unit.staff[:30]]
    Consent.objects.bulk_create(
        Consent(organisation=organisation, person=one, purpose="take_part", text_version=1, given_at=one.joined_at)
        for one in staff
    )
    programme = UnitPlan.objects.first().programme
    make.unit_plan(programme, unit, lead=staff[1])
    elsewhere = make.unit_plan(programme, lead=make.person(organisation, account=make.account()))
    circle = make.circle(organisation, hero=make.hero(organisation, person=staff[2], unit=unit))
    noor, leaver, *comers = staff[24], *staff[26:29]
    for one in (noor, *staff[5:9]):
        make.circle_member(circle, person=one)
    other_circle = make.circle(organisation, hero=make.hero(organisation, person=staff[3], unit=unit))
    make.circle_member(other_circle, person=staff[4])
    story, lesson = make.story(organisation), make.lesson(organisation)
    for one in staff[6:21]:  # fifteen did: counts are rounded to five, and one more does not cross over
        make.share(one, story)
        make.completion(one, lesson)
        open_story(by=one, story_id=story.pk, now=timezone.now())
    world_of_heroes.open_round(unit, by_role[Role.MANAGER])
    world_of_heroes.everybody_names(unit, part=0.3)
    survey = sent(organisation, units=[unit])
    for one in staff[10:22]:
        answered(survey, one, listen=4)
    for one in comers:  # two, so that who stops does not make up for who joins
        Person.objects.filter(pk=one.pk).update(joined_at=None)
        one.refresh_from_db()
    opened = make.share(noor, story, channel="office", status="opened", posted_at=None)
    ids |= {
        "people.Person": noor.pk,
        "people.Unit": unit.pk,
        "stories.Story": story.pk,
        "training.Lesson": lesson.pk,
        "surveys.Survey": survey.pk,
    }
    organisation.ids, organisation.survey, organisation.moment = ids, survey, timezone.now()
    organisation.everybody = {str(role): by_role[role] for role in ROLES} | {
        "colleague": staff[11],
        "hero": staff[2],
        "lead": staff[1],
        "lead elsewhere": elsewhere.lead,
    }
    organisation.secrets = {
        "named somebody": lambda now: nominations.name_colleague(
            by=noor, question="try", person_id=staff[11].pk, now=now
        ),
        "answered": lambda now: answered(survey, noor, **Answers(listen=1, share=1).__dict__),
        "stopped": lambda now: people.leave_programme(by=leaver, now=now),
        "joined": lambda now: [people.join(by=one, account=None, also=(), language="en", now=now) for one in comers],
        "opened a story": lambda now: open_story(by=noor, story_id=story.pk, now=now),
        "shared by hand": lambda now: say_posted(by=noor, share_id=opened.pk, now=now),
        "wants to be a hero": lambda now: nominations.wish_to_be_hero(by=noor, wants=True, hours=3),
        "finished a lesson": lambda now: training.finish_lesson(by=noor, lesson=lesson, now=now),
        "asked for another hero": lambda now: circles.ask_for_another_hero(by=noor, now=now),
    }
    yield organisation
    logging.disable(logging.NOTSET)


class Quick(Client):
    """A client that keeps nothing of how a page was made, so that some thousand pages take seconds."""

    def request(self, **request):
        return self.handler(self._base_environ(**request))


def signed_in(person):
    client = Quick(raise_request_exception=False)
    client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def forget():
    """Keep nothing that was drawn before: what people see comes from the rows."""
    for cache in caches.all(initialized_only=True):
        cache.clear()


def doors(place, clients):
    """Every route that opens for somebody, as (who, name); a first look also writes what a first look writes."""
    names = [name for name in ROUTES if name not in SIGNS_OUT and not name.startswith(SAYS_NOTHING)]
    tried = {(who, name): client.get(address_of(name, place.ids)) for who, client in clients.items() for name in names}
    return [key for key, answer in tried.items() if answer.status_code < 400]


def seen(place, clients, only):
    """All that everybody can see at one moment: each route as each of them."""
    forget()
    found = {}
    for who, name in only:
        answer = clients[who].get(address_of(name, place.ids))
        text = body(answer).decode(errors="replace")
        found[who, name] = f"{answer.status_code} {answer.headers.get('Location', '')} {MASK.sub('', text)}"
    return found


@contextmanager
def as_if():
    """Let something happen and look at it; afterwards it did not."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def time_goes_by(place):
    """Do what the worker does in a week, as far as it has to do with people."""
    now = timezone.now()
    mix(survey=place.survey, now=now)
    circles.tidy_circles(now=now)
    circles.look_around(organisation_id=place.pk, now=now)
    for plan in CirclePlan.objects.filter(asked_at__isnull=False):
        circles.make_circles(plan_id=plan.pk, now=now)
    feed.follow_all(organisation_id=place.pk, now=now)


def work_out_answers(place):
    """Work the answers over everybody out, as the worker does when a week has closed."""
    now = timezone.now()
    sunday = insights_queries.last_sunday(place, now)
    row = insights.ask_for_answers(organisation=place, part="all", weeks=13, sunday=sunday, now=now)
    written(row=insights.claim_answers(row_id=row.pk, now=now))


def looked(place, clients, secrets, only):
    """What everybody sees when these secrets are there: on the day, and a week later."""
    with as_if():
        with time_machine.travel(place.moment, tick=False):
            for secret in secrets:
                secret(timezone.now())
            work_out_answers(place)
            today = seen(place, clients, only)
        with time_machine.travel(place.moment + timedelta(days=8), tick=False):
            time_goes_by(place)
            work_out_answers(place)
            later = seen(place, clients, only)
    return {("that day", *key): text for key, text in today.items()} | {
        ("a week later", *key): text for key, text in later.items()
    }


def told(before, after):
    return {key for key, text in after.items() if before[key] != text and key[1:] not in MEANT}


def first_difference(before, after):
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    return next(((a.strip()[:240], b.strip()[:240]) for a, b in pairs if a != b), "more or fewer lines")


def test_nobody_learns_what_one_colleague_did(place):
    clients = {who: signed_in(person) for who, person in place.everybody.items()}
    opened = doors(place, clients)
    before = looked(place, clients, [], opened)
    after = looked(place, clients, place.secrets.values(), opened)
    leaks = told(before, after)
    if not leaks:
        return
    only = sorted({key[1:] for key in leaks})
    lines = []
    for name, secret in place.secrets.items():
        alone = looked(place, clients, [secret], only)
        lines += [f"{name}: {key} {first_difference(before[key], alone[key])}" for key in sorted(told(before, alone))]
    pytest.fail("\n".join(lines) or f"only all of them together tell: {sorted(leaks)}")

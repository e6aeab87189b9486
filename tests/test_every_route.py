"""Every route is tried, as everybody: a new one by being there. A failing line says what to add."""

import io
import re
from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from PIL import Image

from kring.adjust.rules.figures import Figure
from kring.core.scope import inside
from kring.people.rules import Role
from kring.rollout.actions.circles import reach
from kring.rollout.rules.help import Reached
from tests import make

SECRET = "geheimvandeandere"  # in every text of the first organisation, so that it is seen wherever it leaks

pytestmark = pytest.mark.timeout(600)  # some thousand pages

# What an id in a route stands for: {name in the route: how to get it from the world of an organisation}.
IDS = {
    "person_id": lambda world: world["people.Person"],
    "story_id": lambda world: world["stories.Story"],
    "share_id": lambda world: world["sharing.Share"],
    "source_id": lambda world: world["stories.Source"],
    "found_id": lambda world: world["stories.Found"],
    "asked_id": lambda world: world["stories.StoryPerson"],
    "number": lambda world: 1,
    "idea_id": lambda world: world["stories.Idea"],
    "hour_id": lambda world: world["stories.ContentHour"],
    "attendance": lambda world: "come",
    "nomination_id": lambda world: world["stories.Nomination"],
    "picture_id": lambda world: world["stories.IdeaPicture"],
    "recording_id": lambda world: world["stories.Recording"],
    "theme_id": lambda world: world["stories.Theme"],
    "pillar_id": lambda world: world["stories.Pillar"],
    "unit_id": lambda world: world["people.Unit"],
    "department_id": lambda world: world["people.Department"],
    "rank_id": lambda world: world["people.Rank"],
    "group_id": lambda world: world["people.TargetGroup"],
    "rule_id": lambda world: world["people.TargetGroupRule"],
    "import_id": lambda world: world["people.StaffImport"],
    "account_id": lambda world: world["sharing.ConnectedAccount"],
    "organisation_id": lambda world: world["core.Organisation"],
    "post_id": lambda world: world["hub.ListeningPost"],
    "listener": lambda world: "mastodon",
    "mention_id": lambda world: world["hub.Mention"],
    "survey_id": lambda world: world["surveys.Survey"],
    "answer_id": lambda world: world["hub.Answer"],
    "canned_id": lambda world: world["hub.CannedAnswer"],
    "wall_id": lambda world: world["hub.Wall"],
    "panel_id": lambda world: world["hub.Panel"],
    "screen_id": lambda world: world["hub.Screen"],
    "thanks_id": lambda world: world["hub.Thanks"],
    "lesson_id": lambda world: world["training.Lesson"],
    "session_id": lambda world: world["training.Session"],
    "practice_id": lambda world: world["training.Practice"],
    "draw_id": lambda world: world["rollout.Draw"],
    "holiday_id": lambda world: world["reach.Holiday"],
    "way_id": lambda world: world["reach.Way"],
    "messenger": lambda world: "slack",
    "avoid_id": lambda world: world["rollout.DatesToAvoid"],
    "channel": lambda world: "mastodon",
    "language": lambda world: "nl",
    "what": lambda world: "take",
    "kind": lambda world: "theme",
    "pk": lambda world: world["stories.Theme"],
    "token": lambda world: "x.y.z",
    "slug": lambda world: "s0000001",
    "subject_id": lambda world: world["stories.Subject"],
    "question_id": lambda world: world["hub.Question"],
    "monitor_id": lambda world: world["hub.Monitor"],
    "moment_id": lambda world: world["rollout.HelpMoment"],
    "badge_name": lambda world: world["rollout.Badge"],
    "key_name": lambda world: world["rollout.BadgeKey"],
    "nudge_id": lambda world: world["nudges.Nudge"],
    "nudge_kind": lambda world: "lesson",
    "experiment_kind": lambda world: "question",
    "experiment_id": lambda world: world["experiment"],
    "decision_id": lambda world: world["adjust.Decision"],
    "proposal_key": lambda world: world["proposal"],
    "path": lambda world: world["picture"],
}
# A page of the public: what it shows of an organisation is meant for everybody.
BADGES = {
    "rollout:badge_issuer", "rollout:badge_achievement", "rollout:badge_picture", "rollout:badge_key", "rollout:badge",
    "rollout:badge_credential", "rollout:badge_baked",
}  # fmt: skip
PUBLIC = {"stories:public", "stories:public_picture", "identity:media", *BADGES}
# Without a person: what somebody who is not signed in may reach.
OPEN = {
    "identity:sign_in", "identity:sign_in_by_link", "identity:set_up", "identity:start_by_link", "identity:media",
    "people:join", "people:not_now", "privacy:erased", "stories:public", "stories:public_picture", "ui:look",
    "account_inactive", "healthz",
    "ui:manifest", "ui:service_worker", "ui:offline", "demo:start", *BADGES,
    "hub:wall", "hub:wall_worker",
    "surveys:thanks",
}  # fmt: skip
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")
SIGNS_OUT = {"identity:sign_out", "account_logout"}
# What a GET may write, because it is what a GET is for; the feed's index can be made anew at any time.
WRITTEN_BY_LOOKING = {
    "core.AuditNote", "core.Tries", "stories.Reading", "feed.Impression", "feed.Freshness", "feed.HotStory",
    "engagement.DayKey", "engagement.Click", "insights.Answered",
}  # fmt: skip


def routes(patterns=None, before="", namespace=""):
    """Every route: its name, its address as Django writes it, and its pattern."""
    for item in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(item.pattern)
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from routes(item.url_patterns, address, inner)
        elif isinstance(item, URLPattern):
            yield f"{namespace}{item.name}" if item.name else address, address, item


ROUTES = {name: address for name, address, _item in routes() if not name.startswith("demo:")}


def address_of(name, world):
    """The address of a route, with ids out of a world."""

    def filled(match):
        part = match["name"]
        assert part in IDS, f"{name}: say in IDS of {__file__} what <{part}> stands for"
        return str(IDS[part](world))

    return "/" + re.sub(r"<(?:\w+:)?(?P<name>\w+)>", filled, ROUTES[name])


def a_picture():
    made = io.BytesIO()
    Image.new("RGB", (16, 9)).save(made, "PNG")
    return made.getvalue()


def fill(organisation, words):
    """An organisation with a row of every kind that a route may name, and a person of every role."""
    from kring.core.secrets import seal
    from kring.hub.models import Answer, CannedAnswer, Note
    from kring.people.models import StaffImport, TargetGroup, TargetGroupRule
    from kring.reach.models import Holiday, Way
    from kring.rollout.models import DatesToAvoid
    from kring.sharing.models import ConnectedAccount, Draft
    from kring.stories.models import (
        Found,
        HourItem,
        HourPlan,
        IdeaPicture,
        Nomination,
        Recording,
        Source,
        StoryNote,
        StoryPerson,
        StoryVersion,
    )

    about = {"organisation": organisation}
    with inside(organisation):
        people = {role: make.person(organisation, account=make.account(), roles=[role]) for role in Role}
        person = make.person(organisation, account=make.account(), name=f"{words} {organisation.pk}")
        story = make.story(organisation, title=words, body=words)
        story.picture.save("x.png", ContentFile(a_picture()))
        share = make.share(person, story, own_words=words, post=words)
        make.tracked_link(share)
        make.precedent(organisation, asked={"nl": words, "en": words})
        make.mention(organisation, text=words, who=words)
        make.duty(people[Role.DESK])
        source = Source.objects.create(**about, name=words, address="https://bron.example/feed")
        found = Found.objects.create(**about, source=source, key="1", link="https://bron.example/1", title=words)
        draft = make.story(organisation, title=words, live_from=None)
        Draft.objects.create(**about, person=person, story=draft, own_words=words)
        mention = make.mention(organisation, text=words, who=words, handed_over_by=person, share=share)
        Note.objects.create(**about, mention=mention, by=person, text=words)
        idea = make.idea(person, going_on=words, has_files=True)
        picture = IdeaPicture(**about, idea=idea, person=person, width=16, height=9)
        picture.picture.save("x.webp", ContentFile(a_picture()))
        recording = Recording(**about, idea=idea, person=person, status="stored", seconds=1)
        recording.file.save("x.mp3", ContentFile(words.encode()))
        hour = make.content_hour(organisation, place=words, host=people[Role.EDITOR])
        HourItem.objects.create(**about, hour=hour, idea=idea, notes=words)
        HourPlan.objects.create(**about, place=words)
        wall = make.wall(organisation, name=f"{words} wall")
        now = timezone.now()
        kept = {
            "texts": {"nl": {"title": words, "body": words}},
            "theme": story.theme_id,
            "link": "",
            "groups": None,
            "asks": {},
            "alt": {},
            "brand": {},
            "sensitivity": "normal",
            "why": "",
            "embargo": "",
            "editorial": 0,
        }
        StoryVersion.objects.create(**about, story=story, number=1, snapshot=kept, created_at=now)
        StoryNote.objects.create(**about, story=story, by=person, kind="comment", words=words, created_at=now)
        asked = StoryPerson.objects.create(**about, story=story, person=person, asked_at=now)
        lesson = make.lesson(organisation, title={"nl": words}, body={"nl": words}, task={"nl": words})
        make.completion(person, lesson)
        training = make.training(organisation, title={"nl": words}, place=words, trainer=person)
        make.sign_up(person, training)
        helper = make.person(organisation, account=make.account())
        unit = make.unit(organisation, name=f"{words} unit")
        programme = make.programme(organisation, goal={"nl": words, "en": words})
        make.unit_plan(programme, unit, lead=person)
        day = programme.starts_on
        world = {
            "core.Organisation": organisation.pk,
            "people.Person": person.pk,
            "people.Unit": unit.pk,
            "people.Department": make.department(organisation, name=f"{words} department").pk,
            "people.Rank": make.rank(organisation, name=f"{words} rank").pk,
            "people.TargetGroup": TargetGroup.objects.first().pk,
            "people.TargetGroupRule": TargetGroupRule.objects.create(
                **about, target_group=TargetGroup.objects.first()
            ).pk,
            "people.StaffImport": StaffImport.objects.create(
                **about, file="1/staff-lists/x.csv", file_name=f"{words}.csv"
            ).pk,
            "stories.Story": story.pk,
            "stories.StoryPerson": asked.pk,
            "stories.Source": source.pk,
            "stories.Found": found.pk,
            "stories.Idea": idea.pk,
            "stories.IdeaPicture": picture.pk,
            "stories.Recording": recording.pk,
            "stories.ContentHour": hour.pk,
            "stories.Nomination": Nomination.objects.create(
                **about, by=person, person=people[Role.EDITOR], about=words
            ).pk,
            "hub.Wall": wall.pk,
            "hub.Panel": make.panel(wall, kind="message", text={"nl": words}).pk,
            "hub.Screen": make.screen(wall, name=words)[0].pk,
            "hub.Thanks": make.thanks(person, idea=idea, words=words).pk,
            "stories.Theme": story.theme_id,
            "stories.Pillar": story.theme.pillar_id,
            "sharing.Share": share.pk,
            "sharing.ConnectedAccount": ConnectedAccount.objects.create(
                **about, person=person, channel="mastodon", server="x.example", remote_id="1", handle=words,
                sealed=b"x",
            ).pk,
            "hub.ListeningPost": make.listening_post(organisation, name=words, kind="webhook", address="").pk,
            "hub.Mention": mention.pk,
            "hub.Answer": Answer.objects.create(**about, mention=mention, by=person, text=words, key=words).pk,
            "hub.CannedAnswer": CannedAnswer.objects.create(**about, title=words, text={"nl": words}).pk,
            "stories.Subject": make.subject(organisation, name={"nl": words, "en": words}, words=words[:4]).pk,
            "hub.Question": make.question(
                person, text=words, answered_at=timezone.now(), verdict="yes", answer=words
            ).pk,
            "hub.Monitor": make.monitor(organisation, name=words).pk,
            "training.Lesson": lesson.pk,
            "training.Session": training.pk,
            "training.Practice": make.practice(person, helper, words=words, answer=words).pk,
            "surveys.Survey": a_survey(organisation, person, words),
            "rollout.Draw": make.draw(programme, seed=words).pk,
            "rollout.DatesToAvoid": DatesToAvoid.objects.create(
                **about, programme=programme, name=words, since=day, until=day
            ).pk,
            "nudges.Nudge": make.nudge(person).pk,
            "adjust.Decision": make.decision(person, words=words).pk,
            "proposal": a_proposal(organisation, words),
            "experiment": make.experiment(person, story, about={"nl": words, "en": words}).pk,
            "reach.Holiday": Holiday.objects.create(**about, on=day, name=words).pk,
            "reach.Way": Way.objects.create(
                **about, person=person, messenger="web_push", sealed=seal({"x": words}), mark="x", name=words,
                created_at=now,
            ).pk,
            "picture": story.picture.name,
        }  # fmt: skip
        make.message(person, title=words, ended_at=now, sent_at=now)
        world |= in_a_circle(organisation, people, words)
    return world, people | {"colleague": person}


def a_survey(organisation, person, words):
    """A survey that is open for `person`, and one whose box is opened, with what people wrote."""
    from datetime import timedelta

    from django.utils import timezone

    from kring.surveys.models import Answer, Asked, Block, Remark, Survey

    about, today = {"organisation": organisation}, timezone.localdate()
    past = {"asked_on": today - timedelta(days=30), "closes_on": today - timedelta(days=16), "box_opened_on": today}
    counted = Survey.objects.create(**about, kind="pulse", version=1, **past)
    unit = make.unit(organisation, name=f"{words} surveyed")
    block = Block.objects.create(**about, survey=counted, unit=unit, asked=40)
    for n in range(24):
        Answer.objects.create(**about, block=block, listen=5 if n < 15 else 2, mark=8)
    Remark.objects.create(**about, survey=counted, unit=unit, question="helped", text=words, kept_from=today)
    survey = Survey.objects.create(
        **about, kind="pulse", version=1, asked_on=today, closes_on=today + timedelta(days=9)
    )
    Asked.objects.create(**about, survey=survey, person=person, unit=unit, asked_on=today)
    return survey.pk


def a_proposal(organisation, words):
    """Something that is proposed on the figures of last week."""
    name = {"nl": words, "en": words}
    number = organisation.pk
    figure = Figure(f"silence.{number}", 12.0, None, None, "days", is_exact=True, names={"group": name})
    make.gathered(organisation, figure)
    return f"stories_for_group.silence.{number}"


def in_a_circle(organisation, people, words):
    """The hero of a circle with a badge, a member who shows something, and what they plan."""
    from kring.rollout.actions.badges import make_badge
    from kring.rollout.models import BadgeKey

    circle = make.circle(organisation, hero=make.hero(organisation, person=people[Role.HERO]), farewell=words)
    make.circle_member(circle, person=people[Role.PERSON], goal=words)
    reach(circle, Reached.FIRST_MOMENT, timezone.now())
    badge = make_badge(by=circle.hero.person, shows_name=True, now=timezone.now())
    moment = make.help_moment(circle, title=words)
    return {
        "rollout.HelpMoment": moment.pk,
        "rollout.Badge": badge.name,
        "rollout.BadgeKey": BadgeKey.objects.get().name,
    }


@pytest.fixture
def world(db):
    """Two organisations; whoever is tried belongs to the second."""
    cache.clear()
    first, second = make.organisation(name=f"{SECRET} bank"), make.organisation(name="Eigen Bank")
    theirs, _people = fill(first, SECRET)
    own, people = fill(second, "vanonszelf")
    return theirs, own, people


def signed_in(person):
    client = Client(raise_request_exception=False)
    client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def everyone(people):
    return {"anonymous": Client(raise_request_exception=False)} | {
        str(who): signed_in(person) for who, person in people.items()
    }


def test_nobody_sees_anything_of_another_organisation(world):
    theirs, _own, people = world
    wrong = []
    clients = everyone({who: people[who] for who in ("colleague", Role.ADMINISTRATOR, Role.MANAGER)})  # all there is
    for name in ROUTES:
        of_a_row = "<" in ROUTES[name] and set(re.findall(r"(\w+)>", ROUTES[name])) - {"token", "channel", "slug"}
        for who, client in clients.items():
            for method in ("get", "post"):
                if name in SIGNS_OUT and method == "post":
                    continue
                answer = getattr(client, method)(address_of(name, theirs))
                if answer.status_code >= 500:
                    wrong.append(f"{method} {name} as {who}: {answer.status_code}")
                elif of_a_row and name not in PUBLIC and SECRET in body(answer).decode(errors="replace"):
                    wrong.append(f"{method} {name} as {who} shows another organisation's")
    assert not wrong, "\n".join(wrong)


def test_every_page_answers_everybody_safely_and_looking_changes_nothing(world):
    _theirs, own, people = world
    wrong = []
    clients = everyone(people)
    with inside(own["core.Organisation"]):
        before = rows()
    for who, client in clients.items():
        for name in ROUTES:
            answer = client.get(address_of(name, own))
            if answer.status_code >= 500:
                wrong.append(f"{name} as {who}: {answer.status_code}")
            if who == "anonymous" and answer.status_code == 200 and name not in OPEN:
                wrong.append(f"{name} is open to everybody: put it in OPEN if that is meant, else add a door")
            wrong += [f"{name} as {who} lacks {header}" for header in HEADERS if header not in answer.headers]
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            is_kept = "no-store" not in answer.headers.get("Cache-Control", "")
            if who != "anonymous" and name not in PUBLIC and is_page and is_kept:
                wrong.append(f"{name} as {who} may be kept in a cache")
    with inside(own["core.Organisation"]):
        assert rows() == before
    assert not wrong, "\n".join(wrong)


def test_nothing_changes_without_the_token_of_our_own_page(world):
    _theirs, own, people = world
    wrong = []
    clients = []
    for role in (Role.ADMINISTRATOR, Role.MANAGER):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.force_login(people[role].account, backend="allauth.account.auth_backends.AuthenticationBackend")
        clients.append(client)
    with inside(own["core.Organisation"]):
        before = rows()
    for name in ROUTES:
        for client in clients:
            answer = client.post(address_of(name, own), {"name": "x", "email": "x@x.example", "sure": "on"})
            is_a_way_in = answer.status_code == 302 and ("sign-in" in answer.url or name in OPEN | {"account_login"})
            if answer.status_code not in (403, 404, 405) and not is_a_way_in:
                wrong.append(f"{name} took a post without a token: {answer.status_code}")
        with inside(own["core.Organisation"]):
            if rows() != before:
                wrong.append(f"{name} changed something")
                before = rows()
    assert not wrong, "\n".join(wrong)


def rows():
    """How many rows each table has, and the newest id, for what looking may not write."""
    found = Counter()
    with connection.cursor() as cursor:
        for model in apps.get_models():
            label = model._meta.label
            if not model.__module__.startswith("kring.") or label in WRITTEN_BY_LOOKING:
                continue
            cursor.execute(f'select count(*), max(id::text) from "{model._meta.db_table}"')
            found[label] = tuple(cursor.fetchone())
    return found


# What a writer from outside may reach: the stories they are given, and their own way in and out.
FOR_WRITERS = OPEN | {
    "stories:given", "identity:organisations", "identity:security", "identity:language", "ui:manifest",
}  # fmt: skip


def test_a_writer_from_outside_finds_the_stories_they_were_given_and_nothing_else(world):
    _theirs, own, people = world
    with inside(own["core.Organisation"]):
        writer = people[Role.WRITER]
        writer.joined_at = None
        writer.save()
    client, wrong = signed_in(writer), []
    for name in ROUTES:
        for method in ("get", "post"):
            if name in SIGNS_OUT:
                continue
            answer = getattr(client, method)(address_of(name, own))
            text = body(answer).decode(errors="replace")
            if answer.status_code == 200 and name not in FOR_WRITERS and not name.startswith(("account_", "mfa_")):
                wrong.append(f"{method} {name} opens to a writer")
            if "vanonszelf" in text and name not in PUBLIC:
                wrong.append(f"{method} {name} shows a writer what they were not given")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", ["/nergens", "/media/../x", "/sign-in/%00", "/join/%F0%9F%98%80"])
def test_errors_have_their_safety_headers_too(client, db, path):
    answer = client.get(path)
    assert answer.status_code in (404, 400)
    assert "Content-Security-Policy" in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_breaks_has_its_safety_headers_and_tells_nothing(client, db, monkeypatch, person):
    from kring.people.views import joining

    def broken(*_arguments):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(joining, "_choices", broken)
    answer = signed_in(person).get("/me/choices")
    assert answer.status_code == 500
    assert "Content-Security-Policy" in answer.headers
    assert SECRET not in answer.content.decode()


def test_cookies_are_closed_to_scripts_and_other_sites(person):
    person.account.set_password("een goed wachtwoord")
    person.account.save()
    client = Client()
    answers = [
        client.get("/sign-in"),
        client.post("/sign-in", {"email": person.account.email, "password": "een goed wachtwoord"}),
        client.post("/language", {"language": "nl"}),
    ]
    cookies = {name: cookie for answer in answers for name, cookie in answer.cookies.items()}
    assert set(cookies) >= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "language"}
    for name, cookie in cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name

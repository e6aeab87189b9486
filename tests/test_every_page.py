"""Every page of Kring, found by itself: in both languages, light and dark, on a phone and on a desk.

A new route is tried by being there. Where it needs something in its address, `places` below says what.
"""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from kring.adjust.models import Experiment, Verdict
from kring.adjust.rules.figures import Change, Figure
from kring.core.scope import inside
from kring.hub.models import Answer as DeskAnswer
from kring.hub.models import Answering, CannedAnswer, Note, NoteFor
from kring.reach.models import Holiday, MessengerSetUp, Way, Wishes
from kring.rollout.actions.badges import make_badge
from kring.rollout.actions.circles import reach
from kring.rollout.models import CircleThanks, DatesToAvoid, Tick, Wave
from kring.rollout.rules import draws
from kring.rollout.rules.help import Reached
from kring.stories.models import HourItem, HourVisit, Nomination
from kring.surveys.models import Answer, Asked, Block, Remark, Survey
from tests import make
from tests.browser import findings, fits

PACKAGE = Path(__file__).resolve().parent.parent / "kring"
ENGLISH = re.compile(r"\b(the|and|your|with|this|you|not|for|from|have|nobody|what)\b", re.I)
# Texts of the interface that are the same for everybody: what is visible, and what a screen reader says.
TEXTS = """() => {
    const seen = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (!node.parentElement.closest('script, style, template, [lang=en], [data-text]')) seen.push(node.data);
    }
    for (const e of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]'))
        for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
            if (e.hasAttribute(name) && !e.closest('[lang=en]')) seen.push(e.getAttribute(name));
    seen.push(document.title);
    return seen.map(t => t.replace(/\\s+/g, ' ').trim()).filter(Boolean);
}"""


def routes(found=None, before=""):
    """Return every named address pattern of our rooms: name to the names of what it needs."""
    known = {}
    for entry in get_resolver().url_patterns if found is None else found:
        if isinstance(entry, URLResolver):
            space = f"{before}{entry.namespace}:" if entry.namespace else before
            known |= routes(entry.url_patterns, space)
        elif isinstance(entry, URLPattern) and entry.name:
            known[f"{before}{entry.name}"] = list(entry.pattern.regex.groupindex) or list(entry.pattern.converters)
    return known


def world(language):
    """An organisation where there is something on every page; what people wrote is Dutch and English."""
    organisation = make.organisation(name="Waterbank", is_simulated=True)  # the line that says so is on every page
    with inside(organisation):
        person = make.person(organisation, name="Noor de Vries", account=make.account())
        boss = make.person(
            organisation,
            name="Bo Jansen",
            account=make.account(),
            roles=["editor", "desk", "manager", "administrator"],
        )
        council = make.person(organisation, name="Or Raad", account=make.account(), roles=["works_council"])
        invited = make.person(organisation, name="Sem Bakker", joined_at=None, language=language)
        for number in range(8):
            make.person(organisation, name=f"Collega {number}")
        theme = make.theme(organisation)
        stories = []
        for number in range(6):
            story = make.story(organisation, theme=theme, languages=[])
            for language, title in {"nl": f"Brug {number} open", "en": f"Bridge {number} opened"}.items():
                make.story_text(
                    story, language=language, title=title, body="Maandag." if language == "nl" else "Monday."
                )
            stories.append(story)
        idea = make.idea(person, going_on="Brug", theme=theme, days_ago=20)
        make.idea(person, going_on="Tunnel", days_ago=2)
        to_come = make.content_hour(organisation, host=boss, starts_at=timezone.now() + timedelta(days=3))
        hour = make.content_hour(
            organisation, host=boss, starts_at=timezone.now(), opened_at=timezone.now(), current=idea
        )
        HourItem.objects.create(organisation=organisation, hour=hour, idea=idea, notes="Bel Bo")
        HourVisit.objects.create(organisation=organisation, hour=hour, person=person, here_at=timezone.now())
        Nomination.objects.create(organisation=organisation, by=boss, person=person, about="Brug")
        share = make.share(person, stories[0], own_words="Ik stond erbij.", post="Ik stond erbij.")
        make.click(share)
        make.share(person, stories[1], status="failed", posted_at=None, problem="Mastodon nam het niet aan.")
        make.share(person, stories[2], status="queued", posted_at=None, next_try_at=timezone.now() + timedelta(days=1))
        post = make.listening_post(organisation, problem="too_slow", failures=2)
        make.mention(organisation, listening_post=post, text="Wanneer gaat hij open?")
        make.listening_post(organisation, kind="webhook", name="Chat", address="", is_on=False)
        mention = at_the_desk(organisation, person, share, boss)
        canned = CannedAnswer.objects.get()
        learned = learning(organisation, person, boss)
        asked = surveyed(organisation, person, invited)
        question = make.question(
            person,
            text="Ik stond bij de klant.",
            verdict="better",
            answer="Laat de naam weg.",
            answered_at=timezone.now(),
        )
        make.question(person, text="Mag de straat erbij?")
        subject = make.subject(organisation)
        make.subject(organisation, name={"nl": "Vorige storing", "en": "Last outage"}, lifted_at=timezone.now())
        make.precedent(organisation)
        make.duty(boss)
        monitor = make.monitor(organisation, name="Brug", includes="brug", excludes="spel")
        make.mention(organisation, text="De brug is mooi.")
        wall = make.wall(organisation, name="Hal", language=language)
        for position, kind in enumerate(["stories", "themes", "thanks"]):
            make.panel(wall, kind=kind, position=position)
        panel = make.panel(wall, kind="message", position=3, text={"nl": "Welkom.", "en": "Welcome."})
        make.screen(wall, name="Hal beneden")
        thanks = make.thanks(person, words="Dank je wel!")
        writer = make.person(
            organisation, name="Wim Schrijver", account=make.account(), roles=["writer"], unit=None, joined_at=None
        )
        on_the_board(organisation, theme, stories[0], person, boss, writer)
        plan, draw = in_the_programme(organisation, person)
        local = make.story(organisation, theme=theme, languages=[], unit=plan.unit)
        for spoken, title in {"nl": "De roeiclub opent", "en": "The rowing club opens"}.items():
            make.story_text(local, language=spoken, title=title, body="Maandag." if spoken == "nl" else "Monday.")
        moment, badge = in_a_circle(organisation, person, council)
        for one in (person, boss, council):
            make.nudge(one)
        make.consent(council, "hand_from_hero")
        what_was_told(organisation, person, boss)
        decided = adjusting(organisation, boss)
    return {
        "decided": decided,
        "writer": writer,
        "organisation": organisation,
        "person": person,
        "boss": boss,
        "council": council,
        "invited": invited,
    } | {
        "theme": theme,
        "moment": moment,
        "badge": badge,
        "idea": idea,
        "hour": hour,
        "hour_to_come": to_come,
        "story": stories[0],
        "local": local,
        "share": share,
        "post": post,
        "mention": mention,
        "canned": canned,
        "question": question,
        "subject": subject,
        "monitor": monitor,
        "wall": wall,
        "panel": panel,
        "thanks": thanks,
        **learned,
        "asked": asked,
        "unit": plan.unit,
        "draw": draw,
    }


def learning(organisation, person, boss):
    """Lessons in both languages, a training to come and one that was, and a draft that was answered."""
    for kind in ("be_named", "take_part"):
        make.consent(boss, kind)
    lessons = [make.lesson(organisation, picture=picture) for picture in ("listen", "storm")]
    make.lesson(organisation, groups=(), title={"nl": "Alleen Nederlands"}, body={"nl": "Ja."}, is_on=False)
    for one in (person, boss):
        make.completion(one, lessons[0])
    training = make.training(organisation, trainer=boss)
    past = make.training(organisation, trainer=boss, starts_at=timezone.now() - timedelta(days=3))
    for one in (training, past):
        make.sign_up(person, one)
    make.practice(boss, person)
    practice = make.practice(person, boss, answer="Mooi!")
    return {"lesson": lessons[1], "training": training, "practice": practice}


def surveyed(organisation, *people):
    """Surveys before the start and after it, counted, of two units; and one that is open for `people`."""
    today, about = timezone.localdate(), {"organisation": organisation}
    units = [
        make.unit(organisation, name=name, starts_on=today - timedelta(weeks=5))
        for name in ("Duinrand", "Langbroekzijde aan de Vecht")
    ]
    for kind, weeks, yes in (("baseline", 7, 14), ("pulse", 1, 26)):
        asked_on = today - timedelta(weeks=weeks)
        past = {"asked_on": asked_on, "closes_on": asked_on, "box_opened_on": today}
        survey = Survey.objects.create(**about, kind=kind, version=1, **past)
        for unit in units:
            block = Block.objects.create(**about, survey=survey, unit=unit, asked=60)
            for n in range(33):
                points = 5 if n < yes else 2
                uses = dict.fromkeys(("listen", "respond", "share", "write", "lead"), points)
                Answer.objects.create(**about, block=block, **uses, mark=None if kind == "baseline" else points + 4)
        Remark.objects.create(**about, survey=survey, question="helped", text="Samen oefenen", kept_from=today)
    now = {"asked_on": today, "closes_on": today + timedelta(days=9)}
    survey = Survey.objects.create(**about, kind="pulse", version=1, units=[units[0].pk], **now)
    for one in people:
        asked = Asked.objects.create(**about, survey=survey, person=one, unit=units[0], asked_on=today)
    return asked


def in_the_programme(organisation, lead):
    """Units in two waves, one that needs a hand soon; and a plan by lot with rules and what they cost."""
    today, about = timezone.localdate(), {"organisation": organisation}
    programme = make.programme(organisation, starts_on=today + timedelta(weeks=1))
    since = today + timedelta(weeks=5)
    DatesToAvoid.objects.create(**about, programme=programme, name="Kerst", since=since, until=since)
    regions = [make.unit(organisation, name=f"Regio {name}") for name in ("Noord", "Zuid")]
    waves = [
        Wave.objects.create(**about, programme=programme, number=n, starts_on=today + timedelta(weeks=weeks))
        for n, weeks in enumerate((-12, 2), 1)
    ]
    plans = [
        make.unit_plan(
            programme,
            make.unit(organisation, name=f"Bank {n}", parent=regions[n % 2], starts_on=waves[n % 2].starts_on),
            wave=waves[n % 2],
            drawn_in=2,
            lead=lead if n == 1 else None,
            pinned_to=2 if n == 3 else None,
        )
        for n in range(8)
    ]
    Tick.objects.create(**about, unit_plan=plans[1], item="policy_read", by=lead, ticked_at=timezone.now())
    made = make.draw(programme)
    found = draws.Found.read(made.found)
    costs = (draws.Cost(True, ("Bank 3",), 2, 3.1, 2.9, 0.06, 0.05),)
    others = (draws.Other(2, 4, 0.06), draws.Other(3, 3, None))
    made.found = replace(
        found, balance=1.0, balance_at_random=3.0, detectable=0.06, costs=costs, others=others
    ).as_json()
    made.save()
    return plans[1], made


def in_a_circle(organisation, person, council):
    """The hero of a circle, a member who shows something, help moments in every state, thanks and a badge."""
    now = timezone.now()
    hero = make.hero(organisation, person=person, since=timezone.localdate() - timedelta(weeks=12))
    circle = make.circle(organisation, hero=hero)
    make.circle_member(circle, person=council, goal="Een keer durven", question="Wie leest dit?", help_wish="Een foto")
    for number in range(4):
        member = make.circle_member(circle, shared_at=now, goal="Meelezen" if number else "")
        CircleThanks.objects.create(
            organisation=organisation,
            circle=circle,
            by=member.person,
            to=person,
            words="Dank je wel!",
            key=f"k{number}",
        )
    moment = make.help_moment(circle, title="Koffie", place="Kantine", video_link="https://bel.example/kring")
    make.help_moment(circle, starts_at=now - timedelta(hours=3))
    make.help_moment(circle, starts_at=now - timedelta(days=9), held_at=now - timedelta(days=9), people=5, members=5)
    for kind in Reached:
        reach(circle, kind, now)
    circle.farewell, circle.happened, circle.goes_on, circle.handed_back_at = "Dank!", "Veel.", "member", now
    circle.save()
    return moment, make_badge(by=person, shows_name=True, now=now)


def what_was_told(organisation, person, boss):
    """Messages that came and did not, a browser, a pause, holidays, and a messenger that no longer works."""
    now, about = timezone.now(), {"organisation": organisation}
    make.message(person, title="Brug", ended_at=now, sent_at=now, way="mail")
    make.message(person, title="Tunnel", ended_at=now, problem="unknown", way="slack")
    for whose in (person, boss):
        Way.objects.create(
            **about, person=whose, messenger="web_push", sealed=b"x", mark="x", name="Firefox", created_at=now
        )
    Wishes.objects.create(**about, person=person, lost_way="slack", paused_until=now + timedelta(days=9))
    Wishes.objects.create(**about, person=boss, way="web_push", first_hour=19, last_hour=21)
    Holiday.objects.create(**about, on=timezone.localdate() + timedelta(days=30), name="Kerst")
    MessengerSetUp.objects.create(**about, messenger="slack", sealed=b"x", problem="token_revoked")
    MessengerSetUp.objects.create(**about, messenger="teams", sealed=b"x", last_sent_at=now)


def adjusting(organisation, boss):
    """Figures on which much is proposed, and decisions of every kind with what came of them."""
    group, unit = {"nl": "Ambassadeurs", "en": "Ambassadors"}, {"unit": "Langbroekzijde aan de Vecht"}
    silence = Figure("silence.1", 12.0, None, None, "days", is_exact=True, names={"group": group})
    help_there = Figure("help.9", 0.2, 0.15, 0.26, "part", names=unit, facts={"people": 120})
    whole = Figure("help.all", 0.4, 0.38, 0.42, "part", facts={"people": 2000})
    when, names = {"usual": 0.0, "usual_part": 0.6}, {"group": group, "channel": "Mastodon"}
    evenings = Figure("hours.1.mastodon.weekend_evening", 1.6, 1.3, 2.0, "ratio", names=names, facts=when)
    reply = Figure("reply.1.mastodon", 4.2, 3.8, 4.6, "per_post", names=names)
    make.gathered(organisation, silence, help_there, whole, evenings, reply)
    figures = {"because": help_there.as_json(), "watch": help_there.as_json()}
    hoped = Change(0.1, 0.05, 0.15).as_json()
    about = {"rule": "help_in_unit", "proposal": "help_in_unit.help.8", "hoped": hoped, "choice": "accept", **figures}
    first = make.decision(boss, **about | {"words": ""})
    found = replace(help_there, value=0.31, low=0.26, high=0.37).as_json()
    made = {"organisation": organisation, "written_at": timezone.now()}
    Verdict.objects.create(**made, decision=first, outcome="as_hoped", figure=found, change=hoped)
    make.decision(boss, words="Vaker samen oefenen", why="Dat werkte in Duinrand.", follows=first)
    make.decision(boss, **about | {"choice": "decline", "words": "", "why": "Er is net geoefend.", "review_on": None})
    result = {"finding": "more", "other": 0.31, "usual": 0.22, "difference": 0.09, "low": 0.02, "high": 0.16}
    make.experiment(boss, make.story(organisation), result=result | {"one_in": 90.0, "people": 640})
    make.experiment(boss, make.story(organisation))
    over = {"organisation": organisation, "by": boss, "seed": "a", "started_at": timezone.now() - timedelta(weeks=9)}
    over["ends_at"] = over["started_at"] + timedelta(weeks=5)
    other, stopped = {"weekday": 3, "hour": 16}, {"finding": "stopped"}
    fewer = result | {"finding": "not_apart", "difference": -0.01, "low": -0.05, "high": 0.03, "people": 880}
    Experiment.objects.create(**over, kind="mail_time", about=other, result=fewer)
    Experiment.objects.create(**over, kind="nudge", about={"nudge": "lesson"}, result=stopped)
    second = make.decision(boss, words="De brug uitlichten")
    Verdict.objects.create(**made, decision=second, outcome="cannot_tell", why="nothing_hoped")
    return first


def at_the_desk(organisation, person, share, boss):
    """A question that was handed over, with a note, two answers and somebody who is writing another."""
    now = timezone.now()
    about = {"organisation": organisation}
    mention = make.mention(
        organisation,
        text="Wanneer gaat de brug open?",
        handed_over_by=person,
        share=share,
        listening_post=None,
        due_at=now - timedelta(hours=3),
        link="https://plein.example/1",
        feeling="upset",
    )
    colleague = make.person(organisation, name="Joost Kamphuis", account=make.account(), roles=["desk"])
    note = Note.objects.create(**about, mention=mention, by=colleague, text="Bel eerst even.")
    NoteFor.objects.create(**about, note=note, person=boss)
    DeskAnswer.objects.create(**about, mention=mention, by=colleague, text="Maandag.", key="a1", status="claimed")
    DeskAnswer.objects.create(
        **about, mention=mention, by=colleague, text="Om negen uur.", key="a2", status="failed", problem="Te lang."
    )
    Answering.objects.create(
        **about, mention=mention, person=boss, since=now, until=now + timedelta(hours=1), words="Om"
    )
    Answering.objects.create(**about, mention=mention, person=colleague, since=now, until=now + timedelta(hours=1))
    CannedAnswer.objects.create(**about, title="Bedankt", text={"nl": "Dank je wel!", "en": "Thank you!"})
    make.mention(organisation, text="Mooie brug!", who="Kim", due_at=now + timedelta(minutes=40))
    return mention


def on_the_board(organisation, theme, story, person, boss, writer):
    """Something in every column, talk, two versions, a question to be named, and a day that is planned."""
    from kring.stories import actions

    now = timezone.now()
    words = {"nl": actions.Words("Brug 0 open", "Dinsdag."), "en": actions.Words("Bridge 0 opened", "Monday.")}
    writing = actions.Writing(theme_id=theme.pk, texts=words, is_sensitive=True, sensitive_why="Rouw in het team.")
    actions.write_story(by=boss, story=story, writing=writing, now=now)
    for stage, moment in [("draft", None), ("review", None), ("ready", None), ("ready", now + timedelta(days=1))]:
        made = make.story(organisation, theme=theme, stage=stage, live_from=moment, title="Brug", body="", link="")
        actions.give_story(by=boss, story=made, person=writer, now=now)
    actions.give_story(by=boss, story=story, person=writer, now=now)
    actions.comment(by=writer, story=story, words="Klopt dit?", mentions=[boss.pk], now=now)
    actions.decide_review(by=boss, story=story, approves=False, words="Korter graag.", now=now)
    actions.ask_to_name(by=boss, story=story, person=person, now=now)
    actions.open_calendar(by=boss, now=now)


def places(name, world):
    """Return what route `name` needs in its address."""
    from kring.identity import queries as identity
    from kring.people.queries import joining
    from kring.reach.queries import links
    from kring.surveys.queries import asking

    tokens = {
        "people:join": lambda: joining.join_token(world["invited"]),
        "people:not_now": lambda: joining.join_token(world["invited"]),
        "reach:off": lambda: links.off_path(world["person"], "surveys.letter").rsplit("/", 1)[1],
        "surveys:answer_letter": lambda: asking.token(world["asked"]),
        "identity:sign_in_by_link": lambda: identity.sign_in_address(world["person"].account, to="/").rsplit("/", 1)[1],
        "identity:start_by_link": lambda: identity.start_address(
            name="Nieuw", admin_name="An", admin_email="an@nieuw.example", language="nl"
        ).rsplit("/", 1)[1],
    }
    return {
        "token": tokens.get(name, lambda: "x")(),
        "story_id": world["local" if name == "rollout:local_story" else "story"].pk,
        "share_id": world["share"].pk,
        "person_id": world["invited"].pk,
        "organisation_id": world["organisation"].pk,
        "theme_id": world["theme"].pk,
        "pillar_id": world["theme"].pillar_id,
        "post_id": world["post"].pk,
        "listener": "mastodon",
        "idea_id": world["idea"].pk,
        "hour_id": world["hour_to_come" if name in ("stories:change_hour", "stories:hour") else "hour"].pk,
        "wall_id": world["wall"].pk,
        "panel_id": world["panel"].pk,
        "screen_id": 1,  # is posted to only
        "thanks_id": world["thanks"].pk,
        "channel": "mastodon",
        "mention_id": world["mention"].pk,
        "canned_id": world["canned"].pk,
        "answer_id": 0,
        "question_id": world["question"].pk,
        "subject_id": world["subject"].pk,
        "monitor_id": world["monitor"].pk,
        "number": 1,
        "lesson_id": world["lesson"].pk,
        "session_id": world["training"].pk,
        "practice_id": world["practice"].pk,
        "group_id": 0,
        "survey_id": world["asked"].survey_id,
        "unit_id": world["unit"].pk,
        "draw_id": world["draw"].pk,
        "avoid_id": 0,
        "holiday_id": 0,
        "way_id": 0,
        "messenger": "slack",
        "moment_id": world["moment"].pk,
        "badge_name": world["badge"].name,
        "key_name": "00000000-0000-4000-8000-000000000000",
        "nudge_id": 0,
        "nudge_kind": "lesson",
        "experiment_kind": "nudge",
        "experiment_id": 0,
        "decision_id": world["decided"].pk,
        "proposal_key": "stories_for_group.silence.1",
    }


# What a page of this world cannot be made for without more: each is opened in its own room's browser test.
ELSEWHERE = {
    "asked_id",
    "picture_id",
    "recording_id",
    "nomination_id",
    "attendance",
    "found_id",
    "source_id",
    "what",
    "kind",
    "pk",
    "path",
    "slug",
    "key",
    "import_id",
}
LOOKS = [(390, "light", None), (390, "dark", "color-contrast"), (1440, "dark", "color-contrast"), (1440, "light", None)]


def pages_of(who, world):
    """Return the addresses of the pages that open for `who`."""
    client = Client(SERVER_NAME="localhost")
    if who:
        client.force_login(world[who].account, backend="allauth.account.auth_backends.AuthenticationBackend")
    found = []
    for name, needs in routes().items():
        if name.startswith(("procrastinate", "admin")) or set(needs) & ELSEWHERE:
            continue
        values = places(name, world)
        assert set(needs) <= set(values), f"say in `places` what {name} needs: {set(needs) - set(values)}"
        address = reverse(name, kwargs={key: values[key] for key in needs})
        if "sign-out" in address:
            continue
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found.append(address)
    return found


def english_texts():
    """Return every text of the interface whose Dutch is another."""
    files = [polib.pofile(str(path)) for path in PACKAGE.glob("*/locale/nl/LC_MESSAGES/django.po")]
    return {e.msgid for file in files for e in file if e.msgstr and e.msgstr != e.msgid and "%(" not in e.msgid}


def english_on(page, known):
    """Return what is English on a Dutch page."""
    texts = set(page.evaluate(TEXTS))
    return sorted(text for text in texts - {"English"} if text in known or ENGLISH.search(text))


def look_at(page, address, language, english):
    """Return what is wrong with one page, looked at in four ways."""
    wrong = {}
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="light")
    page.goto(address, wait_until="load")
    if (spoken := page.get_attribute("html", "lang")) != language:
        wrong[f"it says it is {spoken}, not {language}"] = "language"
    if language == "nl" and (found := english_on(page, english)):
        wrong[f"English on a Dutch page: {found}"] = "language"
    for width, scheme, only in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for line in findings(page, only=only):
            wrong.setdefault(line, f"{width} {scheme}")
        try:
            fits(page)
        except AssertionError as error:
            wrong.setdefault(str(error), f"{width} {scheme}")
    return [f"{address[:60]} ({language}, {how}): {line}" for line, how in wrong.items()]


@pytest.mark.browser
@pytest.mark.timeout(1700)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_is_fine(language, live_kring, open_screen):
    there = world(language)
    english = english_texts()
    wrong, seen = [], set()
    for who in ("person", "boss", "council", "writer", None):
        pages = [page for page in pages_of(who, there) if page not in seen or page == "/"]
        seen |= set(pages)
        if who:
            there[who].account.language = language
            there[who].account.save()
        screen = open_screen(there[who] if who else None, language=language, fine={422, 404})
        for address in pages:
            wrong += look_at(screen, address, language, english)
    assert len(seen) > 20
    assert not wrong, "\n".join([f"{len(wrong)} findings", *wrong])


def test_every_route_is_known(db):
    assert "feed:today" in routes()
    assert "people:join" in routes()
    assert routes()["people:join"] == ["token"]
    assert settings.ROOT_URLCONF == "kring.config.urls"

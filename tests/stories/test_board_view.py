"""The board, the talk about a story, and who is named."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from kring.people.models import Consent
from kring.people.rules import Purpose
from kring.reach.actions import turn_off
from kring.reach.tasks import send
from kring.stories import actions, queries
from kring.stories.models import Story, StoryMention, StoryPerson
from tests import make

NOW = timezone.now()


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"], name="Daan Kuipers")


@pytest.fixture
def other(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"], name="Eline Schut")


@pytest.fixture
def client(editor, client_of):
    return client_of(editor)


def many(organisation, count):
    theme = make.theme(organisation)
    rows = Story.objects.bulk_create(
        Story(organisation=organisation, theme=theme, live_from=NOW - timedelta(hours=n + 1)) for n in range(count)
    )
    from kring.stories.models import StoryText

    StoryText.objects.bulk_create(
        StoryText(organisation=organisation, story=row, language="nl", title=f"Verhaal {row.pk}") for row in rows
    )


def test_the_board_with_2000_live_cards_takes_the_queries_of_20(organisation, client, count_queries):
    many(organisation, 20)
    client.get("/stories/")
    with count_queries() as few:
        client.get("/stories/")
    many(organisation, 1980)
    with count_queries() as crowd:
        page = client.get("/stories/")
    assert len(few) == len(crowd)
    assert "All 2,000 in" in page.text
    assert page.text.count("data-version") == 12


def test_a_move_by_form_is_made_or_refused_with_a_list(organisation, client):
    story = make.story(organisation, live_from=None, languages=[], link="")
    sheet = client.get(f"/stories/{story.pk}/move", headers={"HX-Request": "true"}).text
    assert "<html" not in sheet
    answer = client.post(f"/stories/{story.pk}/move", {"to": "live", "version": story.version})
    assert answer.status_code == 422
    assert answer.text.count("<li>") >= 2
    answer = client.post(f"/stories/{story.pk}/move", {"to": "review", "version": story.version}, follow=True)
    assert "Moved to “In review”." in answer.text
    answer = client.post(f"/stories/{story.pk}/move", {"to": "ready", "version": story.version})
    assert answer.status_code == 422
    assert "moved this story while you looked. It is in “In review” now." in answer.text


def test_older_stories_are_found_by_their_words(organisation, client):
    make.story(organisation, title="The old harbour", live_until=NOW - timedelta(minutes=1))
    make.story(organisation, title="Another one", live_until=NOW - timedelta(minutes=1))
    page = client.get("/stories/list?in=archived&q=harbour old").text
    assert "The old harbour" in page
    assert "Another one" not in page


def test_a_mention_waits_on_the_board_until_it_was_read(organisation, client, client_of, other):
    story = make.story(organisation)
    client.post(f"/stories/{story.pk}/comment", {"words": "Kijk jij?", "mentions": [other.pk]})
    theirs = client_of(other)
    assert "Kijk jij?" in theirs.get("/stories/").text
    theirs.post(f"/stories/{story.pk}/seen")
    assert "Kijk jij?" not in theirs.get("/stories/").text
    assert "Kijk jij?" in theirs.get(f"/stories/{story.pk}/talk").text


def test_a_colleague_who_is_no_editor_cannot_be_called(organisation, editor, person):
    story = make.story(organisation)
    actions.comment(by=editor, story=story, words="Kijk", mentions=[person.pk], now=NOW)
    assert not StoryMention.objects.exists()


@pytest.mark.parametrize(("agrees", "mails"), [(True, 1), (False, 0)])
def test_mail_goes_once_and_only_to_who_agreed_to_mail(organisation, editor, other, agrees, mails):
    if agrees:
        Consent.objects.create(
            organisation=organisation, person=other, purpose=Purpose.EMAIL, text_version=1, given_at=NOW
        )
    actions.comment(by=editor, story=make.story(organisation), words="Kijk jij?", mentions=[other.pk], now=NOW)
    for _time in range(2):
        send.func(organisation_id=organisation.pk, row_id=0)
    assert len(mail.outbox) == mails
    assert all("Kijk jij?" in made.body and "No more of these" in made.body for made in mail.outbox)


def test_who_looked_meanwhile_or_switched_it_off_gets_no_mail(organisation, editor, other):
    make.consent(other, Purpose.EMAIL)
    first, second = make.story(organisation), make.story(organisation)
    actions.comment(by=editor, story=first, words="Kijk jij?", mentions=[other.pk], now=NOW)
    actions.see_mentions(by=other, story=first, now=NOW)
    turn_off(by=other, kind="stories.called", now=NOW)
    actions.comment(by=editor, story=second, words="En hier?", mentions=[other.pk], now=NOW)
    send.func(organisation_id=organisation.pk, row_id=0)
    assert not mail.outbox


def test_review_is_decided_on_the_page_and_stands_in_the_history(organisation, client, editor):
    story = make.story(organisation, live_from=None, stage="review")
    client.post(f"/stories/{story.pk}/decide", {"do": "change", "words": "Korter graag."})
    story.refresh_from_db()
    assert story.stage == "draft"
    page = client.get(f"/stories/{story.pk}/talk").text
    assert "Korter graag." in page
    assert "asked for a change" in page


def test_a_name_is_shown_only_after_a_yes_and_publishing_warns_until_then(organisation, client, client_of, person):
    story = make.story(organisation)
    client.post(f"/stories/{story.pk}/name/{person.pk}")
    reader = client_of(make.person(organisation, account=make.account()))
    theirs = client_of(person)
    assert "may a story name you?" in theirs.get("/tell").text
    theirs.get("/")  # the first look of a day chooses its stories
    assert "may a story name you?" in theirs.get("/").text
    assert person.name not in reader.get(f"/story/{story.pk}").text
    asked = StoryPerson.objects.get()
    assert reader.post(f"/named/{asked.pk}", {"do": "yes"}).status_code == 404
    theirs.post(f"/named/{asked.pk}", {"do": "yes"})
    assert f"With {person.name}" in reader.get(f"/story/{story.pk}").text
    theirs.post(f"/named/{asked.pk}", {"do": "no"})
    assert person.name not in reader.get(f"/story/{story.pk}").text
    assert "may a story name you?" not in theirs.get("/").text
    draft = make.story(organisation, live_from=None)
    client.post(f"/stories/{draft.pk}/name/{person.pk}")
    published = client.post(f"/stories/{draft.pk}/move", {"to": "live", "version": draft.version}, follow=True)
    assert "Not everybody on this story said yes" in published.text


def test_only_an_administrator_says_how_the_board_works(organisation, client, client_of):
    assert client.get("/stories/review").status_code == 403
    boss = client_of(make.person(organisation, account=make.account(), roles=["administrator"]))
    boss.post("/stories/review", {"review": "always"})
    assert queries.review().value == "always"


# Writers from outside


@pytest.fixture
def writer(organisation):
    return make.person(
        organisation, account=make.account(), roles=["writer"], name="Wim Schrijver", unit=None, joined_at=None
    )


def test_a_writer_writes_comments_and_hands_in(organisation, client, client_of, writer, editor):
    story = make.story(organisation, title="For the writer", live_from=None, languages=["nl"])
    make.story(organisation, title="Not for the writer", live_from=None)
    theirs = client_of(writer)
    assert theirs.get(f"/given/{story.pk}/").status_code == 404
    client.post(f"/stories/{story.pk}/give/{writer.pk}")
    page = theirs.get("/given").text
    assert "For the writer" in page
    assert "Not for the writer" not in page
    said = {"title_nl": "Beter", "body_nl": "Geschreven.", "seen": "0"}
    theirs.post(f"/given/{story.pk}/", said)
    assert "Geschreven." in queries.wordings(story.pk)
    theirs.post(f"/stories/{story.pk}/comment", {"words": "Klopt dit?"})
    assert "Klopt dit?" in client.get(f"/stories/{story.pk}/talk").text
    theirs.post(f"/given/{story.pk}/hand-in", {"version": story.version})
    story.refresh_from_db()
    assert story.stage == "review"
    client.post(f"/stories/{story.pk}/give/{writer.pk}", {"do": "stop"})
    assert theirs.get(f"/given/{story.pk}/").status_code == 404


def test_a_writer_cannot_change_what_is_live(organisation, client, client_of, writer):
    story = make.story(organisation)
    client.post(f"/stories/{story.pk}/give/{writer.pk}")
    client_of(writer).post(f"/given/{story.pk}/", {"title_nl": "Anders", "body_nl": "Anders."})
    assert "Anders" not in queries.wordings(story.pk)


def test_a_writers_menu_holds_their_stories_alone(client_of, writer):
    page = client_of(writer).get("/", follow=True).text
    links = set(re.findall(r'<li class="[^"]*">\s*<a href="([^"]+)"', page))
    assert links == {"/given"}


def test_news_of_units_is_looked_at_apart_and_stays_so_after_a_move(organisation, client):
    unit = make.unit(organisation, name="Vecht")
    assert "News of units" not in client.get("/stories/").text
    local = make.story(organisation, title="The boathouse opens", unit=unit)
    make.story(organisation, title="Rates go down")
    both, units, everybody = (client.get(f"/stories/?whose={whose}").text for whose in ("", "units", "everybody"))
    assert "The boathouse opens" in both
    assert "Rates go down" in both
    assert "The boathouse opens" in units
    assert "Rates go down" not in units
    assert "The boathouse opens" not in everybody
    assert "Rates go down" in everybody
    found = client.get("/stories/list?in=live&whose=units&q=vecht").text
    assert "The boathouse opens" in found
    assert "Rates go down" not in found
    answer = client.post(f"/stories/{local.pk}/move?whose=units", {"to": "archived", "version": local.version})
    assert answer.url == f"/stories/?whose=units#card-{local.pk}"

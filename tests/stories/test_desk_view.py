"""The editors' pages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kring.stories import queries
from kring.stories.models import Found, Idea, Source, Story, Variant
from tests import make
from tests.stories.test_pictures import drawn


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"])


@pytest.fixture
def client(editor, client_of):
    return client_of(editor)


@pytest.fixture
def theme(organisation):
    return make.theme(organisation)


def filled(theme, **fields):
    said = {"theme": theme.pk, "title_en": "A new bridge", "body_en": "It opened.", "audience": "everyone"}
    return said | {"editorial": "0", "link": "", "do": "keep"} | fields


def source(organisation, **fields):
    defaults = {"name": "Newsroom", "address": "https://nieuws.example/feed", "language": "en"}
    return Source.objects.create(organisation=organisation, **defaults | fields)


def found(source, n=1, **fields):
    defaults = {"key": str(n), "link": f"https://nieuws.example/{n}", "title": f"Find {n}", "text": "Text."}
    return Found.objects.create(organisation=source.organisation, source=source, **defaults | fields)


PAGES = [
    "/stories/", "/stories/list?in=ready", "/stories/list?in=draft", "/stories/list?in=archived", "/stories/new",
    "/stories/finds", "/stories/sources", "/stories/ideas", "/stories/themes", "/stories/themes/new",
    "/stories/pillars/new", "/stories/list", "/stories/list?in=live&q=bridge", "/stories/calendar",
    "/stories/calendar?by=month", "/stories/calendar/address",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_for_editors_only(organisation, person, client_of, client, address):
    assert client_of(person).get(address).status_code == 403
    assert client.get(address).status_code == 200


def fill(organisation, person, count):
    theme = make.theme(organisation)
    feed = source(organisation, address=f"https://nieuws.example/{count}")
    for n in range(count):
        story = make.story(organisation, theme=theme, is_for_everyone=False)
        Variant.objects.create(organisation=organisation, story=story, target_group=person.target_group)
        make.story(organisation, theme=theme, live_from=timezone.now() + timedelta(days=1))
        make.story(organisation, theme=theme, live_from=None)
        found(feed, n)
        Idea.objects.create(organisation=organisation, person=person, going_on="A lot", theme=theme)
        Idea.objects.create(
            organisation=organisation, person=person, going_on="A lot", story=story, answered_at=timezone.now()
        )


@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_the_same_queries_with_3_and_with_60_stories(organisation, person, client, count_queries, address):
    fill(organisation, person, 3)
    client.get(address)
    with count_queries() as few:
        client.get(address)
    fill(organisation, person, 57)
    with count_queries() as many:
        client.get(address)
    assert len(few) == len(many)
    assert len(many) <= 24


def test_a_story_that_is_written_and_published_is_live(client, theme):
    answer = client.post("/stories/new", filled(theme, do="publish"), follow=True)
    assert "The story is live." in answer.text
    assert "A new bridge" in answer.text


def test_a_moment_is_in_the_organisations_own_time(organisation, client, theme):
    organisation.time_zone = "America/New_York"
    organisation.save()
    client.post("/stories/new", filled(theme, do="publish", live_from="2030-01-10T09:00"))
    assert Story.objects.get().live_from.isoformat() == "2030-01-10T14:00:00+00:00"
    assert 'value="2030-01-10T09:00"' in client.get(f"/stories/{Story.objects.get().pk}/").text


def test_what_is_missing_is_said_and_all_that_was_typed_is_there_again(client, theme, person):
    said = filled(theme, do="publish", title_en="", **{f"prompt_{person.target_group_id}_en": "What did you see?"})
    answer = client.post("/stories/new", said | {"body_en": "A long story.", "live_from": "2030-01-10T09:00"})
    assert answer.status_code == 422
    for typed in ("Give the story a title", "A long story.", "What did you see?", 'value="2030-01-10T09:00"'):
        assert typed in answer.text
    assert queries.wordings(Story.objects.get().pk) == ["A long story."]


def test_a_wrong_field_keeps_the_rest_and_the_picture(client, theme):
    upload = SimpleUploadedFile("bridge.jpg", drawn(), "image/jpeg")
    answer = client.post("/stories/new", filled(theme, live_from="tomorrow", picture=upload))
    assert answer.status_code == 422
    assert "Enter a valid date/time." in answer.text
    story = Story.objects.get()
    assert story.picture
    assert f'action="/stories/{story.pk}/"' in answer.text


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(client, theme):
    upload = SimpleUploadedFile("bridge.png", b"<svg onload=alert(1)>", "image/png")
    answer = client.post("/stories/new", filled(theme, picture=upload))
    assert answer.status_code == 422
    assert "not a picture we can show" in answer.text


def test_it_shows_the_story_as_each_group_sees_it(organisation, client, person):
    story = make.story(organisation)
    Variant.objects.create(
        organisation=organisation, story=story, target_group=person.target_group, prompt={"en": "Who is proud?"}
    )
    answer = client.get(f"/stories/{story.pk}/preview?language=en")
    assert answer.text.count("A new bridge") == 4
    assert answer.text.count("Who is proud?") == 1


def test_taking_a_find_makes_a_draft_of_it(organisation, client, theme):
    brought = found(source(organisation))
    answer = client.post(f"/stories/finds/{brought.pk}/take", headers={"HX-Request": "true"})
    assert "is a draft now" in answer.text
    assert "<html" not in answer.text
    story = Story.objects.get()
    assert (story.link, queries.wordings(story.pk)) == ("https://nieuws.example/1", ["Find 1", "Text."])
    client.post(f"/stories/finds/{brought.pk}/take")
    assert Story.objects.count() == 1


def test_leaving_a_find_takes_it_off_the_queue_and_it_can_be_put_back(organisation, client):
    brought = found(source(organisation))
    client.post(f"/stories/finds/{brought.pk}/leave")
    assert "Find 1" not in client.get("/stories/finds").text
    client.post(f"/stories/finds/{brought.pk}/back")
    assert "Find 1" in client.get("/stories/finds").text


def test_a_source_is_looked_at_soon_and_is_not_added_twice(organisation, client):
    said = {"name": "Newsroom", "address": "https://nieuws.example/feed", "language": "en", "theme": ""}
    assert "Newsroom" in client.post("/stories/sources", said, follow=True).text
    answer = client.post("/stories/sources", said | {"name": "Again"})
    assert answer.status_code == 422
    assert "among the sources already" in answer.text
    assert list(queries.sources_due(timezone.now())) == [Source.objects.get()]


def test_an_idea_becomes_a_draft_and_its_colleague_sees_that(organisation, person, client, client_of, theme):
    idea = Idea.objects.create(organisation=organisation, person=person, going_on="We fixed the bridge", theme=theme)
    assert person.name in client.get("/stories/ideas").text
    answer = client.post(
        f"/stories/ideas/{idea.pk}/answer", {"outcome": "make", "answer": "Lovely!", "version": 1}, follow=True
    )
    assert "We fixed the bridge" in answer.text
    mine = client_of(person).get("/tell").text
    assert "An editor is making a story of it" in mine
    assert "Lovely!" in mine


def test_a_no_needs_a_reason(organisation, person, client, client_of):
    idea = Idea.objects.create(organisation=organisation, person=person, going_on="We fixed the bridge")
    answer = client.post(f"/stories/ideas/{idea.pk}/answer", {"outcome": "not_now", "answer": " ", "version": 1})
    assert answer.status_code == 422
    assert "Say in a sentence why not now" in answer.text
    client.post(f"/stories/ideas/{idea.pk}/answer", {"outcome": "not_now", "answer": "After the summer.", "version": 1})
    assert "After the summer." in client_of(person).get("/tell").text


def test_a_theme_that_stories_are_about_stays(organisation, client, theme):
    make.story(organisation, theme=theme)
    answer = client.post(f"/stories/themes/{theme.pk}/remove", follow=True)
    assert "so it stays" in answer.text


def test_pillars_and_themes_get_names_in_both_languages(client):
    said = {"name_nl": "Dienst", "name_en": "Service", "weight": "30", "hue": "2", "position": "0"}
    client.post("/stories/pillars/new", said)
    pillar = queries.pillars().get()
    said = {"name_nl": "Wonen", "name_en": "Living", "pillar": pillar.pk, "position": "0"}
    answer = client.post("/stories/themes/new", said, follow=True)
    assert "Living" in answer.text


def test_a_draft_of_another_organisation_is_not_there(organisation, other_organisation, client):
    from kring.core.scope import inside

    with inside(other_organisation):
        theirs = make.story(other_organisation)
    assert client.get(f"/stories/{theirs.pk}/").status_code == 404

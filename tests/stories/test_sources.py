"""Sources are looked at by the worker; pages are read when somebody pastes a link."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.stories import actions, queries, tasks
from kring.stories.models import Found, Source, Story
from tests import make
from tests.stories.test_pictures import drawn

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>{base}</link>
<item><guid isPermaLink="false">1</guid><title>A new bridge</title><link>{base}bridge</link>
<description>It opened.</description>
<enclosure url="{base}bridge.jpg" type="image/jpeg" length="1"/></item>
<item><guid isPermaLink="false">2</guid><title>A second thing</title><link>{base}second</link></item></channel></rss>"""
PAGE = """<html lang="en"><head><title>A new bridge</title><meta property="og:image" content="/bridge.jpg"></head>
<body><article><h1>A new bridge</h1><p>The bridge that everybody waited for opened on Monday with coffee.</p>
<p>The first people who crossed it were the neighbours, who told how long they had waited for it.</p>
</article></body></html>"""


@pytest.fixture
def outside(httpserver, open_host):
    """A website with a feed, a page and a picture, which the one client may open."""
    open_host(f"{httpserver.host}:{httpserver.port}")
    base = httpserver.url_for("/")
    rss = {"Content-Type": "application/rss+xml", "ETag": '"first"'}
    httpserver.expect_request("/feed").respond_with_data(FEED.format(base=base), headers=rss)
    httpserver.expect_request("/bridge").respond_with_data(PAGE, content_type="text/html")
    httpserver.expect_request("/bridge.jpg").respond_with_data(drawn(), content_type="image/jpeg")
    httpserver.expect_request("/broken").respond_with_data("no", status=500)
    return httpserver


@pytest.fixture
def source(organisation, outside):
    return Source.objects.create(
        organisation=organisation, name="News", address=outside.url_for("/feed"), language="en",
        next_look_at=timezone.now() - timedelta(minutes=1), theme=make.theme(organisation),
    )  # fmt: skip


def look(source):
    tasks.look.func(organisation_id=source.organisation_id, row_id=source.pk)
    source.refresh_from_db()


def due_again(source):
    Source.objects.filter(pk=source.pk).update(next_look_at=timezone.now())


def test_what_a_source_brings_waits_for_an_editor(source):
    look(source)
    assert {found.title for found in queries.finds()} == {"A new bridge", "A second thing"}
    assert source.looked_at
    assert timedelta(minutes=20) < source.next_look_at - timezone.now() < timedelta(minutes=40)


def test_a_second_look_finds_nothing_twice_and_does_not_bring_back_what_was_left(source, person):
    look(source)
    actions.leave_find(by=person, found_id=Found.objects.get(key="1").pk, now=timezone.now())
    due_again(source)
    look(source)
    assert Found.objects.count() == 2
    assert [found.key for found in queries.finds()] == ["2"]


def test_it_says_what_it_has_so_that_nothing_is_sent_twice(source, outside):
    look(source)
    due_again(source)
    look(source)
    asked = [request.headers.get("If-None-Match") for request, _answer in outside.log]
    assert asked == [None, '"first"']


def test_a_source_that_is_not_due_or_has_a_worker_is_left_alone(source, outside):
    assert actions.claim_source(source_id=source.pk, now=timezone.now())
    look(source)  # the other worker has it
    assert not outside.log


def test_a_worker_that_died_is_followed_by_another(source):
    actions.claim_source(source_id=source.pk, now=timezone.now() - timedelta(minutes=30))
    assert list(queries.sources_due(timezone.now())) == [source]
    look(source)
    assert Found.objects.count() == 2


def test_dying_between_finding_and_noting_doubles_nothing(source):
    finds = [actions.Find("1", "https://nieuws.example/1", "A new bridge")]
    actions.record_look(
        source=source, finds=finds, etag="", last_modified="", next_look_at=timezone.now(), now=timezone.now()
    )
    due_again(source)
    look(source)
    assert Found.objects.filter(key="1").count() == 1


def test_a_problem_is_shown_kindly_and_the_last_success_stays(source, outside, organisation, client_of):
    look(source)
    before = source.looked_at
    Source.objects.filter(pk=source.pk).update(address=outside.url_for("/broken"), next_look_at=timezone.now())
    look(source)
    assert source.looked_at == before
    editor = make.person(organisation, account=make.account(), roles=["editor"])
    assert "The website answered with an error. We keep trying." in client_of(editor).get("/stories/sources").text


def test_taking_a_find_brings_its_picture_along(source, person):
    look(source)
    found = Found.objects.get(key="1")
    story = actions.take_find(by=person, found_id=found.pk, now=timezone.now())
    tasks.bring_picture.func(organisation_id=source.organisation_id, row_id=found.pk)
    story.refresh_from_db()
    assert story.picture.name.endswith(".webp")
    tasks.bring_picture.func(organisation_id=source.organisation_id, row_id=found.pk)
    name = story.picture.name
    story.refresh_from_db()
    assert story.picture.name == name


def test_the_worker_wakes_up_for_every_source_that_is_due(source):
    tasks.look_at_due(timestamp=0)
    from procrastinate.contrib.django.models import ProcrastinateJob

    job = ProcrastinateJob.objects.get(task_name="stories.tasks.sources.look")
    assert job.args == {"organisation_id": source.organisation_id, "row_id": source.pk}


@pytest.fixture
def editor_client(organisation, client_of):
    make.theme(organisation)
    return client_of(make.person(organisation, account=make.account(), roles=["editor"]))


def test_a_link_becomes_a_filled_draft(editor_client, outside):
    answer = editor_client.post("/stories/from-link", {"link": outside.url_for("/bridge")}, follow=True)
    assert "A draft was made of this page." in answer.text
    assert "The bridge that everybody waited for opened on Monday" in answer.text
    story = Story.objects.get()
    assert story.picture
    assert story.link == outside.url_for("/bridge")
    assert queries.languages(story.pk) == ["en"]


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("/broken", "The website answered with an error."),
        ("http://10.0.0.1/secret", "inside a private network"),
        ("http://localhost:1/", "inside a private network"),
        ("no address", "Enter a valid URL."),
    ],
)
def test_a_link_that_cannot_be_read_says_why_and_keeps_what_was_typed(editor_client, outside, link, sentence):
    link = outside.url_for(link) if link.startswith("/") else link
    answer = editor_client.post("/stories/from-link", {"link": link})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{link}"' in answer.text
    assert not Story.objects.exists()

"""Somebody follows a tracked link."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from kring.core.scope import inside
from kring.engagement import actions, queries
from kring.engagement.models import Click, DayKey
from kring.sharing.queries import address_of_link
from tests import make

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def link(person):
    return make.tracked_link(make.share(person, make.story(person.organisation)))


def follow(link, agent=FIREFOX, *, method="get", path=None, **headers):
    path = path or f"/l/{link.organisation_id}/{link.slug}"
    return getattr(Client(), method)(path, headers={"user-agent": agent} | headers)


def test_it_leads_to_the_story_and_leaves_nothing_with_the_visitor(link, count_queries):
    answer = follow(link)
    assert (answer.status_code, answer.headers["Location"]) == (302, link.target)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_the_address_in_the_post_is_the_one_that_is_answered(link, settings):
    settings.PUBLIC_URL = "https://kring.example"
    assert address_of_link(link) == f"https://kring.example/l/{link.organisation_id}/{link.slug}"


def test_the_click_is_written_without_who_it_was(link):
    follow(link, referer="https://www.linkedin.com/feed/update/1?member=2")
    click = Click.objects.get()
    assert (click.share_id, click.by, click.referrer_host) == (link.share_id, "person", "www.linkedin.com")
    assert "127.0.0.1" not in str(vars(click))
    assert FIREFOX not in str(vars(click))


@pytest.mark.parametrize(
    ("agent", "method", "by"),
    [
        (FIREFOX, "get", "person"),
        (FIREFOX, "head", "prefetch"),
        ("LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)", "get", "preview"),
        ("curl/8.5.0", "get", "robot"),
        ("", "get", "robot"),
    ],
)
def test_people_and_robots_both_get_there_and_are_told_apart(link, agent, method, by):
    assert follow(link, agent, method=method).status_code == 302
    assert Click.objects.get().by == by


def test_somebody_who_follows_twice_in_a_day_is_one_person(link):
    for agent in (FIREFOX, FIREFOX, f"{FIREFOX} Other"):
        follow(link, agent)
    assert queries.clicks_by_people([link.share_id]) == {link.share_id: 2}


def test_the_next_day_it_is_a_new_person_because_nobody_remembers(link):
    follow(link)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        follow(link)
        actions.throw_away_keys(now=timezone.now())
    assert Click.objects.values("visitor").distinct().count() == 2
    assert DayKey.objects.count() == 1


def test_the_keys_of_days_that_are_over_are_thrown_away(link):
    follow(link)
    assert actions.throw_away_keys(now=timezone.now()) == 0
    assert actions.throw_away_keys(now=timezone.now() + timedelta(days=1)) == 1
    assert not DayKey.objects.exists()


def test_only_our_own_proxies_say_where_a_visit_came_from(link, settings):
    settings.TRUSTED_PROXIES = 1
    for forwarded in ("6.6.6.6, 9.9.9.9", "7.7.7.7, 9.9.9.9", "9.9.9.8"):
        follow(link, x_forwarded_for=forwarded)
    assert queries.clicks_by_people([link.share_id]) == {link.share_id: 2}


@pytest.mark.parametrize("path", ["/l/{o}/nothere", "/l/{o}/", "/l/0/abcdefgh", "/l/{o}/a%2e%2e", "/l/99999999999/{s}"])
def test_an_address_that_is_no_link_says_so_kindly(link, path):
    answer = follow(link, path=path.format(o=link.organisation_id, s=link.slug))
    assert answer.status_code == 404
    assert "niets" in answer.content.decode() or "nothing" in answer.content.decode()
    assert not Click.objects.exists()


def test_a_link_of_another_organisation_is_not_found(link, other_organisation):
    answer = follow(link, path=f"/l/{other_organisation.pk}/{link.slug}")
    assert answer.status_code == 404
    with inside(other_organisation):
        assert not Click.objects.exists()


@pytest.mark.parametrize("extra", ["?url=https://evil.example", "?next=//evil.example", "/", ").", "?fbclid=abc"])
def test_nothing_behind_the_address_changes_where_it_leads(link, extra):
    answer = follow(link, path=f"/l/{link.organisation_id}/{link.slug}{extra}")
    assert (answer.status_code, answer.headers["Location"]) == (302, link.target)


def test_a_form_cannot_be_sent_to_a_link(link):
    assert follow(link, method="post").status_code in {403, 404}
    assert not Click.objects.exists()


def test_the_link_of_a_story_that_was_taken_down_still_leads_on(link):
    link.share.story.live_until = timezone.now() - timedelta(hours=1)
    link.share.story.save()
    assert follow(link).status_code == 302


def test_a_known_link_costs_one_row_and_no_lookup(link, count_queries):
    client = Client(headers={"user-agent": FIREFOX})
    client.get(f"/l/{link.organisation_id}/{link.slug}")
    with count_queries() as counted:
        client.get(f"/l/{link.organisation_id}/{link.slug}")
    kinds = [query["sql"].split()[0].lower() for query in counted if "set_config" not in query["sql"]]
    assert kinds == ["insert"]
    assert len(counted) == 3  # the other two open and close the organisation's scope


@pytest.mark.django_db(transaction=True)
def test_the_visitor_gets_there_when_the_click_cannot_be_written(link, caplog):
    with connection.cursor() as cursor:
        cursor.execute("alter table engagement_click rename to engagement_click_away")
    try:
        answer = follow(link)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("alter table engagement_click_away rename to engagement_click")
    assert (answer.status_code, answer.headers["Location"]) == (302, link.target)
    assert "missing" in caplog.text
    assert "127.0.0.1" not in caplog.text

"""What I did before: only counts, only after a yes, and gone with it."""

import io
import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from kring.insights.queries.totals import totals
from kring.people.actions import leave_programme, withdraw_consent
from kring.people.queries import has_consent
from kring.people.rules import Purpose
from kring.sharing import tasks
from kring.sharing.models import WeekBefore
from tests import make
from tests.connectors.test_linkedin_export import archive

JOINED = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)  # a Thursday; the week of Monday 9 November
SHARES = """Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility
2026-11-10 08:00:00,https://x.example/1,In the week of joining,,,
2026-11-08 23:30:00,https://x.example/2,Monday already in Amsterdam,,,
2026-11-08 22:30:00,https://x.example/3,geheimewoorden,,,
2026-11-04 08:00:00,https://x.example/4,geheimewoorden,,,
2025-01-08 08:00:00,https://x.example/5,geheimewoorden,,,
2020-01-08 08:00:00,https://x.example/6,Too long ago,,,
"""
KEPT = {date(2025, 1, 6): 1, date(2026, 11, 2): 2}


def joined(person):
    """Let somebody take part since that day."""
    person.joined_at = JOINED
    person.save()
    return person


@pytest.fixture
def person(person):
    return joined(person)


@pytest.fixture
def client(client_of, person):
    return client_of(person)


def bring(client, content=SHARES, name="Shares.csv"):
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    file.name = name
    return client.post("/me/before", {"file": file})


def counts_in(answer):
    return re.search(r'name="counts" value="([^"]+)"', answer.content.decode())[1]


def keep(client):
    return client.post("/me/before/keep", {"counts": counts_in(bring(client))}, follow=True)


def test_nothing_is_kept_before_a_yes(client, person):
    answer = bring(client, archive({"Shares.csv": SHARES}).getvalue(), "archive.zip")
    assert "This would be kept" in answer.content.decode()
    assert "geheimewoorden" not in answer.content.decode()
    assert not WeekBefore.objects.exists()
    assert not has_consent(person, Purpose.BEFORE)


def test_only_counts_of_weeks_before_taking_part_are_kept(client, person):
    assert "This is kept" in keep(client).content.decode()
    assert dict(WeekBefore.objects.values_list("monday", "posts")) == KEPT
    assert has_consent(person, Purpose.BEFORE)
    assert keep(client).status_code == 200
    assert WeekBefore.objects.count() == 2, "a newer archive takes the place of the older"


def test_taking_the_yes_back_deletes_them(client, person):
    keep(client)
    assert client.post("/me/before/forget").status_code == 302
    assert not WeekBefore.objects.exists()
    assert not has_consent(person, Purpose.BEFORE)


@pytest.mark.parametrize("ends", [lambda **who: withdraw_consent(purpose=Purpose.BEFORE, **who), leave_programme])
def test_a_yes_taken_back_elsewhere_counts_at_once(client, person, organisation, ends):
    keep(client)
    found = totals(organisation, timezone.now()).before
    assert found.posts.sum() == 3 - (found.mondays[0] > date(2025, 1, 6))
    ends(by=person, now=timezone.now())
    assert totals(organisation, timezone.now()).before.posts.sum() == 0
    tasks.forget_before(0)
    assert not WeekBefore.objects.exists()


def test_counts_are_only_kept_for_the_person_they_were_shown_to(client, client_of, organisation):
    said = counts_in(bring(client))
    other = make.person(organisation, account=make.account())
    client_of(other).post("/me/before/keep", {"counts": said})
    client.post("/me/before/keep", {"counts": said + "x"})
    client.post("/me/before/keep", {})
    assert not WeekBefore.objects.exists()


@pytest.mark.parametrize("content", ["Name,Age\nKim,3", SHARES[:64], b"PK\x03\x04damaged"])
def test_what_cannot_be_used_is_said(client, content):
    answer = bring(client, content)
    assert answer.status_code == 422
    assert "aria-invalid" in answer.content.decode()


def test_it_is_an_array_of_its_own(client, person, organisation):
    keep(client)
    found = totals(organisation, datetime(2026, 11, 26, 9, 0, tzinfo=UTC))
    assert found.shares.sum() == 0
    unit, week, group = (int(place[-1]) for place in found.before.posts.nonzero())
    assert (found.before.mondays[week], found.before.posts[unit, week, group]) == (date(2026, 11, 2), 2)
    assert found.before.people[unit, week, group] == 1
    assert found.before.people[unit, week + 1 :, group].sum() == 0

"""A screen shows a code, somebody of the hub confirms it, and the screen has a token of its own."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from kring.core.models import AuditNote
from kring.hub.models import Screen
from kring.hub.rules import wall as rules
from tests import make


@pytest.fixture(autouse=True)
def nobody_tried_before():
    cache.clear()


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"])


@pytest.fixture
def wall(organisation):
    return make.wall(organisation, name="Hall")


def waiting():
    """A screen that waits: its client and its code."""
    client = Client()
    answer = client.get("/wall/")
    return client, answer.context["code"]


def confirm(client, code, wall, name="Hall downstairs"):
    return client.post("/hub/screens/connect", {"code": code, "name": name, "wall": wall.pk})


def test_a_confirmed_screen_shows_the_wall_from_then_on(client_of, editor, wall):
    screen, code = waiting()
    assert screen.post("/wall/claim").status_code == 204
    assert confirm(client_of(editor), f"{code[:4]} {code[4:].lower()}", wall).status_code == 302
    assert screen.post("/wall/claim").json() == {"connected": True}
    assert b"data-state" in screen.get("/wall/").content
    kept = Screen.objects.get()
    assert (kept.name, kept.wall, kept.by) == ("Hall downstairs", wall, editor)
    assert screen.cookies["kring-wall"].value.rsplit("-", 1)[1] not in str(vars(kept))
    assert AuditNote.objects.filter(verb="connected", subject_id=kept.pk).exists()


def test_the_picture_leads_to_the_confirmation_with_the_code(client_of, editor, wall, settings):
    settings.PUBLIC_URL = "https://kring.example"
    screen = Client().get("/wall/")
    code = screen.context["code"]
    assert screen.context["address"] == f"https://kring.example/hub/screens/connect?code={code}"
    assert f'value="{code}"' in client_of(editor).get(f"/hub/screens/connect?code={code}").content.decode()


def test_an_answer_that_was_lost_is_given_again(client_of, editor, wall):
    screen, code = waiting()
    cookies = {name: morsel.value for name, morsel in screen.cookies.items()}
    confirm(client_of(editor), code, wall)
    screen.post("/wall/claim")
    again = Client()
    again.cookies.load(cookies)
    assert again.post("/wall/claim").status_code == 200
    assert again.cookies["kring-wall"].value == screen.cookies["kring-wall"].value


def test_a_code_connects_one_screen_once(client_of, editor, wall):
    screen, code = waiting()
    confirm(client_of(editor), code, wall)
    screen.post("/wall/claim")
    assert confirm(client_of(editor), code, wall).status_code == 422
    assert Screen.objects.count() == 1


def test_who_knows_the_code_but_is_not_the_screen_gets_nothing(client_of, editor, wall):
    _screen, code = waiting()
    confirm(client_of(editor), code, wall)
    other, _code = waiting()
    assert other.post("/wall/claim").status_code == 204
    assert Client().post("/wall/claim").status_code == 410


def test_a_code_lasts_ten_minutes(client_of, editor, wall):
    begin = timezone.now()
    with time_machine.travel(begin, tick=False):
        screen, code = waiting()
        client = client_of(editor)
    with time_machine.travel(begin + timedelta(minutes=12), tick=False):
        refused = confirm(client, code, wall)
        assert refused.status_code == 422
        assert "ten minutes" in refused.content.decode()
        assert screen.post("/wall/claim").status_code == 410


def test_a_mistyped_code_is_told(client_of, editor, wall):
    _screen, code = waiting()
    wrong = code[:-1] + ("B" if code[-1] != "B" else "C")
    assert confirm(client_of(editor), wrong, wall).status_code == 422
    assert not Screen.objects.exists()


def test_codes_have_no_letters_that_look_alike():
    codes = {rules.new_code("key", 1) for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 8 and not set(code) & set("AEIOULSY0125") for code in codes)


def test_guessing_is_slowed_down(client_of, editor, wall):
    client = client_of(editor)
    for _ in range(20):
        confirm(client, "BBBBBBBB", wall)
    _screen, code = waiting()
    refused = confirm(client, code, wall)
    assert refused.status_code == 422
    assert "Wait ten minutes" in refused.content.decode()


def test_codes_are_not_handed_out_without_end(db):
    answers = [Client().get("/wall/").status_code for _ in range(61)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_a_colleague_without_the_role_cannot_connect(client_of, person, wall):
    _screen, code = waiting()
    assert confirm(client_of(person), code, wall).status_code == 403


def test_the_wall_of_another_organisation_cannot_be_chosen(client_of, editor, wall, other_organisation):
    from kring.core.scope import inside

    with inside(other_organisation):
        theirs = make.wall(other_organisation)
    _screen, code = waiting()
    assert confirm(client_of(editor), code, theirs).status_code == 422

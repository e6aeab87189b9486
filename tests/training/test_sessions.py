"""Trainings in a room: places, a waiting list that moves by itself, attendance, and the calendar file."""

from datetime import datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar

from kring.reach.models import Message
from kring.training import actions, queries
from kring.training.actions import Planned
from kring.training.calendars import calendar_file
from kring.training.errors import (
    ColleagueUnknownError,
    NotTheTrainerError,
    NotYetError,
    SessionInThePastError,
    SessionNowhereError,
    SessionOverError,
    SessionUntitledError,
    TrainerStaysError,
)
from kring.training.messages import write_session
from kring.training.models import SignUp
from tests import make

NOW = datetime.fromisoformat("2026-11-25T12:00:00+01:00")
SOON = NOW + timedelta(days=7)


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"])


@pytest.fixture
def trainer(organisation):
    return make.person(organisation, name="Tine Trainer", account=make.account())


@pytest.fixture
def session(organisation, trainer):
    return make.training(organisation, starts_at=SOON, trainer=trainer, places=2)


def planned(trainer, **fields):
    said = {"title": {"nl": "Samen"}, "starts_at": SOON, "place": "Hal", "trainer_email": trainer.email}
    return Planned(**said | fields)


def test_it_is_planned_and_changing_it_counts_for_calendars(editor, trainer):
    made = actions.plan_session(by=editor, session=None, planned=planned(trainer), now=NOW)
    assert (made.trainer, made.sequence) == (trainer, 0)
    actions.plan_session(by=editor, session=made, planned=planned(trainer, places=20), now=NOW)
    made.refresh_from_db()
    assert (made.places, made.sequence) == (20, 0)  # how many places is in no calendar
    actions.plan_session(by=editor, session=made, planned=planned(trainer, place="Zaal"), now=NOW)
    made.refresh_from_db()
    assert made.sequence == 1


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"title": {}}, SessionUntitledError),
        ({"place": ""}, SessionNowhereError),
        ({"starts_at": NOW}, SessionInThePastError),
        ({"trainer_email": "niemand@nergens.example"}, ColleagueUnknownError),
    ],
)
def test_it_refuses_what_cannot_be(editor, trainer, fields, error):
    with pytest.raises(error):
        actions.plan_session(by=editor, session=None, planned=planned(trainer, **fields), now=NOW)


def test_the_trainer_stays_once_people_signed_up(editor, session, person):
    actions.sign_up(by=person, session=session, now=NOW)
    with pytest.raises(TrainerStaysError):
        actions.plan_session(by=editor, session=session, planned=planned(editor), now=NOW)


def test_who_comes_later_waits_and_moves_up_when_somebody_cancels(organisation, session):
    people = [make.person(organisation) for _ in range(3)]
    for minute, one in enumerate(people):
        actions.sign_up(by=one, session=session, now=NOW + timedelta(minutes=minute))
        actions.sign_up(by=one, session=session, now=NOW + timedelta(hours=1))  # twice is once
    assert [queries.session_for(one, session.pk, NOW).is_waiting for one in people] == [False, False, True]
    actions.cancel_sign_up(by=people[0], session=session, now=NOW)
    assert not queries.session_for(people[2], session.pk, NOW).is_waiting
    assert queries.session_for(people[0], session.pk, NOW).is_full


def test_who_signed_up_hears_what_changes_and_who_waited_hears_of_a_place(organisation, editor, trainer, session):
    def told(person):
        return [
            (write_session(message).title, message.key)
            for message in Message.objects.filter(person=person).order_by("pk")
            if write_session(message)
        ]

    people = [make.person(organisation) for _ in range(4)]
    for minute, one in enumerate(people):
        actions.sign_up(by=one, session=session, now=NOW + timedelta(minutes=minute))
    with time_machine.travel(NOW, tick=False):
        actions.cancel_sign_up(by=people[0], session=session, now=NOW)
        assert [len(told(one)) for one in people] == [0, 0, 1, 0]
        assert told(people[2])[0][0] == "Around the table: there is a place for you"
        same = {"title": session.title, "places": 3}
        actions.plan_session(by=editor, session=session, planned=planned(trainer, **same), now=NOW)
        assert [len(told(one)) for one in people] == [0, 0, 1, 1]
        moved = planned(trainer, **same, starts_at=SOON + timedelta(hours=2))
        for _twice in range(2):
            actions.plan_session(by=editor, session=session, planned=moved, now=NOW)
        assert [len(told(one)) for one in people] == [0, 1, 2, 2]
        actions.call_off_session(by=editor, session=session, now=NOW)
        assert told(people[1])[-1][0] == "Around the table is called off"
        assert told(people[0]) == []


@pytest.mark.parametrize("what", [actions.sign_up, actions.cancel_sign_up])
def test_once_it_began_nothing_changes(session, person, what):
    with pytest.raises(SessionOverError):
        what(by=person, session=session, now=SOON)


def test_one_that_was_called_off_takes_nobody_and_stays_for_who_signed_up(organisation, editor, session, person):
    actions.sign_up(by=person, session=session, now=NOW)
    actions.call_off_session(by=editor, session=session, now=NOW)
    other = make.person(organisation)
    session.refresh_from_db()
    with pytest.raises(SessionOverError):
        actions.sign_up(by=other, session=session, now=NOW)
    assert len(queries.sessions_coming(person, NOW)) == 1
    assert not queries.sessions_coming(other, NOW)


def test_the_trainer_notes_who_came_and_nobody_else_can(organisation, session, trainer, editor):
    came, missed = (make.person(organisation) for _ in range(2))
    for one in (came, missed):
        actions.sign_up(by=one, session=session, now=NOW)
    sign_up = SignUp.objects.get(person=came)
    with pytest.raises(NotYetError):
        actions.note_attendance(by=trainer, session=session, came={sign_up.pk}, now=NOW)
    with pytest.raises(NotTheTrainerError):
        actions.note_attendance(by=editor, session=session, came={sign_up.pk}, now=SOON)
    actions.note_attendance(by=trainer, session=session, came={sign_up.pk}, now=SOON)
    assert [queries.session_for(one, session.pk, SOON).came for one in (came, missed)] == [True, False]


@pytest.mark.parametrize("path", ["who"])
def test_names_are_for_the_trainer_alone(client_of, session, trainer, editor, person, path):
    make.sign_up(person, session)
    address = f"/learn/sessions/{session.pk}/{path}"
    assert person.name in client_of(trainer).get(address).content.decode()
    assert client_of(editor).get(address).status_code == 404
    assert client_of(person).get(address).status_code == 404
    assert client_of(editor).post(address, {"came": [1]}).status_code == 404


@pytest.mark.parametrize(("signed", "shown"), [(4, None), (6, 5), (8, 10)])
def test_editors_see_rounded_counts_of_enough_people(organisation, session, signed, shown):
    for _ in range(signed):
        make.sign_up(make.person(organisation, unit=None), session)
    assert queries.sessions_planned(5)[0].signed_up == shown


def test_the_calendar_file_keeps_its_identity_and_says_when_it_is_off(editor, session):
    def event():
        return next(iter(Calendar.from_ical(calendar_file(queries.session(session.pk), now=NOW)).walk("VEVENT")))

    before = event()
    assert before.decoded("dtstart") == SOON
    assert (before["sequence"], before["status"]) == (0, "CONFIRMED")
    actions.call_off_session(by=editor, session=session, now=NOW)
    after = event()
    assert after["uid"] == before["uid"]
    assert (after["sequence"], after["status"]) == (1, "CANCELLED")
    assert "ATTENDEE" not in after


def test_signing_up_is_a_tap_and_so_is_not_coming(client_of, person, session):
    client = client_of(person)
    session.starts_at = datetime.now(SOON.tzinfo) + timedelta(days=2)
    session.save()
    assert client.post(f"/learn/sessions/{session.pk}/sign-up", follow=True).status_code == 200
    assert "You are coming" in client.get(f"/learn/sessions/{session.pk}").content.decode()
    client.post(f"/learn/sessions/{session.pk}/cancel")
    assert not SignUp.objects.exists()


def test_an_editor_plans_one_on_the_page(client_of, editor, trainer):
    client = client_of(editor)
    said = {
        "title_nl": "Samen", "starts_at": "2099-01-05T10:00", "minutes": 60, "place": "Hal", "places": 8,
        "trainer_email": trainer.email,
    }  # fmt: skip
    assert client.post("/learn/set-up/sessions/new", said | {"place": ""}).status_code == 422
    assert client.post("/learn/set-up/sessions/new", said).status_code == 302
    assert "English is missing" in client.get("/learn/set-up/sessions").content.decode()

"""The content hour: planned, signed up for, moved, called off, and run live."""

import socket
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar

from kring.stories import actions, queries, rules
from kring.stories.actions import Session
from kring.stories.actions.hours import claim_letter
from kring.stories.errors import (
    HourNotOpenError,
    HourOverError,
    HourTooEarlyError,
    NotesChangedError,
    OutcomeMissingError,
    SomebodyElseWasFirstError,
)
from kring.stories.models import ContentHour, HourItem, HourVisit, Idea, Letter
from kring.stories.tasks.letters import send_letters
from tests import make

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 25, 12, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def host(organisation):
    return make.person(organisation, name="Eline Host", account=make.account(), roles=["editor"])


@pytest.fixture
def hour(organisation, host):
    return make.content_hour(organisation, starts_at=NOW + timedelta(days=6, hours=3), host=host)


def plan(host, **fields):
    said = {
        "is_on": True, "week": 1, "weekday": 1, "at": time(15), "minutes": 60, "place": "Hal", "video_link": "",
        "host_id": None, "answer_within": 14,
    }  # fmt: skip
    return actions.save_hour_plan(by=host, now=NOW, **said | fields)


def starts():
    return [f"{hour.starts_at.astimezone(ZONE):%d-%m %H:%M}" for hour in queries.hours_coming(NOW)]


def test_it_comes_back_every_month_and_laying_out_again_changes_nothing(host):
    plan(host)
    assert starts() == ["01-12 15:00", "05-01 15:00", "02-02 15:00"]
    actions.lay_out_hours(now=NOW)
    assert len(starts()) == 3
    plan(host, week=5, weekday=4, at=time(9, 30))
    assert starts() == ["27-11 09:30", "25-12 09:30", "29-01 09:30", "26-02 09:30"]


@pytest.mark.parametrize(
    ("month", "week", "weekday", "day"), [(2, 5, 0, 22), (3, 5, 0, 29), (2, 1, 0, 1), (12, 4, 6, 26), (11, 5, 0, 29)]
)
def test_the_last_and_the_first_of_a_weekday(month, week, weekday, day):
    assert rules.day_of_month(2027, month, week=week, weekday=weekday).day == day


def test_one_that_was_moved_by_itself_stays_when_the_plan_changes(host):
    plan(host)
    first = queries.next_hour(NOW)
    moved = Session(NOW + timedelta(days=10), 45, "Kantine", "", None)
    actions.change_hour(by=host, hour=first, session=moved, now=NOW)
    plan(host, weekday=2)
    assert starts()[0] == "05-12 12:00"
    assert starts()[1] == "06-01 15:00"
    with pytest.raises(HourTooEarlyError):
        actions.change_hour(by=host, hour=first, session=Session(NOW, 45, "", "", None), now=NOW)


def test_one_that_was_called_off_does_not_come_back_by_itself(host):
    plan(host)
    actions.cancel_hour(by=host, hour=queries.next_hour(NOW), now=NOW)
    actions.lay_out_hours(now=NOW)
    assert f"{queries.next_hour(NOW).starts_at.astimezone(ZONE):%d-%m}" == "05-01"


def calendar_of(mail):
    """What a calendar reads in a mail: the event, and what is asked."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    read = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == str(read["method"])
    (event,) = read.walk("VEVENT")
    assert [str(zone["tzid"]) for zone in read.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    return str(read["method"]), event


def test_a_calendar_reads_invitation_update_and_cancellation_as_one_event(organisation, host, hour, smtp, run_jobs):
    guest = make.person(organisation, name='Noor "No" de Vries', language="nl")
    actions.sign_up(by=guest, hour=hour, now=NOW)
    run_jobs()
    moved = Session(hour.starts_at + timedelta(days=1), 45, "Kantine", "https://video.example/1", host.pk)
    actions.change_hour(by=host, hour=hour, session=moved, now=NOW)
    run_jobs()
    actions.cancel_hour(by=host, hour=hour, now=NOW)
    run_jobs()
    mails = smtp.to(guest.email)
    read = [calendar_of(mail) for mail in mails]
    assert [method for method, _event in read] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [event for _method, event in read]
    assert len({str(event["uid"]) for event in events}) == 1
    assert [int(event["sequence"]) for event in events] == [0, 1, 2]
    assert [event.decoded("dtstart") for event in events] == [hour.starts_at, *[moved.starts_at] * 2]
    assert events[1].decoded("dtend") - events[1].decoded("dtstart") == timedelta(minutes=45)
    assert events[1]["location"] == "Kantine, https://video.example/1"
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert {str(event["attendee"]) for event in events} == {f"mailto:{guest.email}"}
    assert {str(event["organizer"]) for event in events} == {"mailto:kring@localhost"}
    assert "Content-uur" in mails[0]["Subject"]
    assert mails[0].get_body(("html",)) is not None
    assert len({mail["Message-ID"] for mail in mails}) == 3
    assert len(smtp.to(host.email)) == 2  # who hosts hears of the change and the end too


def test_only_who_signed_up_gets_mail_and_signing_off_takes_it_out_of_the_calendar(organisation, hour, smtp, run_jobs):
    guest, _other = make.person(organisation), make.person(organisation)
    actions.sign_up(by=guest, hour=hour, now=NOW)
    actions.sign_up(by=guest, hour=hour, now=NOW)
    run_jobs()
    actions.sign_off(by=guest, hour=hour)
    actions.sign_off(by=guest, hour=hour)
    run_jobs()
    actions.sign_up(by=guest, hour=hour, now=NOW)
    run_jobs()
    read = [calendar_of(mail) for mail in smtp.mails]
    assert {mail["To"] for mail in smtp.mails} == {guest.email}
    assert [(method, int(event["sequence"])) for method, event in read] == [
        ("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2),
    ]  # fmt: skip


def test_an_answer_to_the_invitation_goes_to_the_inbox_with_a_tag(organisation, hour, smtp, run_jobs):
    organisation.inbox_address = "hub@bank.example"
    organisation.save()
    guest = make.person(organisation)
    actions.sign_up(by=guest, hour=hour, now=NOW)
    run_jobs()
    token = rules.token_in(smtp.mails[0]["Reply-To"])
    idea = actions.bring_idea_from_mail(
        token=token, sender=guest.email, text="De brug", files=[], now=NOW, message_id="<1@x>"
    )
    assert (idea.person, list(queries.agenda(NOW))) == (guest, [idea])


def test_a_mail_goes_once_although_workers_die(organisation, hour, smtp):
    actions.sign_up(by=make.person(organisation), hour=hour, now=NOW)
    assert claim_letter(now=NOW)  # and then the worker was killed
    send_letters.func(organisation_id=organisation.pk, row_id=0)
    assert not smtp.mails
    with time_machine.travel(NOW + timedelta(minutes=61)):
        send_letters.func(organisation_id=organisation.pk, row_id=0)
        send_letters.func(organisation_id=organisation.pk, row_id=0)
    assert len(smtp.mails) == 1


def test_a_bad_address_and_a_dead_server_lose_nothing(organisation, hour, smtp, settings):
    for email in ("bounce@x.example", "noor@x.example"):
        actions.sign_up(by=make.person(organisation, email=email), hour=hour, now=NOW)
    port = settings.EMAIL_PORT
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
    send_letters.func(organisation_id=organisation.pk, row_id=0)
    assert not Letter.objects.filter(claimed_at__isnull=False).exists()
    settings.EMAIL_PORT = port
    send_letters.func(organisation_id=organisation.pk, row_id=0)
    assert [mail["To"] for mail in smtp.mails] == ["noor@x.example"]
    assert Letter.objects.exclude(problem="").get().person.email == "bounce@x.example"


def test_moved_twice_before_anything_was_sent_is_one_mail(organisation, host, hour, smtp, run_jobs):
    actions.sign_up(by=make.person(organisation, email="noor@x.example"), hour=hour, now=NOW)
    for days in (7, 8):
        session = Session(NOW + timedelta(days=days), 60, "Hal", "", host.pk)
        actions.change_hour(by=host, hour=hour, session=session, now=NOW)
    run_jobs()
    (mail,) = smtp.to("noor@x.example")
    assert calendar_of(mail)[1].decoded("dtstart") == NOW + timedelta(days=8)


# --- live ---


@pytest.fixture
def ideas(person):
    return [make.idea(person, going_on=f"Idea {days}", days_ago=days) for days in (2, 20, 9)]


def open_now(host, hour):
    ContentHour.objects.filter(pk=hour.pk).update(starts_at=NOW)
    return actions.open_hour(by=host, hour=hour, version=hour.version, now=NOW)


def outcome(host, idea, outcome="later", **fields):
    idea.refresh_from_db()
    said = {"answer": "", "version": idea.version} | fields
    return actions.decide_idea(by=host, idea_id=idea.pk, outcome=outcome, now=NOW, **said)


def test_the_longest_waiting_comes_first_and_then_the_next(host, hour, ideas):
    newest, oldest, middle = ideas
    assert list(queries.agenda(NOW)) == [oldest, middle, newest]
    hour = open_now(host, hour)
    assert hour.current == oldest
    outcome(host, oldest)
    hour = actions.show_idea(by=host, hour=hour, idea_id=None, version=hour.version, now=NOW)
    assert hour.current == middle
    room = queries.room(hour)
    assert ([one.idea for one in room.done], room.to_come) == ([oldest], [newest])
    hour = actions.show_idea(by=host, hour=hour, idea_id=newest.pk, version=hour.version, now=NOW)
    hour = actions.show_idea(by=host, hour=hour, idea_id=None, version=hour.version, now=NOW)
    assert hour.current == middle  # it was passed over, and comes round again


def test_two_hosts_who_press_at_once_go_on_by_one(organisation, host, hour, ideas):
    hour = open_now(host, hour)
    other = make.person(organisation, roles=["editor"])
    actions.show_idea(by=host, hour=hour, idea_id=None, version=hour.version, now=NOW)
    seen_by_other = hour.version - 1
    with pytest.raises(SomebodyElseWasFirstError, match="just ahead of you"):
        actions.show_idea(by=other, hour=hour, idea_id=None, version=seen_by_other, now=NOW)
    with pytest.raises(SomebodyElseWasFirstError):
        actions.open_hour(by=other, hour=hour, version=1, now=NOW)


def test_two_editors_do_not_decide_over_each_other(organisation, host, ideas):
    make.theme(organisation)
    decided = outcome(host, ideas[0], "make", owner_id=host.pk)
    with pytest.raises(SomebodyElseWasFirstError):
        outcome(host, ideas[0], "not_now", answer="No room", version=1)
    assert decided.story is not None
    assert Idea.objects.get(pk=ideas[0].pk).outcome == "make"


def test_not_now_needs_a_reason_and_every_outcome_is_one_of_three(host, ideas):
    with pytest.raises(OutcomeMissingError, match="why not now"):
        outcome(host, ideas[0], "not_now", answer="  ")
    with pytest.raises(OutcomeMissingError, match="Choose"):
        outcome(host, ideas[0], "perhaps")


def test_later_comes_back_on_its_day(host, ideas):
    outcome(host, ideas[1], "later", due_on=(NOW + timedelta(days=3)).date())
    assert ideas[1] not in queries.ideas_waiting(NOW)
    with time_machine.travel(NOW + timedelta(days=3)):
        assert ideas[1] in queries.ideas_waiting(timezone.now())
        assert ideas[1] not in queries.ideas_later()


def test_notes_are_kept_as_typed_and_never_over_somebody_elses(host, hour, ideas):
    hour = open_now(host, hour)
    idea_id = hour.current_id
    typed = "  - twee regels\n\n\n- zo"
    item = actions.keep_notes(by=host, hour=hour, idea_id=idea_id, notes=typed, version=1)
    assert item.notes == typed
    with pytest.raises(NotesChangedError):
        actions.keep_notes(by=host, hour=hour, idea_id=idea_id, notes="mine", version=1)
    actions.keep_notes(by=host, hour=hour, idea_id=idea_id, notes=typed, version=1)  # the same again is no quarrel
    longer = actions.keep_notes(by=host, hour=hour, idea_id=idea_id, notes=f"{typed} en door", version=1)
    assert (longer.notes, longer.notes_version) == (f"{typed} en door", 3)  # what stood there is in it


def owed(now=NOW):
    return {idea.going_on for idea in queries.ideas_waiting(now) if idea.is_owed}


def test_an_answer_is_owed_after_the_hour_it_was_on_and_after_a_number_of_days(host, hour, ideas):
    assert owed() == {"Idea 20"}
    hour = open_now(host, hour)
    outcome(host, ideas[1])
    hour = actions.show_idea(by=host, hour=hour, idea_id=None, version=hour.version, now=NOW)
    assert owed() == set()  # it is being talked about
    actions.close_hour(by=host, hour=hour, version=hour.version, now=NOW)
    assert owed() == {"Idea 9"}  # the one that was not reached waits for the next hour
    plan(host, answer_within=1)
    assert owed() == {"Idea 9", "Idea 2"}


def test_a_forgotten_hour_is_over_after_a_day(host, hour, ideas):
    open_now(host, hour)
    assert "Idea 9" in owed(NOW + timedelta(days=2))


def test_here_is_said_by_people_themselves_and_only_when_it_is_about_now(organisation, host, hour, person):
    with pytest.raises(HourNotOpenError):
        actions.say_here(by=person, hour=hour, now=NOW)
    hour = open_now(host, hour)
    actions.sign_up(by=make.person(organisation, name="Sem Zwijgt"), hour=hour, now=NOW)
    actions.say_here(by=person, hour=hour, now=NOW)
    assert queries.here(hour) == [person.first_name]
    actions.say_gone(by=person, hour=hour)
    assert queries.here(hour) == []
    assert HourVisit.objects.filter(here_at__isnull=False).count() == 0


def test_what_was_held_stays_as_it_is(host, hour, person):
    hour = open_now(host, hour)
    with pytest.raises(HourOverError):
        actions.cancel_hour(by=host, hour=hour, now=NOW)
    hour = actions.close_hour(by=host, hour=hour, version=hour.version, now=NOW)
    with pytest.raises(HourOverError):
        actions.sign_up(by=person, hour=hour, now=NOW)
    assert not HourItem.objects.exists()

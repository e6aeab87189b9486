"""What is told goes once, in its hours, within what a week holds, or not at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from kring.core.scope import inside
from kring.people.models import Invitation
from kring.people.rules import Purpose
from kring.reach import actions, queries
from kring.reach.models import Holiday, Message, ReachSettings, Spent
from kring.reach.tasks import send, wake_messages
from tests import make

HERE = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=HERE)


def tell(person, key="a", kind="test.hint", now=MONDAY, about=None, **more):
    return actions.tell(person=person, kind=kind, about=about or {}, key=key, now=now, **more)


def work(organisation, now=MONDAY):
    with time_machine.travel(now, tick=False):
        send.func(organisation_id=organisation.pk, row_id=0)


def test_a_message_goes_once_and_says_why(organisation, reader, smtp):
    tell(reader)
    assert tell(reader) is None
    work(organisation)
    work(organisation)
    (mail,) = smtp.to(reader.email)
    assert mail["Subject"] == "Een kleinere stap"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = mail.get_body(("plain",)).get_content()
    assert "You get this because" in text
    assert mail["List-Unsubscribe"].strip(" <>") in text
    message = Message.objects.get()
    assert (message.way, message.problem, message.sent_at is not None) == ("mail", "", True)


def test_a_week_holds_two_of_everything_together(organisation, reader, smtp):
    tell(reader, "a")
    tell(reader, "b", "test.other")
    tell(reader, "c", good_until=MONDAY + timedelta(days=20))
    work(organisation)
    assert len(smtp.mails) == 2
    work(organisation, MONDAY + timedelta(days=6))
    assert len(smtp.mails) == 2
    work(organisation, MONDAY + timedelta(days=7, minutes=1))
    assert len(smtp.mails) == 3


def test_what_was_asked_for_comes_at_night_and_counts_for_nothing(organisation, reader, smtp):
    night = MONDAY.replace(hour=3)
    for key in "abc":
        tell(reader, key, "test.asked", now=night)
    work(organisation, night)
    assert len(smtp.mails) == 3
    assert not Spent.objects.exists()


@pytest.mark.parametrize(
    ("said", "goes"),
    [
        (MONDAY.replace(hour=3), MONDAY.replace(hour=8)),
        (MONDAY.replace(hour=18), MONDAY.replace(hour=8) + timedelta(days=1)),
        (MONDAY + timedelta(days=5), MONDAY.replace(hour=8) + timedelta(days=7)),  # a Saturday
        (MONDAY + timedelta(days=2), MONDAY.replace(hour=8) + timedelta(days=3)),  # a holiday
    ],
)
def test_it_waits_for_the_hours(organisation, reader, smtp, said, goes):
    Holiday.objects.create(organisation=organisation, on=MONDAY.date() + timedelta(days=2))
    tell(reader, now=said)
    work(organisation, said)
    assert not smtp.mails
    assert Message.objects.get().not_before == goes
    work(organisation, goes)
    assert len(smtp.mails) == 1


def test_what_waited_beyond_its_use_is_never_sent(organisation, reader, smtp):
    saturday = MONDAY + timedelta(days=5)
    tell(reader, now=saturday, good_until=saturday + timedelta(hours=20))
    work(organisation, saturday)
    assert Message.objects.get().problem == "too_late"
    tell(reader, "b", now=MONDAY, good_until=MONDAY + timedelta(hours=1))
    work(organisation, MONDAY + timedelta(hours=2))
    assert not smtp.mails


def test_a_reason_that_is_gone_spends_nothing(organisation, reader, smtp):
    tell(reader, about={"gone": True})
    work(organisation)
    assert not smtp.mails
    assert Message.objects.get().problem == "no_reason"
    assert not Spent.objects.exists()


def test_a_kind_that_breaks_holds_up_no_other(organisation, reader, smtp):
    tell(reader, "a", about={"broken": True})
    tell(reader, "b")
    work(organisation)
    assert len(smtp.mails) == 1
    assert Spent.objects.count() == 1


def test_off_and_pause_hold_at_once(organisation, reader, smtp):
    tell(reader, "a")
    actions.turn_off(by=reader, kind="test.hint", now=MONDAY)
    assert tell(reader, "b") is None
    tell(reader, "c", "test.other")
    actions.pause(by=reader, now=MONDAY)
    assert tell(reader, "d", "test.other") is None
    assert tell(reader, "e", "test.asked") is not None
    work(organisation)
    assert len(smtp.mails) == 1
    actions.turn_on(by=reader, kind="test.hint", now=MONDAY)
    actions.resume(by=reader)
    assert tell(reader, "f") is not None


def test_a_kind_that_is_off_by_itself_comes_only_when_chosen(reader):
    assert tell(reader, "a", "test.rare") is None
    actions.turn_on(by=reader, kind="test.rare", now=MONDAY)
    assert tell(reader, "a", "test.rare") is not None


def test_without_consent_to_mail_only_what_was_asked_for_comes(organisation, person, smtp):
    tell(person, "a")
    tell(person, "b", "test.asked")
    work(organisation)
    assert len(smtp.mails) == 1
    assert Message.objects.get(key="a").problem == "no_way"


def test_somebody_who_left_gets_nothing(organisation, reader, smtp):
    tell(reader, "a")
    reader.joined_at = None
    reader.save()
    work(organisation)
    assert not smtp.mails


def test_own_letters_of_a_room_and_invitations_count_too(organisation, reader):
    Invitation.objects.create(organisation=organisation, person=reader, sent_at=MONDAY - timedelta(days=1))
    assert actions.spend(person=reader, kind="test.own", key="one", now=MONDAY)
    assert actions.spend(person=reader, kind="test.own", key="one", now=MONDAY)
    assert Spent.objects.count() == 1
    assert not actions.spend(person=reader, kind="test.own", key="two", now=MONDAY)
    assert queries.next_chance(reader, "test.hint", MONDAY) == MONDAY.replace(hour=8) + timedelta(days=7)


def test_the_organisation_decides_how_many_and_when(organisation, reader, smtp):
    ReachSettings.objects.create(organisation=organisation, budget=1, first_hour=7, last_hour=9, weekdays=[5])
    tell(reader, "a")
    tell(reader, "b")
    saturday = MONDAY + timedelta(days=5)
    work(organisation, saturday.replace(hour=7))
    work(organisation, saturday.replace(hour=8))
    assert len(smtp.mails) == 1


def test_a_worker_that_dies_loses_nothing_and_sends_nothing_twice(organisation, reader, smtp):
    tell(reader, "a")
    actions.claim_message(now=MONDAY)  # dies before the mail server
    work(organisation, MONDAY + timedelta(minutes=5))
    assert not smtp.mails
    work(organisation, MONDAY + timedelta(minutes=11))
    assert len(smtp.mails) == 1
    assert Spent.objects.count() == 1
    tell(reader, "b", now=MONDAY)
    message = actions.claim_message(now=MONDAY + timedelta(minutes=12))
    actions.hand_over(message=message, title="x", now=MONDAY)  # dies while the mail server has it
    work(organisation, MONDAY + timedelta(minutes=30))
    assert len(smtp.mails) == 1
    assert Message.objects.get(key="b").problem == "unknown"
    assert Spent.objects.count() == 2


def test_a_worker_that_was_thought_dead_may_not_send_any_more(organisation, reader):
    tell(reader, "a")
    slow = actions.claim_message(now=MONDAY)
    quick = actions.claim_message(now=MONDAY + timedelta(minutes=11))
    assert slow.pk == quick.pk
    assert not actions.hand_over(message=slow, title="x", now=MONDAY)
    assert actions.hand_over(message=quick, title="x", now=MONDAY)


def test_two_workers_never_both_take_the_last_one_of_a_week(transactional_db):
    organisation = make.organisation()
    with inside(organisation):
        ReachSettings.objects.create(organisation=organisation, budget=1)
        person = make.person(organisation, account=make.account())
        make.consent(person, Purpose.EMAIL)
        for key in "abcd":
            tell(person, key)

    def claim(_number):
        try:
            with inside(organisation):
                return actions.claim_message(now=MONDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        claimed = [message for message in workers.map(claim, range(4)) if message]
    assert len(claimed) == 1


def test_a_mail_server_that_is_down_takes_nothing(organisation, reader, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    tell(reader)
    work(organisation)
    message = Message.objects.get()
    assert (message.ended_at, message.claimed_at) == (None, None)
    assert not Spent.objects.exists()


def test_a_lost_wake_up_call_is_found(organisation, reader, monkeypatch):
    tell(reader)
    woken = []
    monkeypatch.setattr("kring.reach.tasks.wake", lambda name, row: woken.append(row.pk))
    with time_machine.travel(MONDAY + timedelta(minutes=2), tick=False):
        wake_messages.func(timestamp=0)
    assert woken == [Message.objects.get().pk]


def test_many_are_told_in_as_many_queries_as_few(organisation, count_queries):
    def queries_for(people):
        told = [actions.Told(person, {}, "x") for person in people]
        with count_queries() as counted:
            assert len(actions.tell_each(kind="test.hint", told=told, now=MONDAY)) == len(people)
        return len(counted)

    few, many = ([make.person(organisation) for _n in range(count)] for count in (3, 30))
    assert queries_for(few) == queries_for(many)

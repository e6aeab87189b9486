"""Who gets a letter, and what nobody may learn from it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.core.models import AuditNote
from kring.people import actions
from kring.people.errors import NobodyToInviteError, TooSoonError
from kring.people.models import Consent, Invitation
from kring.people.queries import joining
from tests import make


@pytest.fixture
def manager(organisation):
    return make.person(organisation, account=make.account(), roles=["manager"], unit=None)


def never(organisation, **fields):
    return make.person(organisation, joined_at=None, **fields)


def today():
    return timezone.localdate()


def test_everyone_is_invited_once(organisation, manager):
    unit = make.unit(organisation)
    people = [never(organisation, unit=unit) for _ in range(6)]
    actions.invite_people(by=manager, people=joining.never_invited(units=[unit.pk], on=today()), now=timezone.now())
    assert set(Invitation.objects.values_list("person", flat=True)) == {person.pk for person in people}
    with pytest.raises(NobodyToInviteError):
        actions.invite_people(by=manager, people=people, now=timezone.now())


def test_the_trail_has_a_count_only_of_a_large_enough_group(organisation, manager):
    actions.invite_people(by=manager, people=[never(organisation)], now=timezone.now())
    assert AuditNote.objects.get(verb="invited").details == {}
    actions.invite_people(by=manager, people=[never(organisation) for _ in range(5)], now=timezone.now())
    assert AuditNote.objects.filter(verb="invited").latest("pk").details == {"letters": 5}


def test_the_number_of_letters_is_the_same_whoever_joined(organisation, manager):
    unit = make.unit(organisation)
    people = [never(organisation, unit=unit) for _ in range(6)]
    before = joining.units_to_invite(on=today())
    actions.join(by=people[0], account=None, also=(), language="nl", now=timezone.now())
    actions.leave_programme(by=people[0], now=timezone.now())
    after = {u.name: u.letters for u in joining.units_to_invite(on=today())}
    assert {u.name: u.letters for u in before}[unit.name] == 6
    assert after[unit.name] == 6  # the letter falls away when its turn comes


def test_after_the_letters_a_unit_says_nothing_about_who_joined(organisation, manager):
    unit = make.unit(organisation)
    people = [never(organisation, unit=unit) for _ in range(6)]
    actions.invite_people(by=manager, people=people, now=timezone.now())
    before = joining.units_to_invite(on=today())
    for person in people[:3]:
        person.refresh_from_db()
        actions.join(by=person, account=None, also=(), language="nl", now=timezone.now())
    assert joining.units_to_invite(on=today()) == before


def test_a_small_unit_gets_no_number(organisation):
    unit = make.unit(organisation)
    for _ in range(4):
        never(organisation, unit=unit)
    assert [u.letters for u in joining.units_to_invite(on=today()) if u.id == unit.pk] == [None]


def test_a_reminder_goes_only_to_people_who_did_not_answer(organisation, manager):
    now = timezone.now()
    silent, joined, left, tired = (never(organisation) for _ in range(4))
    actions.invite_people(by=manager, people=[silent, joined, left, tired], now=now)
    Invitation.objects.update(sent_at=now)
    for person in (joined, left):
        person.refresh_from_db()
        actions.join(by=person, account=None, also=(), language="nl", now=now)
    actions.leave_programme(by=left, now=now)
    actions.stop_letters(by=tired, now=now)
    Invitation.objects.all().delete()
    actions.remind_people(by=manager, now=now)
    assert list(Invitation.objects.values_list("person", flat=True)) == [silent.pk]


def test_a_reminder_waits_a_week_even_when_there_was_nobody_to_remind(manager):
    now = timezone.now()
    actions.remind_people(by=manager, now=now)
    with pytest.raises(TooSoonError):
        actions.remind_people(by=manager, now=now + timedelta(days=6))
    actions.remind_people(by=manager, now=now + timedelta(days=8))
    assert not Invitation.objects.exists()


def test_nobody_gets_more_than_three_letters(organisation, manager):
    person = never(organisation)
    now = timezone.now()
    actions.invite_people(by=manager, people=[person], now=now)
    for week in range(1, 6):
        Invitation.objects.update(sent_at=now)
        actions.remind_people(by=manager, now=now + timedelta(days=8 * week))
    assert Invitation.objects.filter(person=person).count() == 3


def test_the_trail_of_a_reminder_tells_no_number(organisation, manager):
    actions.invite_people(by=manager, people=[never(organisation) for _ in range(9)], now=timezone.now())
    Invitation.objects.update(sent_at=timezone.now())
    actions.remind_people(by=manager, now=timezone.now())
    assert AuditNote.objects.get(verb="reminded").details == {}


def test_a_refused_reminder_is_shown_to_nobody(organisation):
    person = never(organisation)
    Invitation.objects.create(organisation=organisation, person=person, sent_at=timezone.now())
    Invitation.objects.create(organisation=organisation, person=person, problem="unknown")
    assert joining.letters_that_failed() == []


def test_asking_for_no_more_letters_is_seen_by_nobody(organisation):
    person = never(organisation)
    actions.stop_letters(by=person, now=timezone.now())
    assert not joining.has_consent(person, "email")
    assert Consent.objects.get(person=person).withdrawn_at
    assert not AuditNote.objects.exists()

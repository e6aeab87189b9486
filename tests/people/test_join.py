"""Joining, leaving, and each consent by itself."""

import pytest
from django.utils import timezone

from kring.core.models import Account, AuditNote, Membership
from kring.people import actions, queries
from kring.people.errors import InvitationNotValidError, TakePartMissingError
from kring.people.models import Consent, Person
from kring.people.rules import CONSENT_VERSION, Purpose
from tests import make


@pytest.fixture
def invited(organisation):
    return make.person(organisation, joined_at=None, email="noor@voorbeeld.example")


def join(person, **fields):
    return actions.join(by=person, **{"account": None, "also": (), "language": "nl", "now": timezone.now()} | fields)


def test_it_makes_the_account_and_the_membership(invited):
    person = join(invited)
    assert person.account.email == "noor@voorbeeld.example"
    assert person.account.language == "nl"
    assert Membership.objects.filter(account=person.account, organisation=person.organisation).exists()
    assert person.is_participant


def test_it_records_each_consent_with_the_version_of_its_words(invited):
    join(invited, also=[Purpose.EMAIL])
    given = dict(Consent.objects.filter(person=invited).values_list("purpose", "text_version"))
    assert given == {"take_part": CONSENT_VERSION[Purpose.TAKE_PART], "email": CONSENT_VERSION[Purpose.EMAIL]}


def test_twice_is_once(invited):
    join(invited)
    join(invited)
    assert Account.objects.filter(email="noor@voorbeeld.example").count() == 1
    assert Consent.objects.filter(person=invited).count() == 1


def test_it_uses_the_account_that_somebody_has_already(invited):
    account = make.account(email="noor@voorbeeld.example")
    assert join(invited, account=account).account == account


def test_it_refuses_somebody_who_left(organisation):
    gone = make.person(organisation, joined_at=None, employed_until=timezone.localdate())
    with pytest.raises(InvitationNotValidError):
        join(gone)


def test_leaving_takes_back_taking_part_and_nothing_else(invited):
    person = join(invited, also=[Purpose.BE_NAMED])
    actions.leave_programme(by=person, now=timezone.now())
    person = Person.objects.get(pk=person.pk)
    assert not person.is_participant
    assert person.account.is_active
    assert queries.has_consent(person, Purpose.BE_NAMED)
    assert not queries.has_consent(person, Purpose.TAKE_PART)


def test_joining_again_keeps_the_history(invited):
    person = join(invited)
    actions.leave_programme(by=person, now=timezone.now())
    actions.give_consent(by=Person.objects.get(pk=person.pk), purpose=Purpose.TAKE_PART, now=timezone.now())
    assert Person.objects.get(pk=person.pk).is_participant
    assert Consent.objects.filter(person=person, purpose="take_part").count() == 2


def test_mail_goes_only_to_participants_who_agree_to_it(invited, organisation):
    person = join(invited, also=[Purpose.EMAIL])
    assert list(queries.people_with_consent(Purpose.EMAIL)) == [person]
    actions.withdraw_consent(by=person, purpose=Purpose.EMAIL, now=timezone.now())
    assert not queries.people_with_consent(Purpose.EMAIL).exists()


def test_somebody_who_left_the_programme_gets_no_mail(invited):
    person = join(invited, also=[Purpose.EMAIL])
    actions.leave_programme(by=person, now=timezone.now())
    assert not queries.people_with_consent(Purpose.EMAIL).exists()


def test_a_consent_needs_a_participant(invited):
    with pytest.raises(TakePartMissingError):
        actions.give_consent(by=invited, purpose=Purpose.EMAIL, now=timezone.now())


def test_what_people_choose_for_themselves_is_in_no_trail(invited):
    person = join(invited)
    actions.leave_programme(by=person, now=timezone.now())
    actions.choose_language(by=person, language="en")
    actions.choose_target_group(by=person, group=make.group(person.organisation, "networker"))
    assert not AuditNote.objects.exists()


def test_the_words_of_a_consent_have_not_changed_without_a_new_version():
    """When this fails: raise the purpose's number in rules.CONSENT_VERSION, then put the new mark here."""
    import hashlib

    from django.utils.translation import override

    from kring.people.words import CONSENT_WORDS

    with override("en"):
        marks = {
            f"{purpose.value} {CONSENT_VERSION[purpose]}": hashlib.sha256(
                f"{words[0]}|{words[1]}".encode()
            ).hexdigest()[:10]
            for purpose, words in CONSENT_WORDS.items()
        }
    assert marks == {
        "take_part 1": "1a26fa0d38",
        "be_named 1": "8d2a22a63b",
        "connect_account 1": "2fcb46a226",
        "on_the_wall 2": "6801b49868",
        "email 1": "406deb5287",
        "work_with 1": "43bbf01e4d",
        "before 1": "589761060c",
    }

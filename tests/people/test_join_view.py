"""The page that a letter leads to."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kring.core.models import Account
from kring.people import actions
from kring.people.models import Consent, Person
from kring.people.queries.joining import join_token
from tests import make


@pytest.fixture
def invited(organisation):
    return make.person(organisation, joined_at=None, email="noor@voorbeeld.example", language="nl")


@pytest.fixture
def address(invited):
    return reverse("people:join", args=[join_token(invited)])


def test_opening_the_letter_changes_nothing(client, address, invited):
    assert client.get(address).status_code == 200
    invited.refresh_from_db()
    assert not invited.is_participant
    assert not Account.objects.exists()


def test_joining_signs_in_and_welcomes(client, address, invited):
    answer = client.post(address, {"language": "nl", "also": ["email"]}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("people:welcome")
    assert answer.wsgi_request.person == invited
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"take_part", "email"}


def test_the_page_speaks_the_readers_language(client, address, invited):
    assert 'lang="nl"' in client.get(address).content.decode()
    client.cookies["language"] = "en"
    assert 'lang="en"' in client.get(address).content.decode()


def test_nothing_is_ticked_beforehand(client, address):
    assert "checked" not in client.get(address).content.decode()


def test_not_now_keeps_nothing(client, address, invited):
    before = Person.objects.values().get(pk=invited.pk)
    assert client.get(address + "/not-now").status_code == 200
    assert Person.objects.values().get(pk=invited.pk) == before
    assert not Consent.objects.exists()


def test_no_more_letters_is_one_button(client, address, invited):
    client.post(address + "/not-now")
    assert Consent.objects.get().withdrawn_at is not None


def test_a_changed_link_opens_nothing(client, address):
    assert client.get(address[:-3] + "abc").status_code == 404


def test_a_link_is_only_good_for_the_address_it_was_sent_to(client, address, invited):
    Person.objects.filter(pk=invited.pk).update(email="ander@voorbeeld.example")
    assert client.get(address).status_code == 404


def test_a_link_is_good_for_sixty_days(client, invited):
    address, now = reverse("people:join", args=[join_token(invited)]), timezone.now()
    with time_machine.travel(now + timedelta(days=60, minutes=-1)):
        assert client.get(address).status_code == 200
    with time_machine.travel(now + timedelta(days=60, minutes=1)):
        assert client.get(address).status_code == 404


def test_a_used_link_signs_nobody_in(address, invited):
    Client().post(address, {"language": "nl"})
    later = Client().post(address, {"language": "nl"})
    assert later.status_code == 302
    assert later.url.startswith(reverse("identity:sign_in"))
    assert "_auth_user_id" not in later.client.session


def test_somebody_with_an_account_elsewhere_signs_in_first(client, address, other_organisation):
    from kring.core.scope import inside

    account = make.account(email="noor@voorbeeld.example")
    with inside(other_organisation):
        make.person(other_organisation, account=account)
    assert client.get(address).url.startswith(reverse("identity:sign_in"))
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(address, {"language": "nl"}, follow=True)
    assert answer.wsgi_request.organisation.pk == Person.objects.get(account=account).organisation_id


def test_a_letter_of_somebody_who_left_opens_nothing(client, address, invited):
    Person.objects.filter(pk=invited.pk).update(employed_until=timezone.localdate())
    assert client.get(address).status_code == 404


def test_somebody_who_does_not_take_part_is_asked_to_join_again(person, client_of):
    actions.leave_programme(by=person, now=timezone.now())
    client = client_of(person)
    assert client.get(reverse("people:join_again")).status_code == 200
    client.post(reverse("people:join_again"))
    assert Person.objects.get(pk=person.pk).is_participant

"""Signing in: by a mailed link or a password, with a second step for whoever has one."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kring.identity import queries
from kring.identity.adapter import MFAAdapter
from tests import make

SIGN_IN = "/sign-in"


@pytest.fixture(autouse=True)
def nobody_tried_yet():
    cache.clear()


@pytest.fixture
def account(person):
    person.account.set_password("een goed wachtwoord")
    person.account.save()
    return person.account


def link_in(letter):
    return re.search(r"https?://[^/]+(/\S+)", letter.body)[1]


def ask_for_link(email, client=None, **fields):
    return (client or Client()).post(SIGN_IN, {"email": email, **fields})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_link_by_mail_signs_in(account):
    client = Client()
    ask_for_link(account.email, client)
    answer = client.post(link_in(mail.outbox[0]))
    assert answer.url == "/"
    assert is_signed_in(client)


def test_opening_the_link_does_not_use_it_up(account):
    ask_for_link(account.email)
    link = link_in(mail.outbox[0])
    scanner = Client()
    assert scanner.get(link).status_code == 200
    assert not is_signed_in(scanner)
    client = Client()
    client.post(link)
    assert is_signed_in(client)


def test_a_link_works_once(account):
    ask_for_link(account.email)
    link = link_in(mail.outbox[0])
    Client().post(link)
    again = Client()
    assert again.post(link).status_code == 404
    assert not is_signed_in(again)


def test_a_link_works_for_half_an_hour(account):
    from datetime import timedelta

    import time_machine
    from django.utils import timezone

    ask_for_link(account.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert Client().post(link_in(mail.outbox[0])).status_code == 404


def test_a_token_for_something_else_signs_nobody_in(account):
    from sesame.utils import get_token

    assert (
        Client().post(reverse("identity:sign_in_by_link", args=[get_token(account, scope="other")])).status_code == 404
    )
    assert Client().post(reverse("identity:sign_in_by_link", args=[get_token(account)])).status_code == 404


def test_an_unknown_address_gets_the_same_answer_and_no_mail(account):
    known, unknown = ask_for_link(account.email), ask_for_link("niemand@voorbeeld.example")
    said = unknown.content.decode().replace("niemand@voorbeeld.example", account.email)
    assert strip(said) == strip(known.content.decode())
    assert len(mail.outbox) == 1


def strip(text):
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", text)


def test_mails_to_one_address_are_limited_and_the_answer_stays_the_same(account):
    answers = [ask_for_link(account.email).status_code for _ in range(12)]
    assert set(answers) == {200}
    assert len(mail.outbox) == 5
    client = Client()
    client.post(link_in(mail.outbox[0]))
    assert is_signed_in(client)  # the first link still works: nobody can be locked out by others asking


def test_a_password_signs_in(account):
    client = Client()
    answer = ask_for_link(account.email.upper(), client, password="een goed wachtwoord")
    assert answer.url == "/"
    assert is_signed_in(client)


def test_a_wrong_password_says_the_same_as_an_unknown_address(account):
    wrong = ask_for_link(account.email, password="fout")
    unknown = ask_for_link("niemand@voorbeeld.example", password="fout")
    assert wrong.status_code == unknown.status_code == 422
    said = unknown.content.decode().replace("niemand@voorbeeld.example", account.email)
    assert strip(said) == strip(wrong.content.decode())


def test_many_wrong_passwords_stop_the_guesser_and_not_the_owner(account):
    for n in range(8):
        last = Client(REMOTE_ADDR="198.51.100.7").post(SIGN_IN, {"email": account.email, "password": f"gok {n}"})
    assert "Te veel pogingen" in last.content.decode()
    owner = Client(REMOTE_ADDR="203.0.113.9")
    owner.post(SIGN_IN, {"email": account.email, "password": "een goed wachtwoord"})
    assert is_signed_in(owner)


@pytest.mark.parametrize(
    "bad", ["https://elders.example/", "//elders.example", "javascript:alert(1)", "/\\elders.example"]
)
def test_next_leads_only_to_our_own_pages(account, bad):
    answer = ask_for_link(account.email, password="een goed wachtwoord", next=bad)
    assert answer.url == "/"


def test_next_leads_back_to_where_somebody_wanted_to_go(account):
    client = Client()
    wanted = client.get(reverse("people:choices")).url
    client.post(wanted, {"email": account.email})
    link = link_in(mail.outbox[0])
    assert client.post(link).url == reverse("people:choices")


def test_the_session_is_new_at_sign_in_and_dead_after_sign_out(account):
    client = Client()
    client.get(SIGN_IN)
    client.cookies["kring"] = "vastgezet"
    ask_for_link(account.email, client, password="een goed wachtwoord")
    cookie = client.cookies["kring"].value
    assert cookie != "vastgezet"
    client.post(reverse("identity:sign_out"))
    replayed = Client()
    replayed.cookies["kring"] = cookie
    assert replayed.get(reverse("people:choices")).status_code == 302


def test_signing_out_takes_a_post(person, client_of):
    assert client_of(person).get(reverse("identity:sign_out")).status_code == 405


def test_a_closed_account_gets_no_mail(account):
    account.is_active = False
    account.save()
    ask_for_link(account.email)
    assert not mail.outbox


def test_somebody_who_leaves_is_out_at_the_next_page(person, client_of):
    from django.utils import timezone

    from kring.people.models import Person

    client = client_of(person)
    assert client.get(reverse("people:choices")).status_code == 200
    Person.objects.filter(pk=person.pk).update(employed_until=timezone.localdate())
    assert client.get(reverse("people:choices")).status_code == 302


def code_of(secret, *, steps=0):
    """Return the code that the app shows now, or showed some half minutes ago."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def secret(account):
    made = generate_totp_secret()
    TOTP.activate(account, made)
    RecoveryCodes.activate(account)
    return made


def test_the_second_step_holds_for_a_link_too(account, secret):
    client = Client()
    ask_for_link(account.email, client)
    answer = client.post(link_in(mail.outbox[0]))
    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get(reverse("people:choices")).status_code == 302
    client.post(answer.url, {"code": code_of(secret)})
    assert is_signed_in(client)


def test_the_second_step_holds_for_a_password(account, secret):
    client = Client()
    answer = ask_for_link(account.email, client, password="een goed wachtwoord", next=reverse("people:choices"))
    assert not is_signed_in(client)
    assert client.post(answer.url, {"code": "000000"}).status_code == 200
    assert not is_signed_in(client)
    assert client.post(answer.url, {"code": code_of(secret)}).url == reverse("people:choices")


@pytest.mark.parametrize(("steps", "works"), [(-1, True), (-2, False), (1, True), (2, False)])
def test_a_code_may_come_half_a_minute_late(account, secret, steps, works):
    client = Client()
    ask_for_link(account.email, client, password="een goed wachtwoord")
    with time_machine.travel(time.time(), tick=False):
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret, steps=steps)})
    assert is_signed_in(client) is works


def test_a_code_of_the_app_works_once_whichever_process_asks(account, secret):
    code = code_of(secret)
    for typed, works in ((code, True), (f"{code[:3]} {code[3:]}", False)):
        client = Client()
        ask_for_link(account.email, client, password="een goed wachtwoord")
        cache.clear()  # as another process, which remembers nothing of this one
        client.post(reverse("mfa_authenticate"), {"code": typed})
        assert is_signed_in(client) is works


def test_many_wrong_codes_stop_the_guesser(account, secret):
    client = Client()
    ask_for_link(account.email, client, password="een goed wachtwoord")
    for _ in range(6):
        cache.clear()
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert not is_signed_in(client)


def test_right_passwords_do_not_count(account):
    for _ in range(30):
        client = Client()
        ask_for_link(account.email, client, password="een goed wachtwoord")
        assert is_signed_in(client)


def test_the_password_there_was_cannot_be_guessed_in_a_session(account, person, client_of):
    client = client_of(person)
    new = {"password1": "een nieuw wachtwoord 9", "password2": "een nieuw wachtwoord 9"}
    for _ in range(6):
        client.post(reverse("account_change_password"), {"oldpassword": "fout", **new})
    client.post(reverse("account_change_password"), {"oldpassword": "een goed wachtwoord", **new})
    account.refresh_from_db()
    assert account.check_password("een goed wachtwoord")


def test_a_spare_code_works_once(account, secret):
    spare = RecoveryCodes(Authenticator.objects.get(user=account, type="recovery_codes")).get_unused_codes()[0]
    for works in (True, False):
        client = Client()
        ask_for_link(account.email, client, password="een goed wachtwoord")
        client.post(reverse("mfa_authenticate"), {"code": spare})
        assert is_signed_in(client) is works


def test_the_secret_of_the_second_step_is_not_in_the_database(account, secret):
    assert secret not in str(Authenticator.objects.get(user=account, type="totp").data)


def test_somebody_turns_the_second_step_on_and_off(person, client_of):
    client = client_of(person)
    page = client.get(reverse("mfa_activate_totp"))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert Authenticator.objects.filter(user=person.account).count() == 2
    kept = Authenticator.objects.get(user=person.account, type="totp").data["secret"]
    once_more = client.get(answer.url).url
    code = code_of(MFAAdapter().decrypt(kept))
    assert client.post(once_more, {"code": code}).url == answer.url
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name)).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person.account).exists()


def test_other_sessions_end_when_the_password_changes(account, person, client_of):
    here, elsewhere = client_of(person), client_of(person)
    data = {
        "oldpassword": "een goed wachtwoord",
        "password1": "een nieuw wachtwoord 9",
        "password2": "een nieuw wachtwoord 9",
    }
    assert here.post(reverse("account_change_password"), data).status_code == 302
    assert here.get(reverse("people:choices")).status_code == 200
    assert elsewhere.get(reverse("people:choices")).status_code == 302


def test_what_a_password_takes_is_said_as_a_colleague_would(person, client_of):
    person.account.language = "nl"
    person.account.set_unusable_password()
    person.account.save()
    page = client_of(person).get(reverse("account_set_password")).content.decode()
    assert "Minstens tien tekens" in page
    assert "Uw wachtwoord" not in page


@pytest.mark.parametrize(
    "address", ["/account/signup/", "/accounts/login/", "/account/email/", "/account/password/reset/"]
)
def test_pages_of_the_library_that_we_do_not_use_are_not_there(client, organisation, address):
    assert client.get(address).status_code == 404


def test_the_address_in_the_mail_is_the_public_one(account):
    assert queries.sign_in_address(account, to="/me").startswith("http://localhost:8000/sign-in/")


def test_the_mail_is_in_the_readers_language_with_text_and_html(person):
    person.account.language = "nl"
    person.account.save()
    ask_for_link(person.account.email)
    letter = mail.outbox[0]
    assert letter.subject == "Je link om in te loggen"
    assert letter.alternatives[0][1] == "text/html"
    assert "prefers-color-scheme: dark" in letter.alternatives[0][0]


def test_an_account_without_an_organisation_is_told_so(db):
    account = make.account()
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    make.organisation()
    assert "belongs to no organisation" in client.get(SIGN_IN).content.decode()

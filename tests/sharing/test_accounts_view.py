"""Connect an account through the pages, with a real Mastodon-compatible server at the other end."""

import re
import urllib.parse
import urllib.request
from html import unescape

import pytest
from django.conf import settings
from django.urls import reverse

from kring.core.secrets import unseal
from kring.people.models import Consent
from kring.people.queries import has_consent
from kring.people.rules import Purpose
from kring.sharing.models import ChannelApp, ConnectedAccount
from tests import make
from tests.sharing.publishing import ask, connected, fault, user


@pytest.fixture
def channels():
    """The real ones."""


@pytest.fixture
def client(person, client_of):
    return client_of(person)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def say_yes(page, username="mens"):
    """Do what the person does on the server's own page; return the way back to Kring."""
    address = unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)[1])
    form = urllib.request.urlopen(address).read().decode()
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form)) | {"username": username}
    posted = urllib.parse.urlencode({name: unescape(value) for name, value in fields.items()}).encode()
    server = urllib.parse.urlsplit(address)
    try:
        urllib.request.build_opener(NoRedirect).open(f"http://{server.netloc}/oauth/authorize", posted)
    except urllib.error.HTTPError as answer:
        return urllib.parse.urlsplit(answer.headers["Location"])
    raise AssertionError("the server led nowhere")


def connect(client, mastodon, said=None):
    host = f"127.0.0.1:{mastodon.port}"
    return client.post(reverse("sharing:connect", args=["mastodon"]), {"said": said or f"@mens@{host}"})


def test_somebody_connects_an_account_in_one_go(client, person, mastodon):
    user(mastodon)
    left = connect(client, mastodon)
    assert left.status_code == 200
    back = say_yes(left.content.decode())
    assert f"{back.scheme}://{back.netloc}" == settings.PUBLIC_URL
    answer = client.get(f"{back.path}?{back.query}", follow=True)
    account = ConnectedAccount.objects.get(person=person)
    assert account.handle.startswith("@mens@")
    assert account.handle in answer.content.decode()
    assert has_consent(person, Purpose.CONNECT_ACCOUNT)


def test_only_the_least_rights_are_asked_for(client, mastodon):
    user(mastodon)
    page = connect(client, mastodon).content.decode()
    scope = re.search(r"scope=([^&]+)", page)[1]
    assert set(scope.split("+")) <= {"profile", "read%3Aaccounts", "write%3Astatuses", "read%3Astatuses"}


def test_a_server_is_told_who_we_are_once(client, mastodon):
    connect(client, mastodon)
    connect(client, mastodon)
    kept = ChannelApp.objects.get()
    assert unseal(kept.sealed)["client_secret"] not in str(bytes(kept.sealed))


@pytest.mark.parametrize("said", ["", "nonsense", "http://127.0.0.1:1/", "https://user:word@x.example", "localhost"])
def test_what_is_no_server_gets_a_clear_sentence(client, mastodon, said):
    answer = client.post(reverse("sharing:connect", args=["mastodon"]), {"said": said})
    assert answer.status_code == 422
    assert "sharing/leaving.html" not in [t.name for t in answer.templates]


def test_an_answer_for_somebody_else_connects_nothing(client, person, organisation, client_of, mastodon):
    user(mastodon)
    back = say_yes(connect(client, mastodon).content.decode())
    stranger = client_of(make.person(organisation, account=make.account()))
    stranger.get(f"{back.path}?{back.query}")
    assert not ConnectedAccount.objects.exists()


def test_an_answer_with_another_state_connects_nothing(client, mastodon):
    user(mastodon)
    back = say_yes(connect(client, mastodon).content.decode())
    client.get(back.path + "?" + re.sub("state=[^&]+", "state=forged", back.query))
    assert not ConnectedAccount.objects.exists()


def test_an_answer_is_taken_once(client, person, mastodon):
    user(mastodon)
    back = say_yes(connect(client, mastodon).content.decode())
    client.get(f"{back.path}?{back.query}")
    ConnectedAccount.objects.all().delete()
    client.get(f"{back.path}?{back.query}")
    assert not ConnectedAccount.objects.exists()


def test_saying_no_there_changes_nothing_here(client, mastodon):
    page = connect(client, mastodon).content.decode()
    state = re.search(r"state=([^&]+)", page)[1]
    answer = client.get(
        reverse("sharing:callback", args=["mastodon"]), {"state": state, "error": "access_denied"}, follow=True
    )
    assert "was not made" in answer.content.decode()
    assert not ConnectedAccount.objects.exists()


def test_a_server_that_breaks_half_way_gets_a_clear_sentence(client, mastodon):
    user(mastodon)
    back = say_yes(connect(client, mastodon).content.decode())
    fault(mastodon, path="/oauth/token", type="malformed")
    answer = client.get(f"{back.path}?{back.query}", follow=True)
    assert "could not be reached" in answer.content.decode()
    assert not ConnectedAccount.objects.exists()


def test_disconnecting_gives_the_token_back_and_forgets_it(client, person, mastodon):
    account = connected(person, mastodon)
    token = unseal(account.sealed)["token"]
    client.post(reverse("sharing:disconnect", args=["mastodon"]))
    assert not ConnectedAccount.objects.exists()
    with pytest.raises(Exception, match="401"):
        ask(mastodon, "GET", "/api/v1/accounts/verify_credentials", token=token)


def test_disconnecting_works_when_the_server_is_gone(client, person, open_host):
    from kring.core.secrets import seal

    open_host("127.0.0.1:1")
    make.connected_account(person, channel="mastodon", server="127.0.0.1:1", sealed=seal({"token": "t"}))
    client.post(reverse("sharing:disconnect", args=["mastodon"]))
    assert not ConnectedAccount.objects.exists()


def test_an_account_that_has_to_be_connected_again_says_so(client, person):
    make.connected_account(person, channel="mastodon", server="town.example", needs_reconnect=True)
    page = client.get(reverse("sharing:accounts")).content.decode()
    assert "Connect again" in page


def test_nobody_is_asked_for_the_same_yes_twice(client, person, mastodon):
    connected(person, mastodon)
    page = client.get(reverse("sharing:connect", args=["mastodon"])).content.decode()
    assert "Agree, and on to" not in page
    assert Consent.objects.filter(person=person, purpose=Purpose.CONNECT_ACCOUNT).count() == 1


def test_a_channel_without_accounts_has_no_page(client):
    assert client.get(reverse("sharing:connect", args=["linkedin"])).status_code == 404
    assert client.get(reverse("sharing:connect", args=["nothing"])).status_code == 404


def test_the_page_asks_a_fixed_number_of_questions(client, person, count_queries):
    client.get(reverse("sharing:accounts"))
    with count_queries() as questions:
        client.get(reverse("sharing:accounts"))
    assert len(questions) <= 12

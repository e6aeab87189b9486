"""The pages that say where the hub listens: how it goes, adding a place, connecting an account."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.secrets import unseal
from kring.hub.models import ListeningPost, Mention
from tests import make
from tests.hub.hearing import in_the_mailbox, on_mastodon, say
from tests.sharing.publishing import user
from tests.sharing.test_accounts_view import say_yes

ALSO = {"name": "Bron", "answer_within": "240", "department": ""}


@pytest.fixture
def boss(organisation, client_of):
    return client_of(make.person(organisation, account=make.account(), roles=["administrator"]))


@pytest.fixture
def desk(organisation, client_of):
    return client_of(make.person(organisation, account=make.account(), roles=["desk"]))


def add(client, kind, **said):
    return client.post(reverse("hub:listen_somewhere", args=[kind]), ALSO | said)


def test_the_desk_sees_how_listening_goes_and_changes_nothing(desk, organisation):
    make.listening_post(organisation, name="Forum", problem="too_slow", failures=3)
    post = make.listening_post(organisation, name="Nieuws", is_on=False, problem="too_slow")
    page = desk.get("/hub/listening").content.decode()
    assert "Forum" in page
    assert page.count("took too long") == 1
    assert "Listen now" not in page
    for name in ("switch_post", "listen_now", "remove_post", "renew_secret"):
        assert desk.post(reverse(f"hub:{name}", args=[post.pk])).status_code == 403
    assert add(desk, "rss", feed="https://x.example/feed").status_code == 403


def test_somebody_without_the_desk_sees_nothing_of_it(client_of, person):
    assert client_of(person).get("/hub/listening").status_code == 403


def test_the_list_takes_as_many_queries_with_many_places_as_with_few(boss, organisation):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert boss.get("/hub/listening").status_code == 200
        return len(seen)

    for number in range(2):
        make.mention(organisation, listening_post=make.listening_post(organisation, name=f"Bron {number}"))
    boss.get("/hub/listening")
    few = queries()
    for number in range(20):
        make.mention(organisation, listening_post=make.listening_post(organisation, name=f"Bron {number}"))
    assert queries() == few


def test_a_feed_is_added_and_listened_to(boss, site, run_jobs):
    site.expect_request("/feed").respond_with_data(
        '<rss version="2.0"><channel><title>F</title><item><guid>1</guid><link>https://f.example/1</link>'
        "<title>Hallo</title></item></channel></rss>"
    )
    assert add(boss, "rss", feed=site.url_for("/feed")).status_code == 302
    run_jobs()
    assert Mention.objects.get().text == "Hallo"
    assert "1 thing came in" in boss.get("/hub/listening").content.decode()
    again = add(boss, "rss", feed=site.url_for("/feed"))
    assert again.status_code == 422
    assert "listens there already" in again.content.decode()


def test_a_form_asks_first_for_what_its_kind_needs(boss):
    form = boss.get(reverse("hub:listen_somewhere", args=["mailbox"])).context["form"]
    asked = ["name", "address", "mail_server", "login", "password", "department", "answer_within"]
    assert list(form.fields) == asked


@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        ("rss", {"feed": "geen adres"}, "not a web address"),
        ("bluesky", {"handle": "!!", "app_password": "x"}, "no name of an account"),
        ("mailbox", {"address": "geen", "mail_server": "imap.x.example", "login": "a", "password": "b"}, "no e-mail"),
        ("mailbox", {"address": "a@x.example", "mail_server": "!", "login": "a", "password": "b"}, "no mail server"),
        ("mastodon", {"server": "??"}, "no server"),
    ],
)
def test_a_wrong_field_says_so(boss, kind, said, sentence):
    answer = add(boss, kind, **said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ListeningPost.objects.exists()


def test_a_mailbox_is_where_answers_to_our_mails_go_from_then_on(boss, organisation, letterbox, run_jobs):
    said = {"address": "Hub@bank.example", "mail_server": letterbox.host, "login": letterbox.login}
    add(boss, "mailbox", password=letterbox.password, **said)
    run_jobs()
    post = ListeningPost.objects.get()
    assert Organisation.objects.get(pk=organisation.pk).inbox_address == "hub@bank.example"
    assert letterbox.password.encode() not in bytes(post.sealed)
    assert not post.problem
    assert letterbox.password not in boss.get(reverse("hub:post", args=[post.pk])).content.decode()
    boss.post(reverse("hub:remove_post", args=[post.pk]))
    assert Organisation.objects.get(pk=organisation.pk).inbox_address == ""
    assert not ListeningPost.objects.exists()


def test_a_password_that_is_left_empty_is_kept(boss, organisation, letterbox, run_jobs):
    post = in_the_mailbox(organisation, letterbox, cursor={"validity": 1, "uid": 5})
    said = {"address": post.address, "mail_server": letterbox.host, "login": letterbox.login, "password": ""}
    answer = boss.post(reverse("hub:post", args=[post.pk]), ALSO | said | {"name": "Postbus"})
    assert answer.status_code == 302
    post.refresh_from_db()
    assert post.name == "Postbus"
    assert unseal(post.sealed)["password"] == letterbox.password
    assert post.cursor == {"validity": 1, "uid": 5}


def test_the_organisations_own_account_is_connected_in_one_go_with_the_least_rights(
    boss, organisation, mastodon, run_jobs
):
    user(mastodon, "bank")
    left = add(boss, "mastodon", server=f"127.0.0.1:{mastodon.port}", words="brug")
    assert "write%3Astatuses" in left.content.decode()
    assert not {"write%3Amedia", "follow", "read%3Aaccounts+read"} & set(left.content.decode().split("scope="))
    back = say_yes(left.content.decode(), "bank")
    assert boss.get(f"{back.path}?{back.query}").status_code == 302
    post = ListeningPost.objects.get()
    assert (post.kind, post.search) == ("mastodon", "brug")
    _kim, token = user(mastodon, "kim")
    say(mastodon, token, "@bank Hallo")
    run_jobs()
    post.refresh_from_db()
    assert not post.problem
    assert "Hallo" in Mention.objects.get().text
    assert ListeningPost.objects.count() == 1


def test_an_account_that_is_connected_anew_goes_on_from_where_it_stopped(boss, organisation, mastodon, run_jobs):
    post = on_mastodon(organisation, mastodon, problem="needs_reconnect", cursor={"mention": "0"}, is_on=False)
    other = on_mastodon(organisation, mastodon, "anders", next_look_at=None)
    left = add(boss, "mastodon", server=f"127.0.0.1:{mastodon.port}")
    back = say_yes(left.content.decode(), "bank")
    boss.get(f"{back.path}?{back.query}")
    before = bytes(post.sealed)
    post.refresh_from_db()
    assert set(ListeningPost.objects.all()) == {post, other}
    assert bytes(post.sealed) != before
    assert (post.cursor, post.problem, post.is_on) == ({"mention": "0"}, "", True)


def test_an_answer_that_nobody_here_asked_for_connects_nothing(boss, mastodon):
    user(mastodon, "bank")
    left = add(boss, "mastodon", server=f"127.0.0.1:{mastodon.port}")
    back = say_yes(left.content.decode(), "bank")
    boss.get(f"{back.path}?{back.query}x&state=anders")
    boss.get(f"{back.path}?{back.query}")  # what was remembered is gone
    assert not ListeningPost.objects.exists()


def test_listening_now_is_done_at_once(boss, organisation, mastodon, run_jobs):
    post = on_mastodon(organisation, mastodon, next_look_at=None)
    boss.post(reverse("hub:listen_now", args=[post.pk]))
    run_jobs()
    post.refresh_from_db()
    assert post.looked_at


def test_it_stops_and_goes_on_from_where_it_stopped(boss, organisation, mastodon, run_jobs):
    post = on_mastodon(organisation, mastodon)
    _kim, token = user(mastodon, "kim")
    say(mastodon, token, "@bank Eerst")
    boss.post(reverse("hub:listen_now", args=[post.pk]))
    run_jobs()
    boss.post(reverse("hub:switch_post", args=[post.pk]))
    say(mastodon, token, "@bank Intussen")
    run_jobs()
    assert Mention.objects.count() == 1
    boss.post(reverse("hub:switch_post", args=[post.pk]))
    run_jobs()
    assert Mention.objects.count() == 2


def test_what_came_in_stays_when_the_place_goes(boss, organisation):
    mention = make.mention(organisation, said_at=timezone.now())
    boss.post(reverse("hub:remove_post", args=[mention.listening_post_id]))
    mention.refresh_from_db()
    assert mention.listening_post is None

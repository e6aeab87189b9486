"""What is said outside comes in once, from real servers, also when they or we were away."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from werkzeug import Response

from kring.connectors.channel import TransientError
from kring.connectors.listener import Heard, HeardItem
from kring.core.scope import inside
from kring.hub import actions, network, rules, tasks
from kring.hub.models import ListeningPost, Mention
from kring.stories import queries as stories
from kring.stories.models import Idea
from kring.stories.rules import mail_tag
from tests import make
from tests.hub.hearing import in_the_mailbox, on_mastodon, say
from tests.sharing.publishing import ask, fault, user

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Forum</title><link>https://forum.example</link>
{}</channel></rss>"""
ITEM = "<item><guid>g{0}</guid><link>https://forum.example/{0}</link><title>{1}</title><description>{2}</description></item>"


def listen(post):
    ListeningPost.objects.filter(pk=post.pk).update(next_look_at=timezone.now())
    tasks.listen.func(organisation_id=post.organisation_id, row_id=post.pk)
    post.refresh_from_db()
    return post


def texts():
    return [mention.text for mention in Mention.objects.order_by("pk")]


def test_somebody_on_mastodon_mentions_us_and_it_comes_in_once(organisation, mastodon):
    department = make.department(organisation, name="Hypotheken")
    post = on_mastodon(organisation, mastodon, department=department)
    _kim, token = user(mastodon, "kim")
    said = say(mastodon, token, "@bank Wanneer gaat de brug open?", language="nl")
    say(mastodon, token, "Mooi weer.")
    listen(post)
    listen(post)
    mention = Mention.objects.get()
    assert "Wanneer gaat de brug open?" in mention.text
    assert "<" not in mention.text
    assert mention.handle.startswith("@kim")
    assert mention.link == said["url"]
    assert (mention.kind, mention.status, mention.department) == ("mention", "new", department)
    assert mention.reply_to["id"] == said["id"]
    assert post.looked_at
    assert not post.problem
    assert post.next_look_at > timezone.now()


def test_what_was_said_while_mastodon_was_away_is_caught_up_to_the_end(organisation, mastodon):
    post = on_mastodon(organisation, mastodon)
    _kim, token = user(mastodon, "kim")
    say(mastodon, token, "@bank Eerst")
    listen(post)
    for number in range(95):
        say(mastodon, token, f"@bank Vraag {number}.")
    fault(mastodon, 1, methods=("GET",), path="/api/v1/notifications", type="status", status=503)
    listen(post)
    assert post.problem == "not_reached"
    assert post.failures == 1
    assert Mention.objects.count() == 1
    listen(post)
    assert Mention.objects.count() == 96
    assert not post.problem
    assert post.failures == 0


def test_more_than_one_job_fetches_is_fetched_by_the_next(organisation, mastodon, monkeypatch, run_jobs):
    monkeypatch.setattr(rules, "ROUNDS", 1)
    post = on_mastodon(organisation, mastodon)
    _kim, token = user(mastodon, "kim")
    say(mastodon, token, "@bank Eerst")
    listen(post)
    for number in range(85):
        say(mastodon, token, f"@bank Vraag {number}.")
    listen(post)
    assert Mention.objects.count() == 41
    assert run_jobs().count("hub.tasks.listening.listen") == 2
    assert Mention.objects.count() == 86


def test_a_conversation_is_one_thread_and_what_we_say_ourselves_is_left_out(organisation, mastodon):
    post = on_mastodon(organisation, mastodon)
    _kim, token = user(mastodon, "kim")
    first = say(mastodon, token, "@bank Wanneer?")
    listen(post)
    answer = network.send(post, Mention.objects.get(), "Maandag", "key-1")
    say(mastodon, token, "@bank Dank je!", in_reply_to_id=answer.ref)
    listen(post)
    assert [mention.thread for mention in Mention.objects.order_by("pk")] == [first["id"], first["id"]]
    assert Mention.objects.order_by("pk").last().kind == "reply"


def test_a_word_is_looked_for_as_a_hashtag_and_what_is_found_both_ways_is_one(organisation, mastodon):
    post = on_mastodon(organisation, mastodon, search="havenbrug")
    _kim, token = user(mastodon, "kim")
    say(mastodon, token, "De #havenbrug staat open")
    say(mastodon, token, "@bank en de #havenbrug?")
    listen(post)
    assert Mention.objects.count() == 2
    say(mastodon, token, "Weer de #havenbrug")
    listen(post)
    assert Mention.objects.count() == 3


def test_our_answer_appears_as_a_reply_and_a_second_try_finds_it(organisation, mastodon):
    began = timezone.now()
    post = on_mastodon(organisation, mastodon)
    _kim, token = user(mastodon, "kim")
    said = say(mastodon, token, "@bank Wanneer?", visibility="unlisted")
    listen(post)
    mention = Mention.objects.get()
    assert network.may_answer(post, mention)
    assert network.can_look_for(post)
    assert network.look_for(post, mention, "Maandag om 9 uur", "key-1", began) is None
    sent = network.send(post, mention, "Maandag om 9 uur", "key-1")
    there = ask(mastodon, "GET", f"/api/v1/statuses/{said['id']}/context")["descendants"]
    assert [one["id"] for one in there] == [sent.ref]
    assert there[0]["visibility"] == "unlisted"
    assert "kim" in re.sub("<[^>]*>", "", there[0]["content"])
    assert network.look_for(post, mention, "Maandag om 9 uur", "key-1", began).ref == sent.ref
    assert network.look_for(post, mention, "Iets anders", "key-2", began) is None
    assert network.room_left(post, mention, "Maandag") == 500 - len("@kim Maandag")


def test_a_feed_brings_its_news_once_and_only_with_the_words(organisation, site):
    news = ITEM.format(1, "Bank", "&lt;b&gt;Bank&lt;/b&gt; x&lt;script&gt;y&lt;/script&gt;") + ITEM.format(
        2, "Weer", ""
    )
    site.expect_ordered_request("/feed").respond_with_data(
        FEED.format(news),
        headers={"ETag": '"1"'},
    )
    site.expect_ordered_request("/feed", headers={"If-None-Match": '"1"'}).respond_with_data(status=304)
    site.expect_ordered_request("/feed").respond_with_data(
        FEED.format(ITEM.format(3, "De bank", "") + ITEM.format(1, "Bank", "Bank"))
    )
    post = make.listening_post(organisation, address=site.url_for("/feed"), search="bank, lening")
    for _ in range(3):
        listen(post)
    assert texts() == ["Bank x", "De bank"]
    assert Mention.objects.first().who == "Forum"
    assert Mention.objects.first().reply_to == {}
    assert not network.may_answer(post, Mention.objects.first())


def test_a_mail_comes_in_and_our_answer_stands_under_it(organisation, letterbox, smtp):
    post = in_the_mailbox(organisation, letterbox)
    letterbox.deliver(
        "From: Kim <kim@x.example>\r\nSubject: Brug\r\nMessage-ID: <a@x.example>\r\n"
        "References: <z@x.example>\r\n\r\nWanneer?"
    )
    listen(post)
    listen(post)
    mention = Mention.objects.get()
    sent = network.send(post, mention, "Maandag.", "key-1")
    (mail,) = smtp.to("kim@x.example")
    assert mail["In-Reply-To"] == "<a@x.example>"
    assert mail["References"] == "<z@x.example> <a@x.example>"
    assert mail["Subject"] == "Re: Brug"
    assert mail["Reply-To"] == "hub@bank.example"
    assert mail["Message-ID"] == sent.ref
    assert network.send(post, mention, "Maandag.", "key-1").ref == sent.ref  # seen as one by who gets it
    assert not network.can_look_for(post)


def test_an_answer_to_an_invitation_is_an_idea_once_and_no_mention(organisation, person, letterbox):
    post = in_the_mailbox(organisation, letterbox)
    hour = make.content_hour(organisation)
    token = stories.mail_token(organisation.pk, person.pk, hour.pk)
    mail = (
        "From: Thuis <thuis@elders.example>\r\nTo: {to}\r\nSubject: Re: Content-uur\r\n"
        "Message-ID: <{number}@elders.example>\r\nIn-Reply-To: <uit@bank.example>\r\n\r\n"
        "Onze chauffeur rijdt hier veertig jaar.\r\n\r\nOp di 3 nov schreef Kring:\r\n> Kom je ook?\r\n"
    )
    letterbox.deliver(mail.format(to=mail_tag(post.address, token), number="b"))
    letterbox.deliver(mail.format(to=mail_tag(post.address, token + "x"), number="c"))
    listen(post)
    letterbox.make_anew()
    listen(post)
    idea = Idea.objects.get()
    assert (idea.person, idea.going_on) == (person, "Onze chauffeur rijdt hier veertig jaar.")
    assert [mention.key for mention in Mention.objects.all()] == ["<c@elders.example>"]  # a token we never gave


def test_two_workers_never_listen_at_once(organisation, mastodon):
    post = on_mastodon(organisation, mastodon)
    assert actions.claim_post(post_id=post.pk, now=timezone.now())
    assert actions.claim_post(post_id=post.pk, now=timezone.now()) is None


def test_what_a_worker_brings_whose_time_ran_out_is_not_kept(organisation, mastodon):
    post, now = on_mastodon(organisation, mastodon), timezone.now()
    late = actions.claim_post(post_id=post.pk, now=now)
    on_time = actions.claim_post(post_id=post.pk, now=now + rules.LEASE)
    item = HeardItem(key="1", text="Hallo", said_at=now)
    actions.record_heard(claimed=on_time, heard=Heard([item], {"mention": "2"}), goes_on=False, now=now)
    actions.record_heard(claimed=late, heard=Heard([], {"mention": "1"}), goes_on=False, now=now)
    actions.record_problem(claimed=late, error=TransientError(), now=now)
    post.refresh_from_db()
    assert post.cursor == {"mention": "2"}
    assert not post.problem
    assert texts() == ["Hallo"]


def test_what_was_said_and_where_listening_stopped_are_kept_together(organisation, monkeypatch, mastodon):
    post, now = on_mastodon(organisation, mastodon), timezone.now()
    claimed = actions.claim_post(post_id=post.pk, now=now)
    broken = HeardItem(key="2", text="x", said_at="no moment at all")
    good = HeardItem(key="1", text="Hallo", said_at=now)
    with pytest.raises(Exception, match="no moment"):
        actions.record_heard(claimed=claimed, heard=Heard([good, broken], {"mention": "9"}), goes_on=False, now=now)
    post.refresh_from_db()
    assert post.cursor == {}
    assert not Mention.objects.exists()


def test_nothing_is_open_in_the_database_while_the_network_is_asked(transactional_db, organisation, site):
    seen = []

    def handler(request):
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and state = 'idle in transaction'"
            )
            seen.append(cursor.fetchone()[0])
        return Response(FEED.format(""), content_type="application/rss+xml")

    site.expect_request("/feed").respond_with_handler(handler)
    post = make.listening_post(organisation, address=site.url_for("/feed"), next_look_at=timezone.now())
    tasks.listen.func(organisation_id=organisation.pk, row_id=post.pk)
    assert seen == [0]


def test_failures_in_a_row_make_it_wait_longer_and_never_for_ever():
    every = timedelta(minutes=3)
    waits = [rules.wait(every, failures, 0.5) for failures in range(12)]
    assert waits == sorted(waits)
    assert waits[0] == every
    assert waits[-1] == rules.LONGEST_WAIT
    assert rules.wait(every, 0, 0.0) < every < rules.wait(every, 0, 1.0)


def test_a_network_says_itself_when_it_may_be_asked_again(organisation, mastodon):
    post = on_mastodon(organisation, mastodon)
    effect = {"type": "status", "status": 429, "headers": {"Retry-After": "7200"}}
    fault(mastodon, 1, methods=("GET",), path="/api/v1/notifications", **effect)
    listen(post)
    assert post.problem == "rate_limited"
    assert post.next_look_at > timezone.now() + timedelta(minutes=119)


def test_a_wake_up_call_that_was_lost_is_made_up_for(organisation, mastodon, pass_a_while):
    on_mastodon(organisation, mastodon)
    _kim, token = user(mastodon, "kim")
    say(mastodon, token, "@bank Hallo")
    assert "hub.tasks.listening.listen" in pass_a_while()
    assert Mention.objects.count() == 1


def test_where_the_hub_does_not_listen_nothing_is_asked(organisation, mastodon, pass_a_while):
    post = on_mastodon(organisation, mastodon, is_on=False)
    listen(post)
    assert "hub.tasks.listening.listen" not in pass_a_while()
    assert post.looked_at is None


def test_a_simulated_organisation_asks_nothing_outside(db, mastodon, run_jobs):
    organisation = make.organisation(is_simulated=True)
    with inside(organisation):
        boss = make.person(organisation)
        post = on_mastodon(organisation, mastodon, next_look_at=None)
        actions.listen_now(by=boss, post=post, now=timezone.now())
        actions.switch_post(by=boss, post=post, is_on=True, now=timezone.now())
        assert not run_jobs()
        post.refresh_from_db()
        assert post.next_look_at is None

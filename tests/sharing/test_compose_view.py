"""The composer, as its writer sees it."""

from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse

from kring.connectors.registry import CHANNELS
from kring.sharing.models import Draft, Share
from kring.stories.models import StoryText, Variant
from tests import make

MINE = "I cycled over it with my daughter before anyone else was awake."


@pytest.fixture
def client(client_of, person):
    return client_of(person)


def address(story, name="compose"):
    return reverse(f"sharing:{name}", args=[story.pk])


def read(answer):
    return unescape(" ".join(answer.content.decode().split()))


def look(client, story, **values):
    answer = client.post(address(story, "look"), {"channel": "office"} | values, headers={"hx-request": "true"})
    return read(answer)


def seen_in(page):
    return page.partition('name="seen" value="')[2].partition('"')[0]


def test_the_question_of_the_writers_group_comes_first(client, person, story):
    Variant.objects.create(
        organisation=story.organisation,
        story=story,
        target_group=person.target_group,
        prompt={"en": "What did you tell your last customer?", "nl": "Wat vertelde je?"},
        example={"en": "Yesterday a customer asked me"},
    )
    page = read(client.get(address(story)))
    assert page.index("What did you tell your last customer?") < page.index("<textarea")
    assert "Yesterday a customer asked me" in page
    assert "autofocus" in page


def test_it_asks_a_constant_number_of_queries(client, person, story, connected, count_queries):
    client.get(address(story))
    with count_queries() as few:
        client.get(address(story))
    for _ in range(5):
        make.share(make.person(person.organisation), story, own_words="Somebody else was there too, early on.")
        make.share(person, make.story(person.organisation))
    with count_queries() as many:
        client.get(address(story))
    assert len(many) == len(few)
    assert len(few) <= 22


def test_the_look_is_the_post_in_the_networks_form(client, person, story):
    page = look(client, story, own_words=MINE)
    assert "This is how it will look on Office" in page
    for shown in (person.name, MINE, f"I work at {person.organisation.name}.", story_title(story), "/l/"):
        assert shown in page
    assert "<textarea" not in page


def story_title(story):
    return StoryText.objects.filter(story=story).first().title


def test_connected_accounts_come_first_and_say_as_whom(client, story, connected):
    page = read(client.get(address(story)))
    assert page.index("Town") < page.index("Square") < page.index("Office")
    page = look(client, story, own_words=MINE, channel="town")
    assert "Post on Town" in page
    assert "@mens@town.example" in page


def test_with_many_channels_a_few_are_at_hand_and_the_rest_one_tap_away(client, person, story, monkeypatch):
    for name in ("Market", "Tavern", "Library", "Harbour"):
        caps = replace(CHANNELS["office"].caps, key=name.lower(), name=name, place=9)
        channel = type(CHANNELS["office"])()
        channel.caps = caps
        monkeypatch.setitem(CHANNELS, name.lower(), channel)
    make.share(person, make.story(person.organisation), channel="tavern")
    page = read(client.get(address(story)))
    at_hand, _, tucked_away = page.partition("Elsewhere")
    assert all(name in at_hand for name in ("Square", "Office", "Harbour", "Library", "Tavern"))
    assert "Market" in tucked_away


def test_the_last_channel_is_chosen_already(client, person, story):
    make.share(person, make.story(person.organisation), channel="office")
    assert 'value="office" class="sr-only" checked' in read(client.get(address(story)))


def test_the_mirror_says_how_much_is_ours_and_marks_it(client, story):
    copied = "Every day four thousand people will cross the river, and I will too."
    page = look(client, story, own_words=copied)
    assert "of these words are ours. Start with what you saw yourself." in page
    assert "four thousand people will cross the river, and</mark>" in page
    assert "Your own words. That is what people stop for." in look(client, story, own_words=MINE)
    assert "Were you there" in look(client, story, own_words="A quiet road at last for everyone who cycles to work.")


def test_words_like_a_colleagues_get_a_kind_warning(client, person, story):
    make.share(make.person(person.organisation), story, own_words=MINE)
    assert "A colleague posted almost the same words." in look(client, story, own_words=MINE)
    assert "does not allow that" in look(client, story, own_words=MINE, channel="square")


def test_the_room_that_is_left_is_counted_as_the_network_does(client, story, connected):
    page = look(client, story, own_words="x" * 300, channel="town")
    assert "too many" not in page  # counted beside the text, which stays where it is
    page = read(client.get(address(story)))
    assert "too many" in page.partition('id="room"')[2][:400]


def test_looking_keeps_what_was_written(client, person, story):
    look(client, story, own_words=MINE)
    assert Draft.objects.get(person=person, story=story).own_words == MINE
    assert MINE in read(client.get(address(story)))


def test_without_scripts_the_look_is_the_whole_page_again(client, story):
    page = read(client.post(address(story, "look"), {"own_words": MINE, "channel": "office"}))
    assert "<textarea" in page
    assert "This is how it will look on Office" in page


def test_sharing_leads_to_what_happens_now(client, person, story, connected):
    seen = seen_in(look(client, story, own_words=MINE, channel="town"))
    answer = client.post(address(story), {"own_words": MINE, "channel": "town", "seen": seen, "key": "k" * 24})
    share = Share.objects.get()
    assert answer.headers["Location"] == reverse("sharing:shared", args=[share.pk])
    assert "On its way to Town" in read(client.get(answer.headers["Location"]))


def test_what_was_not_shown_is_shown_first_and_nothing_is_lost(client, story, connected):
    answer = client.post(address(story), {"own_words": MINE, "channel": "town", "seen": ""})
    assert answer.status_code == 422
    page = read(answer)
    assert "this is exactly what will be posted" in page
    assert MINE in page
    again = client.post(address(story), {"own_words": MINE, "channel": "town", "seen": seen_in(page)})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"own_words": ""}, "Write a line of your own first"),
        ({"channel": ""}, "Choose where you want to share this"),
        ({"when": "nonsense"}, "Give a day and a time"),
        ({"when": "own", "at": ""}, "Give a day and a time"),
        ({"when": "own", "at": "2001-01-01T10:00"}, "between now and two months from now"),
        ({"own_words": "x" * 10_001}, None),
    ],
)
def test_a_refusal_is_a_sentence_and_the_words_stay(client, story, connected, values, said):
    answer = client.post(address(story), {"own_words": MINE, "channel": "town"} | values)
    assert answer.status_code == 422
    if said:
        assert said in read(answer)
    assert values.get("own_words", MINE) in read(answer)
    assert not Share.objects.exists()


def test_a_moment_of_ones_own_is_in_the_organisations_time(client, person, story, connected):
    moment = read(client.get(address(story))).partition('name="when" value="')[2].partition('"')[0]
    seen = seen_in(look(client, story, own_words=MINE, channel="town"))
    client.post(address(story), {"own_words": MINE, "channel": "town", "seen": seen, "when": moment})
    share = Share.objects.get()
    assert share.next_try_at.isoformat() != share.created_at.isoformat()
    page = read(client.get(reverse("sharing:shared", args=[share.pk])))
    assert f"at {moment[11:16]}" in page


def test_the_post_can_be_in_the_other_language(client, person, story):
    StoryText.objects.filter(story=story, language="nl").update(title="De nieuwe fietsbrug")
    page = read(client.get(f"{address(story)}?language=nl"))
    assert "De nieuwe fietsbrug" in page
    assert "Share in English" in page
    page = look(client, story, own_words="Ik was erbij.", language="nl")
    assert "Ik werk bij" in page


def test_a_story_that_is_gone_gives_the_words_back(client, person, story):
    look(client, story, own_words=MINE)
    story.live_from = None
    story.save()
    answer = client.get(address(story))
    assert answer.status_code == 404
    assert MINE in read(answer)


def test_what_somebody_writes_runs_nowhere(client, story):
    for name in ("look", "compose"):
        page = client.post(address(story, name), {"channel": "office", "own_words": "<script>alert(1)</script>"})
        assert b"<script>alert" not in page.content
        assert b"&lt;script&gt;alert" in page.content

"""The weekly mail: what suits me, my circle, my next step; and nothing when there is nothing to say."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from kring.feed.models import HotStory
from kring.nudges import messages
from kring.people.rules import Purpose
from kring.reach import actions as reach
from kring.reach import tasks
from kring.reach.models import Message
from kring.rollout.models import CircleThanks
from tests import make

MONDAY = timezone.make_aware(timezone.datetime(2026, 11, 23, 9, 0))


@pytest.fixture
def full(organisation, person, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    make.consent(person, Purpose.EMAIL)
    person.target_group = make.group(organisation, "ambassador")
    person.save()
    for number in range(4):
        story = make.story(organisation, title=f"Bridge {number}", live_from=MONDAY - timedelta(days=1))
        HotStory.objects.create(
            organisation=organisation, story=story, segment=f"group:{person.target_group_id}", languages="nl,en",
            theme_id=story.theme_id, hot=number, live_from=story.live_from,
        )  # fmt: skip
    circle = make.circle(organisation)
    make.circle_member(circle, person=person)
    make.help_moment(circle, title="Koffie", starts_at=MONDAY + timedelta(days=2))
    CircleThanks.objects.create(
        organisation=organisation, circle=circle, by=circle.hero.person, to=person, words="Mooi!", key="k"
    )
    make.lesson(organisation, title={"en": "Listen first"}, body={"en": "Yes."})
    return person


def sent_to(person):
    made = reach.tell(person=person, kind="nudges.week", about={"week": "2026-11-23"}, key="w", now=timezone.now())
    tasks.send.func(organisation_id=person.organisation_id, row_id=made.pk)
    return mail.outbox


def test_it_says_what_suits_me_in_text_and_in_colour(full):
    (made,) = sent_to(full)
    page = made.alternatives[0].content
    for words in ("Bridge 3", "Bridge 1", "What did you see?", "Koffie", "Mooi!", "Listen first", "/story/"):
        assert words in made.body
        assert words in page
    assert "Bridge 0" not in page
    assert "List-Unsubscribe" in made.extra_headers
    assert "<img" not in page
    assert "You get this because you agreed to a mail a week" in made.body


def test_it_is_not_sent_when_there_is_nothing_to_say(organisation, person, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    make.consent(person, Purpose.EMAIL)
    make.lesson(organisation)
    assert sent_to(person) == []
    assert Message.objects.get().problem == "no_reason"


def test_a_chat_gets_a_few_lines(full):
    letter = messages.write_week(Message(person=full, about={}))
    assert letter.text.splitlines()[0] == "Bridge 3"
    assert "Your circle: Wednesday 25 November, 09:00" in letter.text

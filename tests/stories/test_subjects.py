"""A sensitive subject holds the stories that are about it, until a person lifts it."""

import pytest
from django.utils import timezone

from kring.stories import actions, queries
from kring.stories.actions import Care, Words, Writing
from kring.stories.errors import GuidanceMissingError, SubjectLiftedError
from kring.stories.models import Story
from tests import make

CARE = Care(
    name={"nl": "Storing"},
    happened={"nl": "De app lag eruit."},
    may_say={"nl": "Dat we eraan werken."},
    ask={"nl": "De hub"},
    words="storing, grote lek",
)


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"])


def mark(editor, **changes):
    values = {name: getattr(CARE, name) for name in CARE.__dataclass_fields__} | changes
    return actions.save_subject(by=editor, subject=None, care=Care(**values), now=timezone.now())


def test_stories_with_its_words_are_held_at_once_and_others_are_not(editor, organisation):
    about = make.story(organisation, title="De STORING van maandag")
    body = make.story(organisation, body="Er was een grote lek.")
    other = make.story(organisation, title="Storingen vroeger")
    draft = make.story(organisation, title="Storing", live_from=None)
    mark(editor)
    assert set(queries.live().values_list("pk", flat=True)) == {other.pk}
    assert queries.held_story_ids() == {about.pk, body.pk, draft.pk}
    assert queries.card(about.pk, editor) is None


def test_a_story_that_is_written_later_is_held_too(editor, organisation):
    make.theme(organisation)
    mark(editor)
    story = actions.write_story(
        by=editor, story=None, writing=Writing(texts={"nl": Words("Over de storing", "x")}), now=timezone.now()
    )
    assert story.is_held
    assert Story.objects.get(pk=story.pk).is_held


def test_a_story_that_an_editor_cleared_stays_free_whatever_is_kept_again(editor, organisation):
    story = make.story(organisation, title="Storing")
    one = mark(editor)
    actions.clear_story(by=editor, subject=one, story_id=story.pk)
    actions.save_subject(by=editor, subject=one, care=CARE, now=timezone.now())
    actions.write_story(
        by=editor, story=Story.objects.get(pk=story.pk), writing=actions.writing.written(story), now=timezone.now()
    )
    assert queries.live().filter(pk=story.pk).exists()
    actions.hold_story(by=editor, subject=one, story_id=story.pk)
    assert not queries.live().filter(pk=story.pk).exists()


def test_lifting_lets_everything_go_and_can_be_pressed_twice(editor, organisation):
    story = make.story(organisation, title="Storing")
    by_hand = make.story(organisation, title="Iets anders")
    one = mark(editor)
    actions.hold_story(by=editor, subject=one, story_id=by_hand.pk)
    actions.lift_subject(by=editor, subject=one, now=timezone.now())
    first = queries.subject(one.pk).lifted_at
    actions.lift_subject(by=editor, subject=one, now=timezone.now())
    assert set(queries.live()) == {story, by_hand}
    assert queries.subject(one.pk).lifted_at == first
    with pytest.raises(SubjectLiftedError):
        actions.save_subject(by=editor, subject=one, care=CARE, now=timezone.now())
    with pytest.raises(SubjectLiftedError):
        actions.hold_story(by=editor, subject=one, story_id=story.pk)


@pytest.mark.parametrize("missing", ["name", "happened", "may_say", "ask"])
def test_guidance_is_complete(editor, missing):
    with pytest.raises(GuidanceMissingError):
        mark(editor, **{missing: {"nl": "  "}})


def test_what_somebody_writes_is_recognised_in_their_language(organisation):
    make.subject(organisation)
    make.subject(organisation, lifted_at=timezone.now())
    make.subject(organisation, words="")
    (found,) = queries.guidance_for("Wat een STORING vandaag", "en")
    assert (found.name, found.may_say) == ("App outage", "That we work on it.")
    assert queries.guidance_for("Wat een dag", "en") == []

"""The board by keyboard and by mouse, and words that outlive a lost connection."""

import re

import pytest

from kring.core.scope import inside
from kring.stories.models import Story, StoryMention, Typed
from tests import make
from tests.browser import findings

pytestmark = pytest.mark.browser


@pytest.fixture
def there(live_kring):
    organisation = make.organisation()
    with inside(organisation):
        editor = make.person(organisation, account=make.account(language="en"), roles=["editor"])
        story = make.story(organisation, title="A new bridge", live_from=None)
    return organisation, editor, story


def stage(organisation, story):
    with inside(organisation):
        return Story.objects.get(pk=story.pk).stage


def test_a_card_is_moved_by_keyboard_alone_and_has_the_focus_again(there, open_screen):
    organisation, editor, story = there
    page = open_screen(editor, width=1440, language="en")
    page.goto("/stories/")
    page.locator("[data-board]").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == f"card-{story.pk}"
    page.keyboard.press("m")
    page.locator("#sheet button:focus").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"#card-{story.pk}$"))
    page.get_by_text("Moved to “In review”.").wait_for()
    assert page.evaluate("document.activeElement.id") == f"card-{story.pk}"
    assert stage(organisation, story) == "review"


def test_a_card_is_dragged_to_another_column(there, open_screen):
    organisation, editor, story = there
    page = open_screen(editor, width=1440, language="en")
    page.goto("/stories/")
    page.drag_and_drop(f"#card-{story.pk}", "#column-ready", target_position={"x": 60, "y": 60})
    page.get_by_text("Moved to “Ready”.").wait_for()
    assert stage(organisation, story) == "ready"


def test_what_was_typed_without_a_connection_is_offered_on_coming_back(there, open_screen):
    organisation, editor, story = there
    page = open_screen(editor, language="en")
    page.goto(f"/stories/{story.pk}/")
    page.locator("[name=body_en]").press("Control+End")
    page.locator("[name=body_en]").press_sequentially(" And", delay=1)
    page.get_by_text("What you type is saved.").wait_for()
    with inside(organisation):
        assert Typed.objects.get().fields["body_en"][0].endswith("And")
    page.route("**/typed", lambda route: route.abort())
    page.locator("[name=body_en]").press_sequentially(" then the tunnel.", delay=1)
    page.get_by_text("No connection. What you type is kept on this device.").wait_for()
    page.goto("/stories/list")
    page.unroute("**/typed")
    page.goto(f"/stories/{story.pk}/")
    page.locator("[data-put-back]").click()
    assert page.locator("[name=body_en]").input_value().endswith("And then the tunnel.")


def test_what_was_kept_is_not_offered_again_with_the_next_story(there, open_screen):
    organisation, editor, _story = there
    page = open_screen(editor, language="en")
    page.goto("/stories/new")
    page.locator("[name=title_en]").press_sequentially("The tunnel", delay=1)
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_text("Kept as a draft.").wait_for()
    page.goto("/stories/new")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kring-'))") == []
    page.locator("[name=title_en]").press_sequentially("The bridge", delay=1)
    page.get_by_text("What you type is saved.").wait_for()
    assert not page.locator("[data-offline]").is_visible()
    with inside(organisation):
        assert Typed.objects.get().fields["title_en"] == ["The bridge"]


def test_a_colleague_is_called_by_typing_an_at_sign_and_some_letters(there, open_screen):
    organisation, editor, story = there
    with inside(organisation):
        called = make.person(organisation, name="Noor van der Vliet", account=make.account(), roles=["editor"])
        make.person(organisation, name="Bram Noorman", account=make.account(), roles=["editor"])
    page = open_screen(editor, language="en")
    page.goto(f"/stories/{story.pk}/talk")
    field = page.locator("[data-mentions] textarea")
    field.press_sequentially("Look, @noor")
    page.get_by_role("option").nth(1).wait_for()
    assert findings(page) == []
    field.press("ArrowUp")
    assert page.get_by_role("option", selected=True).inner_text() == "@Noor van der Vliet"
    field.press("Enter")
    assert field.input_value() == "Look, @Noor van der Vliet "
    assert page.get_by_role("option").count() == 0
    field.press_sequentially("please")
    page.get_by_role("button", name="Say it").click()
    page.get_by_text("Look, @Noor van der Vliet please").wait_for()
    with inside(organisation):
        assert StoryMention.objects.get().person == called

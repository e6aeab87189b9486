"""A programme manager reads the four answers on a phone and on paper, in both languages."""

import pytest

from kring.core.scope import inside
from kring.insights import actions, queries
from kring.insights.actions.working import work_out_answers
from kring.people.rules import Role
from tests import make
from tests.browser import axe, fits
from tests.insights.conftest import NOW
from tests.insights.test_answers_view import SUNDAY, bank  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def work_out(organisation, part):
    row = actions.ask_for_answers(organisation=organisation, part=part, weeks=13, sunday=SUNDAY, now=NOW)
    work_out_answers(row=actions.claim_answers(row_id=row.pk, now=NOW))


@pytest.mark.usefixtures("bank")
def test_the_answers_are_read_filtered_printed_and_taken_along(organisation, live_kring, open_screen):
    boss = make.person(organisation, account=make.account(), roles=[Role.MANAGER], unit=None)
    page = open_screen(boss, language="en")
    page.goto("/answers")
    assert "Working the answers out" in page.inner_text("main")
    with inside(organisation):
        work_out(organisation, "all")
    page.wait_for_selector("#participation")  # the page that waited shows them by itself, once
    assert (page.locator("main").count(), page.locator("nav").count()) == (1, 3)
    with inside(organisation):
        part = next(one for one in queries.answers(organisation, NOW).parts if one.kind != "all")
        work_out(organisation, part.code)
    for language, title, led in (("nl", "Vier antwoorden", "leidde het programma"), ("en", "Four answers", "led to")):
        boss.account.language = language
        boss.account.save()
        page = open_screen(boss, language=language)
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto("/answers")
        assert page.inner_text("h1") == title
        said = page.locator("section h2").all_inner_texts()
        assert len(said) == 5  # four answers, and how it was measured
        assert led in said[2]
        fits(page)
        axe(page)
    page.locator("details.sheet > summary").click()
    sheet = page.locator("details.sheet form")
    sheet.locator("select[name=part]").select_option(part.code)
    sheet.locator("button").click()
    page.wait_for_url("**part=**")
    assert "For this part by itself nobody can say" in page.inner_text("main")
    page.goto("/answers")
    page.emulate_media(media="print")
    assert not page.locator("details.sheet").is_visible()
    assert page.get_by_text("Were there enough units to compare with?").last.is_visible()
    page.emulate_media(media="screen")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Report (PDF)").click()
    assert taken.value.suggested_filename == f"answers-{SUNDAY}.pdf"

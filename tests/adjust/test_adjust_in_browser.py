"""From the answers to a decision, and eight weeks on to what came of it, in both languages."""

from datetime import date, timedelta

import pytest

from kring.adjust import actions, queries
from kring.adjust.models import Decision
from kring.core.scope import inside
from tests import make
from tests.adjust.conftest import KEY, NOW, WHOLE, helped
from tests.browser import axe, fits

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
SAID = {
    "nl": ("Bijsturen", "Doe dit", "Zoals gehoopt", "samen met dit besluit"),
    "en": ("Adjust", "Do this", "As hoped", "together with this decision"),
}


@pytest.mark.usefixtures("figures")
@pytest.mark.parametrize("language", ["nl", "en"])
def test_from_the_answers_to_what_came_of_it(language, organisation, manager, live_kring, open_screen):
    tab, do_this, as_hoped, together = SAID[language]
    manager.account.language = language
    manager.account.save()
    page = open_screen(manager, language=language)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/figures")
    page.get_by_role("link", name=tab).first.click()
    page.wait_for_url("**/adjust")
    assert "Duinrand" in page.inner_text("main h2")
    fits(page)
    axe(page)
    page.locator(f"a[href='/adjust/proposals/{KEY}']").click()
    fits(page)
    axe(page)
    page.get_by_role("button", name=do_this).click()
    page.wait_for_url("**/adjust/decisions/*")
    assert as_hoped not in page.inner_text("main")
    later = NOW + timedelta(weeks=8)
    with inside(organisation):
        make.gathered(organisation, helped(0.34), WHOLE, sunday=date(2027, 1, 17))
        [row] = queries.due(later.date())
        actions.write_verdict(decision=row, seen=queries.newest(), now=later)
        assert row.pk == Decision.objects.get().pk
    page.reload()
    assert as_hoped in page.inner_text("main")
    assert together in page.inner_text("main")
    fits(page)
    axe(page)

"""From a wish on a phone to a share on the manager's screen, as three people live it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.core.scope import inside
from kring.rollout.actions.circles import make_circles
from kring.rollout.models import CirclePlan, HelpMoment, MomentLetter
from tests import make
from tests.browser import axe, fits


def dutch(person):
    person.account.language = "nl"
    person.account.save()
    return person


@pytest.mark.browser
def test_a_participant_gets_a_hero_and_the_manager_sees_a_share_without_names(live_kring, open_screen):
    organisation = make.organisation()
    with inside(organisation):
        unit = make.unit(organisation, name="Duinrand")
        bram, yvette = (
            dutch(make.person(organisation, unit=unit, account=make.account(), name=name))
            for name in ("Bram de Wit", "Yvette Rozema")
        )
        fatima = dutch(make.person(organisation, account=make.account(), roles=["manager"], unit=None))
        hero = make.hero(organisation, unit=unit, person=yvette)
        for _n in range(10):
            make.person(organisation, unit=unit)
    phone = open_screen(bram)
    phone.goto("/circle")
    phone.get_by_role("button", name="Ik wil graag een hero").click()
    phone.get_by_text("We zoeken een hero bij jou in de buurt").wait_for()
    with inside(organisation):
        make_circles(plan_id=CirclePlan.objects.get().pk, now=timezone.now())
    phone.reload()
    phone.get_by_text("Yvette is jouw hero").wait_for()
    phone.get_by_label("Een vraag").fill("Wat doe je als niemand reageert?")
    phone.get_by_role("button", name="Laat het zien in mijn kring").click()
    phone.get_by_text("Je kring ziet dit nu, en verder niemand.").wait_for()
    axe(phone)
    fits(phone)

    theirs = open_screen(yvette)
    theirs.goto("/circle")
    theirs.get_by_text("Wat doe je als niemand reageert?").wait_for()
    theirs.get_by_role("link", name="Plan een hulpmoment").click()
    theirs.get_by_label("Dag").fill((timezone.localdate() + timedelta(days=2)).isoformat())
    theirs.get_by_label("Tijd").fill("10:00")
    theirs.get_by_role("button", name="Plan het en nodig mijn kring uit").click()
    theirs.get_by_text("Gepland. Je kring krijgt het in de agenda.").wait_for()
    with inside(organisation):
        assert set(MomentLetter.objects.values_list("person", flat=True)) == {bram.pk, yvette.pk}
        HelpMoment.objects.update(starts_at=timezone.now() - timedelta(hours=1))  # two days later
        for _n in range(5):
            make.circle_member(HelpMoment.objects.get().circle, person=make.person(organisation, unit=hero.unit))
    theirs.goto("/circle")
    theirs.get_by_role("button", name="6", exact=True).click()
    theirs.get_by_text("Genoteerd. Dank je wel voor je hulp.").wait_for()
    axe(theirs)
    with inside(organisation):
        a_week_ago = timezone.now() - timedelta(days=8)
        assert HelpMoment.objects.get().people == 6
        HelpMoment.objects.update(starts_at=a_week_ago, held_at=a_week_ago)
    desk = open_screen(fatima, width=1440, height=900)
    desk.goto("/programme/help")
    desk.get_by_text("Duinrand").first.wait_for()
    seen = desk.locator("main").inner_text()
    assert "had minstens één hulpmoment" in seen
    assert not any(name in seen for name in ("Bram", "Yvette", "niemand reageert"))
    axe(desk)

"""A programme from the plan for sixty units, over heroes whom colleagues named, to comfort that rose in one of them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kring.core.scope import inside
from kring.people.models import Person, Placement, Unit
from kring.rollout.actions import circles, deciding
from kring.rollout.models import Circle, HelpMoment, Hero, Nomination, Proposed
from tests import make
from tests.actor import Actor
from tests.rollout import heroes as world
from tests.surveys.asking import answered, opened, sent

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
TODAY = timezone.localdate()
PEOPLE, HEROES = 70, 25
USES = ("listen", "respond", "share", "write", "lead")


@pytest.fixture
def place(live_kring):
    """An organisation of sixty units with a manager; one of them, Duinrand, is large enough to choose heroes in."""
    organisation = make.organisation(name="Waterbank")
    with inside(organisation):
        unit = world.unit_of(organisation, people=PEOPLE, name="Duinrand")
        regions = [make.unit(organisation, name=f"Regio {n}") for n in range(4)]
        units = Unit.objects.bulk_create(
            Unit(organisation=organisation, name=f"Bank {n:02}", parent=regions[n % 4]) for n in range(59)
        )
        people = Person.objects.bulk_create(
            Person(organisation=organisation, name=f"Mens {n}", email=f"b{n}@voorbeeld.example") for n in range(118)
        )
        Placement.objects.bulk_create(
            Placement(organisation=organisation, person=person, unit=units[n % 59], valid_from="2020-01-01")
            for n, person in enumerate(people)
        )
        organisation.unit, organisation.manager = unit, world.manager(organisation)
        yield organisation


@pytest.mark.parametrize("language", ["nl", "en"])
def test_from_a_plan_to_comfort_that_rose(language, place, open_screen, run_jobs):
    def sits(person, **screen):
        person.account.language = person.language = language
        person.account.save()
        person.save()
        return Actor(open_screen(person, language=language, **screen), language)

    def worked():
        with inside(place):  # a job may come back with another connection to the database
            run_jobs()

    desk = sits(place.manager, width=1440, height=900)
    plan_sixty_units(desk, worked)
    say_how_it_was(place.unit, comfortable=15)
    open_a_round(desk, place.unit)
    phones = [sits(world.sign_in(person)) for person in place.unit.staff[-2:]]
    rather_not(phones[0])
    for phone in phones:
        name_a_colleague(phone, place.unit.staff[4])
    world.everybody_names(place.unit, part=0.6)
    assert Nomination.objects.count() == 2 + PEOPLE * 6 // 10
    choose_with_quotas(desk, place.unit, worked)
    for _twice in range(2):
        swap_one(desk, place.unit)
    decide(desk, worked)
    hero = say_yes(sits)
    member = ask_for_a_hero(place.unit, phones[0], worked)
    log_help(hero)
    answer_a_survey(place.unit, member)
    desk.page.goto("/comfort")
    expect(desk.page.locator("main")).to_contain_text("Duinrand")
    before, now = desk.page.locator("tr", has_text="Duinrand").first.locator("td").all_text_contents()[:2]
    assert number(now) > number(before)
    desk.looks()


def number(text):
    return int(re.search(r"\d+", text)[0])


def plan_sixty_units(desk, worked):
    desk.page.goto("/programme/goal")
    desk.fill(goal_nl="Iedereen op zijn gemak.", goal_en="Everybody at ease.")
    desk.fill(starts_on=f"{TODAY + timedelta(days=1):%Y-%m-%d}")
    desk.press("Keep, and on to the units")
    desk.press("Keep, and on to the waves")
    desk.fill(seed="lotto 4 8 15")
    desk.press("Draw the waves")
    desk.page.wait_for_url(re.compile("/programme/plans/"))
    worked()
    desk.press("Accept this plan")
    desk.page.wait_for_url(re.compile("/programme/$"))
    desk.looks()
    assert Unit.objects.filter(starts_on__isnull=False).count() == 60


def say_how_it_was(unit, comfortable):
    """A survey among the unit, counted: so many are comfortable, the others are not yet."""
    survey = sent(unit.organisation, kind="baseline" if comfortable < PEOPLE // 2 else "pulse", units=[unit])
    for n, person in enumerate(unit.staff[:60]):
        answered(survey, person, **dict.fromkeys(USES, 5 if n < comfortable else 2))
    return opened(survey)


def open_a_round(desk, unit):
    desk.page.goto(f"/programme/units/{unit.pk}")
    desk.page.locator(f"main a[href='/programme/heroes/{unit.pk}']").click()
    desk.fill(until=f"{TODAY + timedelta(days=9):%Y-%m-%d}")
    desk.looks()
    desk.press("Start the round")
    desk.sees("Only a few took part so far.")


def name_a_colleague(phone, colleague):
    phone.page.goto("/nominate")
    phone.page.locator("#q-try").fill(colleague.name[:11])
    phone.page.get_by_role("button", name=colleague.name).click()
    phone.sees("Kept. You need not do anything more.")
    phone.looks()


def rather_not(phone):
    phone.page.goto("/hero/wish")
    phone.page.locator("[name=wants][value=no]").check()
    phone.looks()
    phone.press("Keep")
    phone.sees("Take this back")


def choose_with_quotas(desk, unit, worked):
    desk.page.reload()
    desk.press("Close the round")
    desk.follow("Change what you ask")
    desk.fill(wanted=str(HEROES), what_0="rank:Directeur", least_0="2", what_1="department:", least_1="4", most_1="8")
    desk.looks()
    desk.press("Keep")
    desk.press("Propose %(number)s heroes", number=HEROES)
    desk.sees("The list is being made")
    worked()
    expect(desk.page.locator("form[action$='/decide']")).to_be_visible()
    assert Proposed.objects.count() == HEROES
    assert Proposed.objects.filter(person__in=unit.staff[:2]).count() == 2
    desk.looks()


def swap_one(desk, unit):
    """Look what it costs to have somebody else in the place of the last one on the list, and do it."""
    listed = set(Proposed.objects.values_list("person", flat=True))
    put = next(one for one in unit.staff if one.pk not in listed)
    last = desk.page.locator("#state > ul > li").last
    last.locator("summary").click()
    last.locator("[name=other_name]").fill(put.name)
    last.get_by_role("button", name=desk.words("Take a look"), exact=True).click()
    desk.sees("What this would cost")
    expect(desk.page.locator("main")).to_contain_text(re.compile(r"\d+|" + desk.words("costs less than one colleague")))
    desk.looks()
    desk.press("Do it")
    expect(desk.page.locator("form[action$='/decide']")).to_be_visible()
    expect(desk.page.locator("#state > ul")).to_contain_text(put.name)


def decide(desk, worked):
    desk.page.locator("form[action$='/decide'] button").click()
    desk.sees("Nobody answered yet")
    desk.looks()
    worked()
    assert Hero.objects.filter(status="asked", letter_sent_at__isnull=False).count() == HEROES
    assert not Nomination.objects.exists()


def say_yes(sits):
    """One who is asked says yes on a phone, the others elsewhere; return that phone."""
    first, *others = [hero.person for hero in Hero.objects.select_related("person").order_by("-pk")]
    for person in others:
        world.sign_in(person)
        deciding.answer(by=person, yes=True, now=timezone.now())
    phone = sits(world.sign_in(first))
    phone.page.goto("/hero/asked")
    phone.looks()
    phone.press("Yes, I will")
    phone.sees("You are a hero")
    return phone


def ask_for_a_hero(unit, phone, worked):
    """Everybody who is no hero asks for one, the owner of `phone` there; return that phone."""
    now, heroes, own = timezone.now(), set(Hero.objects.values_list("person", flat=True)), unit.staff[-2]
    assert own.pk not in heroes  # rather not
    for person in unit.staff:
        if person.pk not in heroes | {own.pk}:
            Person.objects.filter(pk=person.pk).update(joined_at=now)
            person.refresh_from_db()
            circles.ask_for_hero(by=person, now=timezone.now())
    phone.page.goto("/circle")
    phone.looks()
    phone.press("I would like a hero")
    worked()
    phone.page.reload()
    phone.sees("Next time together")
    phone.looks()
    assert Circle.objects.count() == HEROES
    return phone


def log_help(hero):
    hero.page.goto("/circle")
    hero.open_sections()
    hero.fill(people="1")
    hero.press("Log it")
    hero.sees("Noted. Thank you for helping.")
    hero.looks()
    assert HelpMoment.objects.get().people == 1


def answer_a_survey(unit, member):
    """Weeks later: most answer, one of them on a phone."""
    survey = sent(unit.organisation, kind="pulse", units=[unit])
    for n, person in enumerate(unit.staff[:60]):
        answered(survey, person, **dict.fromkeys(USES, 5 if n < 45 else 2))
    member.page.goto("/survey")
    member.page.locator("label[for=listen-4]").click()
    member.looks()
    member.press("Send without my name")
    member.page.wait_for_url(re.compile("/survey/thanks"))
    opened(survey)

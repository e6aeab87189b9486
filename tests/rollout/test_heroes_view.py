import pytest
from django.utils import timezone

from kring.rollout.actions import deciding, nominations
from kring.rollout.models import Choice, Hero, Proposed
from tests import make
from tests.rollout import heroes as world

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(organisation):
    return world.manager(organisation)


@pytest.fixture
def page(client_of, manager):
    return client_of(manager)


def test_it_takes_a_role(client_of, organisation):
    unit = world.unit_of(organisation, people=12)
    colleague = client_of(world.sign_in(unit.staff[0]))
    for address in ("", f"{unit.pk}", "defaults", f"{unit.pk}/asked"):
        assert colleague.get(f"/programme/heroes/{address}").status_code == 403


def test_from_the_round_to_the_heroes(page, organisation):
    unit = world.unit_of(organisation)
    home = f"/programme/heroes/{unit.pk}"
    assert b"First ask the colleagues" in page.get(home).content
    assert page.post(f"{home}/round", {"until": ""}).status_code == 422
    page.post(f"{home}/round", {"until": timezone.localdate().isoformat()})
    assert b"Only a few took part so far" in page.get(home).content
    world.everybody_names(unit)
    assert b"40 colleagues or a few more took part" in page.get(home).content
    page.post(f"{home}/round/close")
    asked = {"wanted": 8, "hours": 0, "what_0": "rank:Directeur", "least_0": 3, "most_0": ""}
    assert page.post(f"{home}/asked", asked).status_code == 302
    page.post(f"{home}/choose")
    assert b"The list is being made" in page.get(home).content
    choice = world.work(Choice.objects.get())
    said = page.get(home).content.decode()
    assert "This cannot be met" in said
    assert "At least 3 from Directeur." in said
    assert "2 people can be chosen." in said
    page.post(f"{home}/asked", asked | {"least_0": 2})
    page.post(f"{home}/choose")
    world.work(choice)
    said = page.get(home).content.decode()
    assert "Decide, and ask these 8 people" in said
    assert "Needed for what you asked: at least 2 from Directeur." in said
    assert "The best stand-in is" in said
    page.post(f"{home}/compare")
    world.work(choice)
    assert "What other ways would give" in page.get(home).content.decode()
    page.post(f"{home}/decide", {"version": choice.version})
    choice.refresh_from_db()
    assert choice.is_decided
    assert b"Nobody answered yet" in page.get(home).content


def test_a_change_by_hand_is_looked_at_first(page, organisation, manager):
    unit = world.unit_of(organisation)
    choice = world.proposed(unit, manager)
    listed = list(Proposed.objects.values_list("person", flat=True))
    put = next(one for one in unit.staff if one.pk not in listed)
    change = {"version": choice.version, "kind": "swap", "person": listed[0], "other_name": put.name}
    answer = page.post(f"/programme/heroes/{unit.pk}/change", change, headers={"HX-Request": "true"})
    said = answer.content.decode()
    assert "What this would cost" in said
    assert put.name in said
    assert not said.startswith("<!doctype")
    answer = page.post(f"/programme/heroes/{unit.pk}/change", change | {"other_name": "Niemand"})
    assert answer.status_code == 422
    choice.refresh_from_db()
    page.post(f"/programme/heroes/{unit.pk}/change", change | {"really": "yes", "version": choice.version})
    assert put.pk in Proposed.objects.values_list("person", flat=True)


def test_what_is_drawn_anew_by_itself_has_nothing_that_somebody_fills_in(page, organisation, manager):
    """A form that is swapped every two seconds takes away what is typed, and every mark that was taken off."""
    unit = world.unit_of(organisation)
    world.proposed(unit, manager)
    page.post(f"/programme/heroes/{unit.pk}/compare")
    home = page.get(f"/programme/heroes/{unit.pk}").text
    assert home.count('hx-trigger="every') == 1
    assert "<input" not in home.split('hx-trigger="every')[1].split("</section>")[0]
    world.unit_of(organisation, people=8)
    assert 'type="checkbox"' in page.get("/programme/heroes/").text
    Choice.objects.update(status=Choice.Status.CHOOSING)
    drawing = page.get("/programme/heroes/").text
    assert 'hx-trigger="every' in drawing
    assert 'type="checkbox"' not in drawing


def test_no_page_asks_more_of_the_database_when_there_is_more(page, organisation, manager, count_queries):
    def counted():
        found = {}
        for unit in (small, large):
            for address in (f"/programme/heroes/{unit.pk}",):
                page.get(address)
                with count_queries() as queries:
                    assert page.get(address).status_code == 200
                found[unit.name] = len(queries)
        return found

    def all_units():
        page.get("/programme/heroes/")
        with count_queries() as queries:
            assert page.get("/programme/heroes/").status_code == 200
        return len(queries)

    small = world.unit_of(organisation, people=12, name="small")
    world.proposed(small, manager, 5)
    few = all_units()
    large = world.unit_of(organisation, people=120, name="large")
    world.proposed(large, manager, 20)
    for _n in range(5):
        world.unit_of(organisation, people=4)
    assert all_units() == few
    found = counted()
    assert found["small"] == found["large"]
    assert found["large"] < 30


def test_who_said_yes_is_shown_and_nobody_else(page, organisation, manager):
    unit = world.unit_of(organisation)
    choice = world.proposed(unit, manager)
    deciding.decide_heroes(by=manager, choice=choice, version=choice.version, now=timezone.now())
    yes, no, *rest = [hero.person for hero in Hero.objects.select_related("person").order_by("pk")]
    deciding.answer(by=yes, yes=True, now=timezone.now())
    deciding.answer(by=no, yes=False, now=timezone.now())
    said = page.get(f"/programme/heroes/{unit.pk}").content.decode()
    assert yes.name in said
    assert "1 place is free" in said
    shown = said.split("<h2")[1]
    assert not any(one.name in shown for one in (no, *rest))
    page.post(f"/programme/heroes/{unit.pk}/others")
    said = page.get(f"/programme/heroes/{unit.pk}").content.decode()
    assert "Ask this person" in said
    choice.refresh_from_db()
    page.post(f"/programme/heroes/{unit.pk}/others/ask", {"version": choice.version})
    assert Hero.objects.filter(status="asked").count() == len(rest) + 1


def test_a_person_answers_for_themselves(client_of, organisation, manager):
    unit = world.unit_of(organisation)
    choice = world.proposed(unit, manager)
    deciding.decide_heroes(by=manager, choice=choice, version=choice.version, now=timezone.now())
    person = world.sign_in(Hero.objects.first().person, language="en")
    own = client_of(person)
    assert "Will you be a hero?" in own.get("/hero/asked").content.decode()
    assert "You are a hero" in own.post("/hero/asked", {"answer": "yes"}, follow=True).content.decode()
    assert "Nothing is asked of you" in own.post("/hero/stop", follow=True).content.decode()
    assert own.post("/hero/asked", {"answer": "yes"}).status_code == 422


def test_a_wish_is_kept_and_taken_back(client_of, person):
    own = client_of(person)
    assert own.post("/hero/wish", {"hours": 2}).status_code == 422
    own.post("/hero/wish", {"wants": "yes", "hours": 2})
    kept = nominations.Wish.objects.get()
    assert (kept.wants, kept.hours) == (True, 2)
    own.post("/hero/wish", {"back": "yes"})
    assert not nominations.Wish.objects.exists()


def test_the_lists_of_many_units_are_asked_for_at_once(page, organisation):
    units = [world.unit_of(organisation, people=8) for _n in range(3)]
    answer = page.post("/programme/heroes/", {"unit": [unit.pk for unit in units]}, follow=True)
    assert "0 of 3 lists are there" in answer.content.decode()
    tried, new = units[0], world.unit_of(organisation, people=8)
    Choice.objects.update(status=Choice.Status.PROPOSED)
    Choice.objects.filter(unit=tried).update(looks=60)
    answer = page.post("/programme/heroes/", {"unit": [tried.pk, new.pk]}, follow=True)
    assert "0 of 1 lists are there" in answer.content.decode()  # one that was tried too often keeps no other
    assert page.post("/programme/heroes/", {"unit": [tried.pk]}).status_code == 422
    assert page.post("/programme/heroes/", {}).status_code == 422
    assert make.unit(organisation).name not in page.get("/programme/heroes/").content.decode()

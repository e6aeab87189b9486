from datetime import timedelta

import pytest
from django.utils import timezone

from kring.core import personal
from kring.privacy.queries import held_of
from kring.rollout import personal_data
from kring.rollout.actions import nominations
from kring.rollout.errors import EnoughNamesError, NotYourColleagueError, RoundClosedError, TieFileUnreadableError
from kring.rollout.models import Choice, Nomination, TieFile
from kring.rollout.rules.heroes import Question
from tests.rollout import heroes as world

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(organisation):
    return world.unit_of(organisation, people=12)


@pytest.fixture
def choice(organisation, unit):
    return world.open_round(unit, world.manager(organisation))


def test_up_to_three_colleagues_of_ones_own_unit(choice, organisation, unit):
    me, *others = unit.staff
    world.name(me, *others[:3], others[0])
    with pytest.raises(EnoughNamesError):
        world.name(me, others[4])
    world.name(me, others[4], question=Question.NEWS)
    stranger = world.unit_of(organisation, people=1).staff[0]
    for wrong in (others[0], stranger):
        with pytest.raises(NotYourColleagueError):
            world.name(others[0], wrong)
    assert nominations.own_names(by=me, choice=choice) == {
        "try": [one.pk for one in others[:3]],
        "news": [others[4].pk],
    }


def test_a_name_is_taken_back_without_a_trace(choice, unit):
    me, other = unit.staff[:2]
    world.name(me, other)
    nominations.take_name_back(by=me, question=Question.TRY, person_id=other.pk, now=timezone.now())
    assert not Nomination.objects.exists()


def test_nobody_is_named_after_the_round(choice, organisation, unit):
    Choice.objects.update(nominations_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(RoundClosedError):
        world.name(*unit.staff[:2])
    Choice.objects.update(nominations_until=timezone.localdate())
    nominations.close_round(by=None, choice=choice, now=timezone.now())
    with pytest.raises(RoundClosedError):
        world.name(*unit.staff[:2])


def test_the_row_says_nothing_of_whom_and_how_many(choice, unit):
    me, you, *others = unit.staff
    world.name(me, others[0])
    world.name(you, *others[:3])
    world.name(you, *others[:3], question=Question.NEWS)
    one, many = (bytes(row.sealed) for row in Nomination.objects.order_by("pk"))
    assert len(one) == len(many)
    columns = {field.name for field in Nomination._meta.concrete_fields}
    assert columns == {"id", "organisation", "choice", "person", "sealed", "round_from"}


def test_my_file_has_my_own_names_and_erasing_removes_them(choice, unit):
    me, other = unit.staff[:2]
    world.name(me, other)
    assert held_of(me)["rollout.nomination"][0]["named"] == {"try": [other.name]}
    assert held_of(other)["rollout.nomination"] == []
    personal.erase(personal_data.HOLDS, me)
    assert not Nomination.objects.exists()


def test_the_page_works_without_scripts(choice, client_of, unit):
    me, other = world.sign_in(unit.staff[0], language="en"), unit.staff[5]
    page = client_of(me)
    found = page.get("/nominate", {"question": "try", "q": "collega 005"}).content.decode()
    assert other.name in found
    page.post("/nominate", {"question": "try", "person": other.pk})
    assert f"Take {other.name} away" in page.get("/nominate").content.decode()
    page.post("/nominate", {"question": "try", "person": other.pk, "back": "yes"})
    assert not Nomination.objects.exists()
    part = page.get("/nominate/found", {"question": "try", "q": "005"}, headers={"HX-Request": "true"})
    assert other.name in part.content.decode()
    assert page.post("/nominate", {"question": "try", "person": me.pk}).status_code == 422


def test_a_file_of_pairs_is_sealed_and_a_strange_one_refused(choice, organisation, unit):
    manager = world.manager(organisation)
    for wrong in (b"x", b"a@x.example;b@x.example;veel", b"\xff\xfe", b"a@x.example;b@x.example;-1"):
        with pytest.raises(TieFileUnreadableError):
            nominations.bring_in_ties(by=manager, choice=choice, file=wrong, now=timezone.now())
    lines = f"wie;met wie;keer\n{unit.staff[0].email};{unit.staff[1].email};2,5\n"
    nominations.bring_in_ties(by=manager, choice=choice, file=lines.encode(), now=timezone.now())
    assert unit.staff[0].email.encode() not in bytes(TieFile.objects.get().sealed)

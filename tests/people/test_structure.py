"""Units, departments, ranks, target groups and their rules: what may be changed, and what is refused."""

from datetime import date

import pytest
from django.urls import reverse

from kring.people import actions, queries
from kring.people.errors import CircleOfUnitsError, DefaultGroupError, HasPeopleError, HasUnitsError, NameTakenError
from kring.people.models import Person, Rank, TargetGroup, TargetGroupRule, Unit
from kring.people.rules import Role
from tests import make

TODAY = date(2026, 11, 2)


def save(by, unit, **fields):
    return actions.save_unit(by=by, unit=unit, **{"name": unit.name, "parent": None, "starts_on": None} | fields)


def test_a_unit_cannot_be_part_of_itself(administrator, organisation):
    region = make.unit(organisation)
    bank = make.unit(organisation, parent=region)
    for parent in (region, bank):
        with pytest.raises(CircleOfUnitsError):
            save(administrator, region, parent=parent)


def test_two_units_have_two_names(administrator, organisation):
    make.unit(organisation, name="Utrecht")
    with pytest.raises(NameTakenError):
        actions.save_unit(by=administrator, unit=None, name=" Utrecht ", parent=None, starts_on=None)


def test_a_unit_with_people_stays(administrator, organisation):
    unit = make.unit(organisation)
    make.person(organisation, unit=unit)
    with pytest.raises(HasPeopleError):
        actions.remove_unit(by=administrator, unit=unit)


def test_a_unit_with_units_stays(administrator, organisation):
    region = make.unit(organisation)
    make.unit(organisation, parent=region)
    with pytest.raises(HasUnitsError):
        actions.remove_unit(by=administrator, unit=region)


def test_an_empty_unit_goes(administrator, organisation):
    unit = make.unit(organisation)
    actions.remove_unit(by=administrator, unit=unit)
    assert not Unit.objects.exists()


def test_the_tree_stands_in_order(organisation):
    south = make.unit(organisation, name="Zuid")
    make.unit(organisation, name="Breda", parent=south)
    make.unit(organisation, name="Noord")
    tree = [(place.unit.name, place.depth) for place in queries.unit_tree()]
    assert tree == [("Noord", 0), ("Zuid", 0), ("Breda", 1)]


def test_the_staff_of_a_day_is_counted_where_it_was(organisation):
    unit, department = make.unit(organisation), make.department(organisation)
    for _ in range(3):
        make.person(organisation, unit=unit, department=department)
    make.person(organisation, unit=unit, valid_from=date(2026, 12, 1))
    assert [(cell.unit_id, cell.department_id, cell.people) for cell in queries.staff_cells(TODAY)] == [
        (unit.pk, department.pk, 3)
    ]


def test_a_rule_gives_people_their_group_unless_they_chose(administrator, organisation):
    manager = make.rank(organisation)
    follows = make.person(organisation, rank=manager)
    chose = make.person(organisation, rank=manager, is_own_choice=True)
    group = make.group(organisation, "role_model")
    actions.add_group_rule(by=administrator, group=group, department=None, rank=manager)
    groups = dict(Person.objects.values_list("pk", "target_group__key"))
    assert (groups[follows.pk], groups[chose.pk]) == ("role_model", "ambassador")


def test_the_first_rule_that_fits_holds(administrator, organisation):
    manager, department = make.rank(organisation), make.department(organisation)
    person = make.person(organisation, rank=manager, department=department)
    for key, which in (("role_model", {"rank": manager}), ("networker", {"department": department})):
        actions.add_group_rule(
            by=administrator, group=make.group(organisation, key), **{"department": None, "rank": None} | which
        )
    person.refresh_from_db()
    assert person.target_group.key == "role_model"
    second = TargetGroupRule.objects.order_by("position").last()
    actions.move_group_rule(by=administrator, rule=second, steps=-1)
    person.refresh_from_db()
    assert person.target_group.key == "networker"


def test_people_of_a_group_that_goes_get_the_next_that_fits(administrator, organisation):
    group = make.group(organisation, "networker")
    person = make.person(organisation, target_group=group, is_own_choice=True)
    actions.remove_target_group(by=administrator, group=group)
    person.refresh_from_db()
    assert person.target_group.key == "ambassador"
    assert not person.is_own_choice


def test_the_group_for_everybody_else_stays(administrator, organisation):
    with pytest.raises(DefaultGroupError):
        actions.remove_target_group(by=administrator, group=make.group(organisation, "ambassador"))


def test_a_rank_that_somebody_had_stays(administrator, organisation):
    rank = make.rank(organisation)
    make.person(organisation, rank=rank)
    with pytest.raises(HasPeopleError):
        actions.remove_name(by=administrator, what="rank", row=rank)
    assert Rank.objects.filter(pk=rank.pk).exists()


def test_the_pages_change_what_they_show(administrator, client_of):
    client = client_of(administrator)
    client.post(reverse("people:new_unit"), {"name": "Regio Oost"})
    region = Unit.objects.get()
    client.post(reverse("people:new_unit"), {"name": "Zwolle", "parent": region.pk, "starts_on": "2026-12-01"})
    assert Unit.objects.get(name="Zwolle").parent == region
    assert client.post(reverse("people:unit", args=[region.pk]), {"name": "Zwolle"}).status_code == 422
    client.post(reverse("people:new_name", args=["rank"]), {"name": "Directeur"})
    client.post(
        reverse("people:target_groups"), {"rank": Rank.objects.get().pk, "group": TargetGroup.objects.first().pk}
    )
    rule = TargetGroupRule.objects.get()
    client.post(reverse("people:group_rule", args=[rule.pk]), {"do": "remove"})
    assert not TargetGroupRule.objects.exists()
    answer = client.post(
        reverse("people:new_target_group"), {"name_nl": "Nieuwkomers", "weekly_step_nl": "Lees\n\nDeel", "hue": "2"}
    )
    assert answer.status_code == 302
    assert TargetGroup.objects.get(name__nl="Nieuwkomers").weekly_step == {"nl": ["Lees", "Deel"], "en": []}


def test_pages_are_for_administrators(organisation, client_of):
    client = client_of(make.person(organisation, account=make.account(), roles=[Role.MANAGER]))
    for page in ("units", "new_unit", "departments_and_ranks", "target_groups", "new_target_group"):
        assert client.get(reverse(f"people:{page}")).status_code == 403


def test_as_many_queries_for_10_units_as_for_300(administrator, organisation, client_of, count_queries):
    client = client_of(administrator)
    counted = []
    for more in (10, 290):
        region = make.unit(organisation)
        for _ in range(more):
            make.person(organisation, unit=make.unit(organisation, parent=region))
        for page in ("units", "new_unit", "departments_and_ranks", "target_groups"):
            with count_queries() as queries_made:
                assert client.get(reverse(f"people:{page}")).status_code == 200
            counted.append(len(queries_made))
    assert counted[:4] == counted[4:]
    assert max(counted) <= 12

"""Bringing in a staff list: who is new, who moved, who left, who came back; and nothing else."""

from datetime import date, timedelta

import pytest

from kring.core.models import AuditNote
from kring.people import actions, queries
from kring.people.errors import ListTooOldError, ManyWouldLeaveError, NotNowError
from kring.people.models import Department, Person, Placement, Rank, StaffImport, StaffImportRow, TargetGroupRule, Unit
from tests import make
from tests.people import staff
from tests.people.staff import DAY, bring_in, kinds, read

LIST = """Naam;E-mailadres;Kantoor;Regio;Afdeling;Functieniveau;Locatie;Taal;In dienst;Uit dienst
Anna de Vries;Anna.deVries@Bank.example;Bank Zwolle;Oost;Hypotheken;Adviseur;Zwolle;nl;01-03-2019;
Bram Bos;bram@bank.example;Bank Zwolle;Oost;Hypotheken;Manager;Zwolle;nl;1-9-2021;
Carla Kaya;carla@bank.example;Bank Utrecht;Midden;Communicatie;Adviseur;Utrecht;en;2020-01-15;
"""
LATER = DAY + timedelta(days=7)


def placements(email):
    rows = Placement.objects.filter(person__email=email).order_by("valid_from")
    return [(row.unit.name, row.valid_from, row.valid_until) for row in rows.select_related("unit")]


def test_everybody_is_new_the_first_time(administrator):
    made = bring_in(administrator, LIST)
    assert made.status == StaffImport.Status.APPLIED
    assert kinds(made) == {"new": 3}
    anna = Person.objects.get(email="anna.devries@bank.example")
    assert (anna.name, anna.language, anna.employed_from) == ("Anna de Vries", "nl", date(2019, 3, 1))
    assert placements(anna.email) == [("Bank Zwolle", date(2019, 3, 1), None)]
    assert Person.objects.get(email="carla@bank.example").language == "en"


def test_units_departments_and_ranks_are_made_as_needed(administrator):
    bring_in(administrator, LIST)
    assert dict(Unit.objects.values_list("name", "parent__name")) == {
        "Bank Zwolle": "Oost",
        "Bank Utrecht": "Midden",
        "Oost": None,
        "Midden": None,
    }
    assert set(Department.objects.values_list("name", flat=True)) == {"Hypotheken", "Communicatie"}
    assert set(Rank.objects.values_list("name", flat=True)) == {"Adviseur", "Manager"}


def test_the_same_file_again_changes_nothing(administrator):
    bring_in(administrator, LIST)
    with staff.unchanged():
        again = read(administrator, LIST, absent=True)
    assert kinds(again) == {"unchanged": 3}


def test_the_dry_run_changes_nothing(administrator):
    with staff.unchanged():
        made = read(administrator, LIST, absent=True)
    assert made.status == StaffImport.Status.READY
    assert not Unit.objects.exists()


def test_a_move_closes_the_old_placement_and_opens_a_new_one(administrator):
    bring_in(administrator, LIST)
    moved = bring_in(
        administrator,
        LIST.replace("bram@bank.example;Bank Zwolle;Oost", "bram@bank.example;Bank Utrecht;Midden"),
        on=LATER,
    )
    assert kinds(moved) == {"moved": 1, "unchanged": 2}
    assert placements("bram@bank.example") == [
        ("Bank Zwolle", date(2021, 9, 1), LATER),
        ("Bank Utrecht", LATER, None),
    ]


def test_a_corrected_list_on_the_same_day_leaves_no_placement_of_no_days(administrator):
    undated = "Naam;E-mail;Kantoor\nBram;bram@bank.example;Bank Zwolle\n"
    bring_in(administrator, undated)
    bring_in(administrator, undated.replace("Zwolle", "Utrecht"))
    assert placements("bram@bank.example") == [("Bank Utrecht", DAY, None)]


def test_whoever_is_not_in_the_list_leaves_only_when_that_was_asked(administrator):
    bring_in(administrator, LIST)
    without_carla = LIST[: LIST.index("Carla")]
    assert kinds(read(administrator, without_carla)) == {"unchanged": 2}
    made = bring_in(administrator, without_carla, absent=True, on=LATER)
    assert kinds(made) == {"left": 1, "unchanged": 2}
    assert placements("carla@bank.example") == [("Bank Utrecht", date(2020, 1, 15), LATER)]
    assert Person.objects.get(email="carla@bank.example").employed_until == LATER


def test_somebody_with_a_last_day_leaves_the_day_after(administrator):
    bring_in(administrator, LIST)
    bring_in(administrator, LIST.replace("1-9-2021;", "1-9-2021;31-10-2026"))
    assert placements("bram@bank.example") == [("Bank Zwolle", date(2021, 9, 1), date(2026, 11, 1))]


def test_somebody_who_will_leave_stays_until_then(administrator):
    bring_in(administrator, LIST)
    made = bring_in(administrator, LIST.replace("1-9-2021;", "1-9-2021;31-12-2026"))
    assert kinds(made) == {"changed": 1, "unchanged": 2}
    assert placements("bram@bank.example") == [("Bank Zwolle", date(2021, 9, 1), date(2027, 1, 1))]


def test_somebody_who_had_left_before_we_knew_them_is_not_added(administrator):
    made = bring_in(administrator, LIST.replace("1-9-2021;", "1-9-2021;31-12-2023"))
    assert kinds(made) == {"new": 2, "gone": 1}
    assert not Person.objects.filter(email="bram@bank.example").exists()


def test_somebody_who_comes_back_gets_a_new_placement(administrator):
    bring_in(administrator, LIST)
    bring_in(administrator, LIST[: LIST.index("Carla")], absent=True, on=DAY + timedelta(days=1))
    made = bring_in(administrator, LIST, on=LATER)
    assert kinds(made) == {"back": 1, "unchanged": 2}
    assert placements("carla@bank.example") == [
        ("Bank Utrecht", date(2020, 1, 15), DAY + timedelta(days=1)),
        ("Bank Utrecht", LATER, None),
    ]
    assert Person.objects.get(email="carla@bank.example").employed_until is None


def test_columns_that_are_not_in_the_list_stay_as_they_are(administrator):
    bring_in(administrator, LIST)
    partial = "Naam;E-mail;Kantoor\nBram B. Bos;bram@bank.example;bank zwolle\n"
    made = bring_in(administrator, partial)
    assert kinds(made) == {"changed": 1}
    kept = Placement.objects.select_related("department", "rank").get(person__email="bram@bank.example")
    assert (kept.department.name, kept.rank.name, kept.location) == ("Hypotheken", "Manager", "Zwolle")


def test_a_person_in_a_bad_row_has_not_left(administrator):
    bring_in(administrator, LIST)
    bad = LIST.replace("2020-01-15", "ooit").replace("bram@bank.example", "bram@bank,example")
    made = read(administrator, bad, absent=True)
    assert kinds(made) == {"unchanged": 1, "bad": 2}


def test_many_leaving_has_to_be_said_to_be_right(administrator):
    bring_in(administrator, LIST)
    made = read(administrator, LIST[: LIST.index("Bram")], absent=True)
    with pytest.raises(ManyWouldLeaveError):
        actions.apply_staff_list(by=administrator, staff_import=made)
    assert staff.apply(administrator, made, many=True).status == StaffImport.Status.APPLIED


def test_what_is_brought_in_is_what_was_shown(administrator):
    made = read(administrator, LIST)
    bring_in(administrator, LIST[: LIST.index("Bram")])
    again = staff.apply(administrator, made)
    assert again.status == StaffImport.Status.READY
    assert again.problem == {"reason": "changed_since"}
    assert kinds(again) == {"new": 2, "unchanged": 1}
    assert kinds(staff.apply(administrator, again)) == {"new": 2, "unchanged": 1}
    assert Person.objects.count() == 4


def test_an_older_list_is_refused(administrator):
    bring_in(administrator, LIST)
    made = staff.upload(administrator, LIST)
    with pytest.raises(ListTooOldError):
        actions.map_columns(
            by=administrator,
            staff_import=made,
            mapping=made.mapping,
            absent_people_left=False,
            valid_from=DAY - timedelta(days=1),
            today=DAY,
        )


def test_a_list_is_brought_in_once(administrator):
    made = bring_in(administrator, LIST)
    with pytest.raises(NotNowError):
        actions.apply_staff_list(by=administrator, staff_import=made)


def test_target_groups_follow_the_rules_except_for_who_chose(administrator, organisation):
    manager = make.rank(organisation, name="Manager")
    TargetGroupRule.objects.create(
        organisation=organisation, target_group=make.group(organisation, "role_model"), rank=manager
    )
    chose = make.person(
        organisation,
        email="carla@bank.example",
        is_own_choice=True,
        target_group=make.group(organisation, "thought_leader"),
    )
    bring_in(administrator, LIST)
    groups = dict(Person.objects.values_list("email", "target_group__key"))
    assert groups["bram@bank.example"] == "role_model"
    assert groups["anna.devries@bank.example"] == "ambassador"
    assert groups[chose.email] == "thought_leader"


def test_the_language_of_somebody_we_know_is_their_own(administrator):
    bring_in(administrator, LIST)
    Person.objects.filter(email="carla@bank.example").update(language="nl")
    assert kinds(read(administrator, LIST)) == {"unchanged": 3}


def test_a_unit_that_exists_keeps_its_place_and_its_spelling(administrator, organisation):
    north = make.unit(organisation, name="Noord")
    make.unit(organisation, name="BANK ZWOLLE", parent=north)
    bring_in(administrator, LIST)
    assert Unit.objects.get(name="BANK ZWOLLE").parent == north
    assert not Unit.objects.filter(name="Bank Zwolle").exists()


def test_regions_never_make_a_circle(administrator, organisation):
    east = make.unit(organisation, name="Oost")
    Unit.objects.filter(pk=east.pk).update(parent=make.unit(organisation, name="Bank Zwolle"))
    bring_in(administrator, LIST)
    assert Unit.objects.get(name="Bank Zwolle").parent is None


def test_somebody_who_left_before_brings_no_unit_along(administrator):
    gone = LIST + "Gijs;gijs@bank.example;Bank Weg;Verweg;Hypotheken;Adviseur;Weg;nl;1-1-2015;1-1-2020\n"
    assert kinds(bring_in(administrator, gone)) == {"new": 3, "gone": 1}
    assert not Unit.objects.filter(name__in=["Bank Weg", "Verweg"]).exists()
    again = read(administrator, gone)
    assert kinds(again) == {"unchanged": 3, "gone": 1}
    assert not queries.would_change_something(again)


def test_the_names_of_people_are_in_no_audit_note(administrator):
    made = bring_in(administrator, LIST)
    staff.undo(administrator, made)
    said = str(list(AuditNote.objects.values_list("verb", "details")))
    assert "undid_staff_list" in said
    assert "Anna" not in said
    assert "bank.example" not in said


def test_the_file_is_gone_once_it_is_in(administrator, django_capture_on_commit_callbacks):
    made = read(administrator, LIST)
    with django_capture_on_commit_callbacks(execute=True):
        staff.apply(administrator, made)
    made.refresh_from_db()
    assert not made.file.storage.exists(made.file.name)
    assert made.staged is None
    assert "Anna" not in str(made.layout)


def test_the_details_of_older_lists_go(administrator):
    first = bring_in(administrator, LIST)
    bring_in(administrator, LIST.replace("Bram Bos", "Bram Vos"))
    assert not StaffImportRow.objects.filter(staff_import=first).exists()


def test_two_organisations_have_their_own_people(administrator, other_organisation):
    from kring.core.scope import inside

    bring_in(administrator, LIST)
    with inside(other_organisation):
        other = make.person(other_organisation, unit=None)
        assert kinds(bring_in(other, LIST)) == {"new": 3}


def test_one_wrong_region_does_not_push_out_the_rest_of_a_unit_we_know(administrator):
    bring_in(administrator, LIST)
    wrong_first = LIST.replace(
        "Anna.deVries@Bank.example;Bank Zwolle;Oost", "Anna.deVries@Bank.example;Bank Zwolle;West"
    )
    assert kinds(read(administrator, wrong_first)) == {"unchanged": 3}


def test_a_unit_in_two_regions_is_read_the_same_the_second_time(administrator):
    two = LIST + "Dirk;dirk@bank.example;Bank Zwolle;West;Hypotheken;Adviseur;Zwolle;nl;;\n"
    assert kinds(bring_in(administrator, two)) == {"new": 3, "bad": 1}
    assert kinds(read(administrator, two)) == {"unchanged": 3, "bad": 1}

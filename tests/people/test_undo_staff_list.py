"""Undoing the newest list puts back exactly what was there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.people import actions
from kring.people.errors import NotNowError
from kring.people.models import Person, Placement, StaffImport, Unit
from tests.people import staff
from tests.people.staff import DAY, bring_in
from tests.people.test_apply_staff_list import LIST

# One is new, one moved, one left, one changed name, one came back.
FIRST = LIST + "Dirk Daan;dirk@bank.example;Bank Utrecht;Midden;Communicatie;Adviseur;Utrecht;nl;;\n"
NEXT = (
    LIST.replace("Anna de Vries", "Anna de Vries-Bos")
    .replace("bram@bank.example;Bank Zwolle;Oost", "bram@bank.example;Bank Assen;Noord")
    .replace("carla@bank.example", "eva@bank.example")
    + "Dirk Daan;dirk@bank.example;Bank Utrecht;Midden;Communicatie;Adviseur;Utrecht;nl;;\n"
)


def test_it_puts_everything_back(administrator):
    bring_in(administrator, FIRST)
    bring_in(administrator, LIST, absent=True, on=DAY + timedelta(days=1))
    before, units = staff.state(), set(Unit.objects.values_list("name", "parent__name"))
    made = bring_in(administrator, NEXT, absent=True, on=DAY + timedelta(days=2))
    assert staff.kinds(made) == {"new": 1, "moved": 1, "changed": 1, "back": 1, "left": 1}
    assert staff.undo(administrator, made).status == StaffImport.Status.UNDONE
    assert staff.state() == before
    assert set(Unit.objects.values_list("name", "parent__name")) == units


def test_it_puts_back_a_correction_of_the_same_day(administrator):
    undated = "Naam;E-mail;Kantoor\nBram;bram@bank.example;Zwolle\nEva;eva@bank.example;Zwolle\n"
    bring_in(administrator, undated)
    before = staff.state()
    made = bring_in(administrator, "Naam;E-mail;Kantoor\nBram;bram@bank.example;Assen\n", absent=True)
    assert not Placement.objects.filter(person__email="eva@bank.example").exists()
    staff.undo(administrator, made)
    assert staff.state() == before


def test_whoever_joined_since_keeps_what_is_theirs_but_is_not_on_the_staff(administrator):
    made = bring_in(administrator, LIST)
    Person.objects.filter(email="bram@bank.example").update(joined_at=timezone.now())
    staff.undo(administrator, made)
    assert set(Person.objects.exclude(pk=administrator.pk).values_list("email", flat=True)) == {"bram@bank.example"}
    assert not Placement.objects.exists()
    assert staff.kinds(staff.read(administrator, LIST)) == {"new": 3}


def test_only_the_newest_can_be_undone(administrator):
    first = bring_in(administrator, LIST)
    second = bring_in(administrator, NEXT)
    with pytest.raises(NotNowError):
        actions.undo_staff_list(by=administrator, staff_import=first)
    staff.undo(administrator, second)
    with pytest.raises(NotNowError):
        actions.undo_staff_list(by=administrator, staff_import=first)


def test_what_cannot_be_put_back_is_said_and_nothing_changes(administrator):
    undated = "Naam;E-mail;Kantoor\nBram;bram@bank.example;Zwolle\n"
    bring_in(administrator, undated)
    made = bring_in(administrator, undated.replace("Zwolle", "Assen"))
    Unit.objects.get(name="Zwolle").delete()
    with staff.unchanged():
        after = staff.undo(administrator, made)
    assert after.status == StaffImport.Status.APPLIED
    assert after.problem == {"reason": "cannot_undo"}

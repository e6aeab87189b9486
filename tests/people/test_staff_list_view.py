"""The pages of a staff list, as an administrator sees them."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kring.people.models import Person, StaffImport
from kring.people.rules import Role
from tests import make
from tests.people import staff
from tests.people.test_apply_staff_list import LIST

BAD = """Naam;E-mail;Kantoor
Anna;anna@bank.example;Zwolle
;=cmd()@bank;Zwolle
"""


@pytest.fixture
def client(administrator, client_of):
    return client_of(administrator)


def send(client, content, name="lijst.csv"):
    return client.post(reverse("people:staff_lists"), {"file": SimpleUploadedFile(name, content)})


def text(answer):
    return answer.content.decode()


def test_only_an_administrator_may_open_it(organisation, client_of):
    for role in (Role.MANAGER, Role.EDITOR, Role.WORKS_COUNCIL, Role.AGENCY):
        somebody = make.person(organisation, account=make.account(), roles=[role])
        assert client_of(somebody).get(reverse("people:staff_lists")).status_code == 403


def test_from_upload_to_undo(client, administrator):
    answer = send(client, LIST.encode("cp1252"))
    made = StaffImport.objects.get()
    page = reverse("people:staff_list", args=[made.pk])
    assert answer["Location"] == page
    columns = client.get(page)
    assert "Anna de Vries" in text(columns)
    form = columns.context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"valid_from": str(timezone.localdate())}
    assert client.post(reverse("people:staff_list_columns", args=[made.pk]), data)["Location"] == page
    assert 'hx-trigger="every 1s"' in text(client.get(page))
    staff.read_again(made)
    shown = text(client.get(page))
    assert "Bank Zwolle" in shown
    assert "carla@bank.example" in shown
    made.refresh_from_db()
    staff.apply(administrator, made)
    assert "Undo this list" in text(client.get(page))
    staff.undo(administrator, made)
    assert "was undone" in text(client.get(page))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"   \n", "empty"),
        (b"%PDF-1.7 ...", "not a staff list"),
        (b"PK\x03\x04 nonsense", "damaged"),
        (b"\xd0\xcf\x11\xe0 old", "locked with a password"),
        (b"Naam;E-mail\n", "nobody under them"),
        (bytes(range(256)) * 20, "not a staff list"),
    ],
)
def test_a_wrong_file_gets_a_clear_sentence(client, content, said):
    answer = send(client, content)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not StaffImport.objects.exists()


def test_two_columns_that_say_the_same_are_refused(client, administrator):
    made = staff.upload(administrator, LIST)
    data = {"column_0": "name", "column_1": "email", "column_2": "email", "valid_from": str(timezone.localdate())}
    answer = client.post(reverse("people:staff_list_columns", args=[made.pk]), data)
    assert answer.status_code == 422
    assert "Two columns say the same" in text(answer)


def test_a_list_without_an_address_is_refused(client, administrator):
    made = staff.upload(administrator, LIST)
    data = {"column_0": "name", "valid_from": str(timezone.localdate())}
    answer = client.post(reverse("people:staff_list_columns", args=[made.pk]), data)
    assert answer.status_code == 422
    assert "which column has the e-mail address" in text(answer)


def test_bad_rows_say_where_and_why_and_can_be_downloaded(client, administrator):
    made = staff.read(administrator, BAD)
    shown = text(client.get(reverse("people:staff_list", args=[made.pk]) + "?kind=bad"))
    assert "Line 3" in shown
    assert "There is no name." in shown
    answer = client.get(reverse("people:staff_list_problems", args=[made.pk]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert ["3", "E-mail", "'=cmd()@bank", "This is not an e-mail address."] in rows
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_many_leaving_asks_once_more(client, administrator):
    staff.bring_in(administrator, LIST)
    made = staff.read(administrator, LIST[: LIST.index("Bram")], absent=True)
    address = reverse("people:apply_staff_list", args=[made.pk])
    answer = client.post(address)
    assert answer.status_code == 422
    assert "More than one in five" in text(answer)
    assert client.post(address, {"many_may_leave": "on"}).status_code == 302


def test_the_preview_says_nothing_about_joining(client, administrator, organisation):
    joined = make.person(organisation, email="anna@bank.example", account=make.account(), unit=None)
    other = make.person(organisation, email="bram@bank.example", joined_at=None, unit=None)
    Person.objects.filter(pk__in=[joined.pk, other.pk]).update(name="Iemand")
    rows = "Naam;E-mail;Kantoor;Taal\nIemand;anna@bank.example;Zwolle;nl\nIemand;bram@bank.example;Zwolle;nl\n"
    made = staff.read(administrator, rows)
    first, second = client.get(reverse("people:staff_list", args=[made.pk])).context["changes"]
    assert (first.name, first.places, first.places_before) == (second.name, second.places, second.places_before)
    assert made.counts["new"] == 2


def test_a_list_of_another_organisation_is_not_there(client, administrator, other_organisation):
    from kring.core.scope import inside

    with inside(other_organisation):
        made = staff.upload(make.person(other_organisation, unit=None), LIST)
    assert client.get(reverse("people:staff_list", args=[made.pk])).status_code == 404


def test_a_preview_takes_as_many_queries_for_many_rows(client, administrator, count_queries):
    few = staff.read(administrator, "Naam;E-mail;Kantoor\nA;a@bank.example;X\n")
    many = staff.read(
        administrator, "Naam;E-mail;Kantoor\n" + "".join(f"A;a{n}@bank.example;X{n}\n" for n in range(300))
    )
    counted = []
    for made in (few, many):
        with count_queries() as queries:
            client.get(reverse("people:staff_list", args=[made.pk]))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 14

"""A staff list is read right, whatever program wrote it; and a wrong file is refused before it costs anything."""

import csv
import datetime
import io
import string
import zipfile
from contextlib import suppress

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.people.rules import columns, staff_files
from kring.people.rules.staff_rows import tidy
from kring.people.rules.unreadable import UnreadableError

HEADINGS = ["Naam", "E-mailadres", "Kantoor", "Opmerking"]
LETTERS = st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" '\"-,;\t|’ëöçñłİßﬁ")
NAME = st.text(LETTERS, min_size=1, max_size=40).map(tidy).filter(bool)
WEST = st.text(
    st.sampled_from(string.ascii_letters + " '\"-,;éèëïöüçñßÅØœ€"), min_size=1, max_size=40
).map(tidy).filter(bool)  # fmt: skip


def read(content):
    file = io.BytesIO(content)
    layout = staff_files.layout_of(file)
    return layout, list(staff_files.rows(file, layout))


def written(rows, separator, *, line_end="\r\n"):
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=line_end).writerows([HEADINGS, *rows])
    return text.getvalue()


def same(names, found):
    return [tidy(cells[0]) for _line, cells in found] == names


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(NAME, min_size=1, max_size=8),
    separator=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_weird_names_come_out_as_they_went_in(names, separator, encoding, line_end):
    rows = [[name, f"a{n}@bank.example", "Zwolle", "regel een\nregel twee"] for n, name in enumerate(names)]
    layout, found = read(written(rows, separator, line_end=line_end).encode(encoding))
    assert layout.separator == separator
    assert same(names, found)


@settings(max_examples=40, deadline=None)
@given(names=st.lists(WEST, min_size=1, max_size=8), separator=st.sampled_from(";,\t"))
def test_windows_names_come_out_as_they_went_in(names, separator):
    rows = [[name, f"a{n}@bank.example", "Zwolle", "é"] for n, name in enumerate(names)]
    layout, found = read(written(rows, separator).encode("cp1252"))
    assert layout.encoding == "cp1252"
    assert same(names, found)


@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=400))
def test_any_file_is_read_or_refused(content):
    with suppress(UnreadableError):
        read(content)


def test_lines_are_numbered_as_a_spreadsheet_does():
    text = 'Naam;E-mail\n"Anna\nMaria";a@b.example\n\nBram;b@b.example\n'
    _layout, found = read(text.encode())
    assert [(line, cells[0]) for line, cells in found] == [(2, "Anna\nMaria"), (4, "Bram")]


def test_headings_are_found_under_a_title():
    layout, found = read(b"Personeelslijst per 1-11\n\n;\nNaam;E-mail;Eenheid\nAnna;a@b.example;X\n")
    assert layout.heading_line == 4
    assert len(found) == 1


def test_a_list_without_headings_is_read_from_the_first_line():
    layout, found = read(b"Anna;a@b.example\nBram;b@b.example\n")
    assert layout.heading_line == 0
    assert columns.guess(layout.columns) == {"email": 1}
    assert len(found) == 2


def test_an_open_quotation_mark_does_not_swallow_the_rest():
    rows = "".join(f"Naam {n};n{n}@b.example\n" for n in range(100))
    with pytest.raises(UnreadableError, match="open_quote"):
        read(('Naam;E-mail\n"Anna;a@b.example\n' + rows).encode())


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        ("Voornaam;tussenvoegsel;Achternaam;Werk e-mail", ["first_name", "infix", "last_name", "email"]),
        ("Full name;E-mail address;Branch;Department;Job level", ["name", "email", "unit", "department", "rank"]),
        ("Naam;Mail;Eenheid;Vestiging;Functie;Taal", ["name", "email", "unit", "location", "rank", "language"]),
        ("Naam;Mail;In dienst;Uit dienst", ["name", "email", "employed_from", "employed_until"]),
        ("Personeelsnummer;Naam;E-MAIL ADRES;Regio;Lokale bank", ["", "name", "email", "region", "unit"]),
    ],
)  # fmt: skip
def test_headings_are_guessed_in_both_languages(headings, found):
    listed = [columns.Column(heading, ()) for heading in headings.split(";")]
    assert columns.guess(listed) == {what: number for number, what in enumerate(found) if what}


def workbook(write):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        write(book)
    return content.getvalue()


def test_a_workbook_says_what_a_person_sees():
    def write(book):
        sheet, day = book.add_worksheet("Lijst"), book.add_format({"num_format": "dd-mm-yyyy"})
        book.add_worksheet("Ander").write_row(0, 0, ["Naam", "E-mail"])
        sheet.write_row(0, 0, ["Naam", "E-mail", "Personeelsnummer", "Afdeling", "In dienst"])
        sheet.write_row(3, 0, ["Zoë\nÖz", "z@b.example"])
        sheet.write_string(3, 2, "007")
        sheet.write_number(3, 3, 1200)
        sheet.write_datetime(3, 4, datetime.datetime(2019, 3, 1), day)
        sheet.write_row(4, 0, ["Bram", "b@b.example"])
        sheet.write_formula(4, 3, '="Hypo"&"theken"', None, "Hypotheken")

    layout, found = read(workbook(write))
    assert layout.kind == "xlsx"
    assert found == [
        (4, ["Zoë\nÖz", "z@b.example", "007", "1200", "2019-03-01"]),
        (5, ["Bram", "b@b.example", "", "Hypotheken"]),
    ]


def with_sheet(xml):
    made = io.BytesIO(workbook(lambda book: book.add_worksheet().write_row(0, 0, ["Naam", "E-mail"])))
    changed = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return changed.getvalue()


SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{SPACE}"><sheetData>{{}}</sheetData></worksheet>'
CELL = '<c r="{1}{0}" t="inlineStr"><is><t>{2}</t></is></c>'


def row(line, name, column):
    first, second = CELL.format(line, "A", name), CELL.format(line, column, f"a{line}@b.example")
    return f'<row r="{line}">{first}{second}</row>'


def test_one_cell_in_the_last_corner_costs_nothing():
    xml = SHEET.format(row(1, "Naam", "B") + row(1048576, "Anna", "XFD"))
    _layout, found = read(with_sheet(xml))
    assert found == [(1048576, ["Anna"])]


def test_a_sheet_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("kring.people.rules.workbooks.MAX_SHEET", 1 << 20)
    xml = SHEET.format("".join(row(n, "A" * 500, "B") for n in range(1, 5000)))
    with pytest.raises(UnreadableError, match="too_big_inside"):
        read(with_sheet(xml))


def test_entities_are_refused():
    with pytest.raises(UnreadableError, match="corrupt"):
        read(with_sheet('<!DOCTYPE x [<!ENTITY a "aaaa">]>' + SHEET.format("")))


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(staff_files, "MAX_ROWS", 10)
    with pytest.raises(UnreadableError, match="too_many_rows"):
        read(b"Naam;E-mail\n" + b"A;a@b.example\n" * 11)

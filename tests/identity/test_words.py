"""The audit trail in words: whoever reads it knows no code."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from kring.core.models import AuditNote
from kring.core.scope import inside
from kring.identity.words import DETAILS, VERBS, said_of

PACKAGE = Path(__file__).resolve().parents[2] / "kring"
# What is put together while running.
MADE = {"saved_department", "saved_rank", "removed_unit", "removed_department", "removed_rank", "reminded"}


def noted():
    """Return the verbs and the names of details of every note that the code writes."""
    verbs, details = set(MADE), set()
    for file in PACKAGE.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.note":
                said = (
                    [call.args[1].body, call.args[1].orelse] if isinstance(call.args[1], ast.IfExp) else [call.args[1]]
                )
                verbs |= {one.value for one in said if isinstance(one, ast.Constant)}
                details |= {keyword.arg for keyword in call.keywords if keyword.arg}
    return verbs, details - {"role"}


def test_everything_that_is_noted_has_its_words():
    verbs, details = noted()
    assert len(verbs) > 60
    assert verbs == set(VERBS)
    assert details <= set(DETAILS)


@pytest.mark.django_db
def test_a_note_is_told_without_code(organisation, person):
    def said(verb, kind, **details):
        note = AuditNote(organisation=organisation, verb=verb, subject_kind=kind, subject_id=7, details=details)
        return said_of(note)

    with inside(organisation), translation.override("nl"):
        applied = said("applied_staff_list", "people.StaffImport", new=3, moved=0, left=1)
        assert applied["what"] == "bracht een personeelslijst in"
        assert (applied["on"], applied["details"]) == ("nr. 7", "nieuw: 3 · weg: 1")
        looked = said("looked at answers", "core.Organisation", part="all", weeks=13, how="table")
        assert (looked["on"], looked["details"]) == ("", "over: alles · weken: 13 · als: tabel")
        assert said("gave_role", "people.Person", role="editor")["on"] == "persoon nr. 7"
        assert said("looked at figures", "core.Organisation", breakdown="level-1")["details"] == "per: eenheden"
        assert said("planned_surveys", "surveys.Plan", is_on=False)["details"] == "aan: nee"

"""Pages about staff lists: upload one, say what its columns are, look at what would change, bring it in, undo it."""

import csv
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.core.tables import safe_cell
from kring.errors import RefusedError
from kring.people import actions, queries
from kring.people.access import Request, needs
from kring.people.errors import REASONS, UNREADABLE
from kring.people.forms.staff_lists import ApplyForm, ColumnsForm, UploadForm
from kring.people.models import StaffImport, StaffImportRow
from kring.people.queries.staff_lists import AT_WORK, KINDS
from kring.people.rules import May
from kring.ui.render import page

Status = StaffImport.Status
KIND_WORDS: dict[str, str | Promise] = {
    "new": _("New"),
    "moved": _("Moved"),
    "changed": _("Changed"),
    "back": _("Back"),
    "left": _("Left"),
    "bad": _("Not read"),
}
PER_PAGE = 50


@needs(May.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def staff_lists(request: Request) -> HttpResponse:
    """Show the lists so far, and take a new one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.upload_staff_list(by=request.person, file=file, file_name=file.name)
        except RefusedError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("people:staff_list", made.pk)
    lists = Paginator(queries.staff_imports(), 20).get_page(request.GET.get("page"))
    context = {"form": form, "lists": lists, "at_work": AT_WORK}
    return page(request, "people/staff_lists.html", context, status=422 if form.errors else 200)


@needs(May.MANAGE_PEOPLE)
@require_GET
def staff_list(request: Request, pk: int) -> HttpResponse:
    """Show where a list stands: its columns, how far the work is, what would change, what came of it."""
    staff_import = _found(pk)
    if staff_import.status in {Status.UPLOADED, Status.FAILED}:
        return _columns_page(request, staff_import, _columns_form(staff_import))
    return _state_page(request, staff_import)


@needs(May.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def staff_list_columns(request: Request, pk: int) -> HttpResponse:
    """Say which column says what; the worker then reads the list."""
    staff_import = _found(pk)
    form = _columns_form(staff_import, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_columns(
                by=request.person,
                staff_import=staff_import,
                mapping=form.cleaned_data["mapping"],
                absent_people_left=form.cleaned_data["absent_people_left"],
                valid_from=form.cleaned_data["valid_from"],
                today=timezone.localdate(),
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("people:staff_list", pk)
    return _columns_page(request, staff_import, form, status=422 if form.errors else 200)


@needs(May.MANAGE_PEOPLE)
@require_POST
def apply_staff_list(request: Request, pk: int) -> HttpResponse:
    """Bring in what was shown."""
    form = ApplyForm(request.POST)
    many = form.is_valid() and form.cleaned_data["many_may_leave"]
    return _do(
        request, pk, lambda found: actions.apply_staff_list(by=request.person, staff_import=found, many_may_leave=many)
    )


@needs(May.MANAGE_PEOPLE)
@require_POST
def undo_staff_list(request: Request, pk: int) -> HttpResponse:
    """Put back what was there before."""
    return _do(request, pk, lambda found: actions.undo_staff_list(by=request.person, staff_import=found))


@needs(May.MANAGE_PEOPLE)
@require_POST
def discard_staff_list(request: Request, pk: int) -> HttpResponse:
    """Throw away a list that was not brought in."""
    try:
        actions.discard_staff_list(by=request.person, staff_import=_found(pk))
    except RefusedError:
        return redirect("people:staff_list", pk)
    return redirect("people:staff_lists")


@needs(May.MANAGE_PEOPLE)
@require_GET
def staff_list_problems(request: Request, pk: int) -> HttpResponse:
    """Give everything that is wrong with a list as a file, for whoever keeps it."""
    staff_import = _found(pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="not-read.csv"'
    response["Cache-Control"] = "private, no-store"
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Line"), _("Column"), _("Value"), _("What is wrong")])
    for row in queries.problems(staff_import).iterator():
        writer.writerow([row.line, *map(safe_cell, (row.column, row.value, reason(row)))])
    return response


def reason(row: StaffImportRow) -> str:
    """Return why a row was not read."""
    said = REASONS.get(row.reason)
    return str(said) % {"line": row.values.get("other_line", 0)} if said else ""


def _found(pk: int) -> StaffImport:
    staff_import = queries.staff_import(pk)
    if staff_import is None:
        raise Http404
    return staff_import


def _do(request: Request, pk: int, action: Callable[[StaffImport], None]) -> HttpResponse:
    staff_import = _found(pk)
    try:
        action(staff_import)
    except RefusedError as refusal:
        return _state_page(request, staff_import, refusal=str(refusal), status=422)
    return redirect("people:staff_list", pk)


def _problem(staff_import: StaffImport) -> str:
    problem = staff_import.problem
    said = UNREADABLE.get(problem.get("reason", ""))
    return str(said) % {"number": problem.get("number", 0), "column": problem.get("column", "")} if said else ""


def _columns_form(staff_import: StaffImport, data: Any = None) -> ColumnsForm:
    options = staff_import.options
    return ColumnsForm(
        data,
        columns=staff_import.layout.get("columns", []),
        mapping=staff_import.mapping,
        initial={
            "valid_from": options.get("valid_from", timezone.localdate()),
            "absent_people_left": options.get("absent_people_left", False),
        },
    )


def _columns_page(request: Request, staff_import: StaffImport, form: ColumnsForm, *, status: int = 200) -> HttpResponse:
    if staff_import.status not in {Status.UPLOADED, Status.FAILED, Status.READY}:
        return redirect("people:staff_list", staff_import.pk)
    context = {"list": staff_import, "form": form, "problem": _problem(staff_import)}
    return page(request, "people/staff_list_columns.html", context, status=status)


def _state_page(request: Request, staff_import: StaffImport, *, refusal: str = "", status: int = 200) -> HttpResponse:
    counts = staff_import.counts
    tabs = [(kind, KIND_WORDS[kind], counts.get(kind, 0)) for kind in KINDS if counts.get(kind)]
    kind = request.GET.get("kind", "")
    if kind not in KIND_WORDS:
        kind = next((kind for kind, _words, _count in tabs), "")
    rows = Paginator(queries.changes(staff_import, kind), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "list": staff_import,
        "is_at_work": staff_import.status in AT_WORK,
        "tabs": tabs,
        "kind": kind,
        "rows": rows,
        "changes": [] if kind == "bad" else [queries.change(row) for row in rows],
        "problems": [(row, reason(row)) for row in rows] if kind == "bad" else [],
        "refusal": refusal,
        "problem": _problem(staff_import),
        "many_would_leave": queries.would_many_leave(staff_import),
        "changes_something": queries.would_change_something(staff_import),
        "can_undo": queries.can_undo(staff_import),
        "valid_from": queries.day_of(staff_import),
        "structure": counts.get("units", 0) + counts.get("departments", 0) + counts.get("ranks", 0),
    }
    return page(request, "people/staff_list.html", context, part="state", status=status)

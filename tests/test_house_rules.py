"""Rules of the house that imports alone cannot hold. A failing line says what to do."""

import ast
import importlib
import re
import tomllib
from pathlib import Path

import polib
import pytest
from django.apps import apps

PACKAGE = Path(__file__).resolve().parent.parent / "kring"
FILES = [f for f in PACKAGE.rglob("*.py") if "migrations" not in f.parts]
LAYERS = re.search(r"layers = \[(.*?)\]", (PACKAGE.parent / "pyproject.toml").read_text(), re.S)[1]
FLOOR = {room: n for n, line in enumerate(re.findall(r'"(.+?)"', LAYERS)[::-1]) for room in line.split(" | ")}
WRITES = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete"}
READS = {"views", "forms", "queries", "rules", "tasks", "urls", "commands", "templatetags"}
READ_ONLY = [f for f in FILES if READS & set(f.with_suffix("").relative_to(PACKAGE).parts)]
OURS = [m for m in apps.get_models() if m.__module__.startswith("kring.")]


# The demo world writes half a year of life in seconds, which never went through anybody's hands: the one folder that
# writes rows of other rooms without their actions. Nothing imports it but its own command.
DEMO_FILL = PACKAGE / "demo" / "fill"


def where(file):
    return str(file.relative_to(PACKAGE))


def room(file):
    return file.relative_to(PACKAGE).parts[0]


def calls(tree):
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]


def runtime_imports(tree):
    skip = {
        id(n)
        for t in ast.walk(tree)
        if isinstance(t, ast.If) and "TYPE_CHECKING" in ast.unparse(t.test)
        for n in ast.walk(t)
    }
    return [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module and id(n) not in skip]


def is_write(call):
    if call.func.attr == "update":  # a queryset's, not a dictionary's
        return bool(call.keywords) and not call.args
    return call.func.attr in WRITES


@pytest.mark.parametrize("file", READ_ONLY, ids=where)
def test_only_actions_write(file):
    found = [ast.unparse(c) for c in calls(ast.parse(file.read_text())) if is_write(c)]
    assert not found, f"move to actions.py: {found}"


@pytest.mark.parametrize("file", FILES, ids=where)
def test_rooms_meet_at_queries_and_actions(file):
    for n in runtime_imports(ast.parse(file.read_text())):
        if m := re.match(r"kring\.(\w+)\.(models|views|forms|urls|tasks)(\.|$)", n.module):
            own = {room(file), "core", "ui"}
            fills = DEMO_FILL in file.parents and m[2] == "models"
            assert m[1] in own or fills, f"use {m[1]}.queries or {m[1]}.actions"
        assert not n.module.startswith("django.dispatch"), "no signals: the room above looks down"


def test_limits_hold_over_all_web_processes():
    counted = [where(f) for f in FILES if "allauth.core import ratelimit" in f.read_text()]
    assert not counted, "use core.limits: allauth counts in the memory of one process"


def test_only_the_demos_own_command_fills():
    users = [where(f) for f in FILES if "kring.demo.fill" in f.read_text() and DEMO_FILL not in f.parents]
    assert users == ["demo/management/commands/demo_fill.py"]


def relations(model):
    return [f for f in model._meta.get_fields() if f.is_relation and not f.auto_created]


def points_at_a_person(model):
    return any(f.related_model._meta.label == "people.Person" for f in relations(model))


@pytest.mark.parametrize("model", OURS, ids=str)
def test_foreign_keys_point_down_and_leave_no_trace(model):
    mine = model._meta.app_label
    for field in relations(model):
        if (other := field.related_model._meta.app_label) != mine:
            assert FLOOR[other] < FLOOR[mine], f"{field}: a lower room may not point up"
            assert field.remote_field.hidden, f"{field}: related_name='+', read it with a query"


@pytest.mark.parametrize("model", OURS, ids=str)
def test_every_row_belongs_to_one_organisation(model):
    # An agency's account belongs to several; who tries to sign in is not known yet.
    spans_organisations = {"core.Organisation", "core.Account", "core.Tries"}
    assert model._meta.label in spans_organisations or any(f.name == "organisation" for f in model._meta.fields)


@pytest.mark.parametrize("model", [m for m in OURS if points_at_a_person(m)], ids=str)
def test_personal_data_is_declared(model):
    declared = importlib.import_module(f"kring.{model._meta.app_label}.personal_data")
    assert model in declared.HOLDS


HTMX = (PACKAGE / "ui/static/ui/vendor/htmx.min.js").read_text()
PAGES = [f for f in PACKAGE.rglob("*.html") if "hx-" in f.read_text()]


@pytest.mark.parametrize("file", PAGES, ids=where)
def test_pages_ask_of_htmx_what_it_knows(file):
    """It passes over a word that it does not know: what the page promises would just not happen."""
    asked = set(re.findall(r"(?<=\s)hx-[a-z-]+", file.read_text()))
    known = asked & {*re.findall(r"hx-[a-z-]+", HTMX)}
    assert asked == known, f"htmx does not know {sorted(asked - known)}"


# One Dutch word for one thing, also in plurals and compounds: who helps colleagues is a hero, and two are heroes.
NOT_OUR_WORD = re.compile(r"\b(?!\w*scheld)\w*held(en\w*|in|innen)?\b", re.I)


def dutch_in(content, key="nl"):
    """Every text in a file of content that is not in English."""
    if isinstance(content, dict):
        return [text for name, part in content.items() if name != "en" for text in dutch_in(part, name)]
    if isinstance(content, list):
        return [text for part in content for text in dutch_in(part, key)]
    return [content] if isinstance(content, str) else []


DUTCH = [*PACKAGE.glob("*/locale/nl/LC_MESSAGES/django.po"), *PACKAGE.glob("*/content/*.toml")]


@pytest.mark.parametrize("file", DUTCH, ids=where)
def test_dutch_says_hero(file):
    if file.suffix == ".po":
        texts = [text for entry in polib.pofile(str(file)) for text in (entry.msgstr, *entry.msgstr_plural.values())]
    else:
        texts = dutch_in(tomllib.loads(file.read_text()))
    assert texts
    assert not [text for text in texts if NOT_OUR_WORD.search(text)], "say hero, heroes"


def test_one_text_has_one_dutch():
    """Two rooms with another Dutch for the same words would both show that of the room that comes first."""
    said = {}
    for file in PACKAGE.glob("*/locale/nl/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(file)):
            texts = entry.msgstr_plural.values() if entry.msgstr_plural else [entry.msgstr]
            said.setdefault((entry.msgctxt, entry.msgid), set()).update(texts if len({*texts}) == 1 else [(*texts,)])
    assert not {words: dutch for words, dutch in said.items() if len(dutch) > 1}, "choose one, or a context"

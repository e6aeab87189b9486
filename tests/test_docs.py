"""What the docs say is so: links lead somewhere, commands exist, settings are all there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from kring.config import __main__ as commands
from kring.config import env
from kring.config.management.commands import settings as listing
from tests.system import environment

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
OURS = {*commands.COMMANDS, *get_commands(), "bench", "pictures", "help"}


def name_of(file):
    return str(file.relative_to(ROOT))


def slug(heading):
    return re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading).strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("file", DOCS, ids=name_of)
def test_links_lead_somewhere(file):
    for target in re.findall(r"\]\(([^)\s]+)\)", file.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (file.parent / path) if path else file
        assert found.exists(), f"{target} leads nowhere"
        if anchor:
            headings = {slug(h) for h in re.findall(r"^#+ (.+)$", found.read_text(), re.M)}
            assert anchor in headings, f"{target}: no such heading"


@pytest.mark.parametrize("file", DOCS, ids=name_of)
def test_commands_exist(file):
    named = set(re.findall(r"\./run ([a-z_]+)", file.read_text()))
    assert named <= OURS, f"no such command: {named - OURS}"


def test_help_names_only_commands_that_exist():
    named = set(re.findall(r"^\./run ([a-z_]+)", commands.HELP, re.M))
    assert named <= OURS
    assert set(commands.COMMANDS) <= set(re.findall(r"\./run ([a-z_]+)", commands.HELP))


def test_files_that_docs_name_are_there():
    for file in DOCS:
        for path in re.findall(r"`((?:kring|tests|docs|bench)/[\w/.-]+)`", file.read_text()):
            assert (ROOT / path).exists(), f"{name_of(file)}: there is no {path}"


def test_every_setting_is_in_the_docs():
    text = (ROOT / "docs" / "running.md").read_text()
    written = text.split("<!-- settings -->\n")[1].split("<!-- /settings -->")[0].strip()
    assert written == listing.as_table(), "./run settings --table gives the table for docs/running.md"


def test_a_secret_is_never_listed():
    secret = {name for name, setting in env.KNOWN.items() if setting.secret}
    assert {"SECRET_KEY", "SECRETS_KEYS", "DATABASE_URL", "EMAIL_URL"} <= secret
    words = {"SECRETS_KEYS": "een-geheim", "DATABASE_URL": "postgresql://kring:geheim@db.example/kring"}
    command = [sys.executable, "-m", "kring.config", "settings"]
    said = subprocess.check_output(command, text=True, cwd=ROOT, env=environment(**words))
    assert "geheim" not in said
    assert re.search(r"SECRETS_KEYS +\(set\)", said)

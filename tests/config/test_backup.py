"""A backup is proved by putting it back: everything is there, and nothing leaves before it is released."""

import json
import subprocess
import sys
import tarfile

import pytest

from kring.config import backup
from tests.system import ROOT, System, environment

pytestmark = [pytest.mark.plug, pytest.mark.timeout(900)]  # an empty installation, on a busy machine
FILL = """
from kring.core.scope import inside
from kring.core.worker import wake
from tests import make

for name in ("Bank", "Verzekeraar"):
    organisation = make.organisation(name=name)
    with inside(organisation):
        person = make.person(organisation, account=make.account(), name="Ünal d'Été", language="en")
        for n in range(20):
            story = make.story(organisation, title=f"Verhaal {n}")
            share = make.share(person, story, status="queued" if n else "published")
        wake("sharing.tasks.publish", share)
from pathlib import Path
from django.conf import settings
(Path(settings.MEDIA_ROOT) / "logos").mkdir(parents=True)
(Path(settings.MEDIA_ROOT) / "logos" / "één.svg").write_text("<svg/>")
"""


def run(*words, **settings):
    done = subprocess.run(
        [sys.executable, "-m", "kring.config", *map(str, words)],
        cwd=ROOT,
        env=environment(**settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a running installation in `old`, filled, and its backup in `kring.tar.gz`."""
    folder = tmp_path_factory.mktemp("backup")
    kring = System(folder / "old", "--workers", "1", "--jobs", "0").start()
    kring.wait(kring.is_ready)
    code, said = run("shell", "--command", FILL, DATA=str(folder / "old"))
    assert code == 0, said
    code, said = run("backup", folder / "kring.tar.gz", "--data", folder / "old")
    assert code == 0, said
    assert "2 tables" not in said
    yield folder
    kring.clean()


def test_everything_comes_back_and_is_quiet(place):
    back = System(place / "new", "--workers", "1")
    code, said = run("restore", place / "kring.tar.gz", "--data", place / "new")
    assert code == 0, said
    assert "Put back and checked" in said
    assert (place / "new" / "media" / "logos" / "één.svg").read_text() == "<svg/>"
    for name in ("secret_key", "secrets_key"):
        assert (place / "new" / "keys" / name).read_bytes() == (place / "old" / "keys" / name).read_bytes()
        assert (place / "new" / "keys" / name).stat().st_mode & 0o077 == 0
    try:
        back.start()
        back.wait(lambda: "Kring is at" in back.said)
        assert "no post and no mail leaves" in back.said
        assert back.parts("procrastinate") == []
        with back.database() as connection:
            shares = dict(connection.execute("select status, count(*) from sharing_share group by 1").fetchall())
            assert shares == {"published": 2, "failed": 38}
            problems = connection.execute(
                "select distinct problem from sharing_share where status = 'failed'"
            ).fetchall()
            assert problems == [(backup.AFTERWARDS["en"],)]
            assert connection.execute("select count(*) from procrastinate_jobs where status = 'todo'").fetchone() == (
                0,
            )
            locked = "select bool_and(relforcerowsecurity) from pg_class where relname ~ '^sharing_' and relkind = 'r'"
            assert connection.execute(locked).fetchone() == (True,)
        code, said = run("worker", "--data", place / "new")
        assert code == 1
        assert "./run release" in said
        back.stop()
        assert run("release", "--data", place / "new")[0] == 0
        back.start()
        back.wait(lambda: back.parts("procrastinate"))
    finally:
        back.clean()


def test_it_is_not_put_back_over_another_installation(place):
    code, said = run("restore", place / "kring.tar.gz", "--data", place / "old")
    assert code == 1
    assert "Not empty" in said


def test_a_damaged_backup_is_refused(place):
    whole = (place / "kring.tar.gz").read_bytes()
    (place / "half.tar.gz").write_bytes(whole[: len(whole) // 2])
    code, said = run("restore", place / "half.tar.gz", "--data", place / "half")
    assert code == 1
    assert "is no backup that can be read" in said


def test_a_backup_that_lies_is_found_out(place, tmp_path):
    with tarfile.open(place / "kring.tar.gz") as archive:
        archive.extractall(tmp_path / "x")
    manifest = json.loads((tmp_path / "x" / "manifest.json").read_text())
    manifest["tables"]["sharing_share"]["rows"] += 1
    (tmp_path / "x" / "manifest.json").write_text(json.dumps(manifest))
    with tarfile.open(tmp_path / "lie.tar.gz", "w:gz") as archive:
        for path in (tmp_path / "x").iterdir():
            archive.add(path, path.name)
    code, said = run("restore", tmp_path / "lie.tar.gz", "--data", tmp_path / "lie")
    assert code == 1
    assert "sharing_share: saved {'rows': 41" in said
    assert (tmp_path / "lie" / "held").exists()


def test_a_backup_of_a_newer_kring_is_refused():
    manifest = {"format": 1, "kring": "9.9", "migrations": [["people", "0001_initial"], ["people", "0099_later"]]}
    with pytest.raises(SystemExit, match=r"of a newer Kring \(9.9\): update this one first \(people/0099_later\)"):
        backup.refuse_what_cannot_be(manifest)
    with pytest.raises(SystemExit, match="format 2"):
        backup.refuse_what_cannot_be({"format": 2})


def test_keys_can_stay_out_of_it(place):
    code, said = run("backup", place / "bare.tar.gz", "--data", place / "old", "--without-keys")
    assert code == 0
    assert "The keys are not in it" in said
    with tarfile.open(place / "bare.tar.gz") as archive:
        assert [name for name in archive.getnames() if name.startswith("keys")] == []


def test_a_backup_is_never_written_over(place):
    code, said = run("backup", place / "kring.tar.gz", "--data", place / "old")
    assert code == 1
    assert "is there already" in said


def test_nothing_is_no_backup(tmp_path):
    code, said = run("backup", tmp_path / "kring.tar.gz", "--data", tmp_path / "elsewhere")
    assert code == 1
    assert "There is nothing to back up" in said
    assert not (tmp_path / "kring.tar.gz").exists()

"""Everything of an installation in one file, and back: proved by counts and checksums, and quiet until released."""

import argparse
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import pq, sql
from psycopg.conninfo import conninfo_to_dict

from kring.config import env, postgres, processes

ROOT = Path(__file__).resolve().parent.parent.parent
FORMAT = 1
ALL = "app.organisations"  # what row-level security lets through: for a backup, every organisation
# A row as text, the same on every server; the sum does not depend on the order of the rows.
SUM = sql.SQL(
    "select count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)::text from {} t"
)
PLAIN = {"timezone": "UTC", "datestyle": "ISO, YMD", "intervalstyle": "postgres", "bytea_output": "hex"}
AFTERWARDS = {
    "nl": "Kring is teruggezet vanuit een back-up. Kijk of dit al op je account staat; zo niet, deel het opnieuw.",
    "en": "Kring was put back from a backup. Look whether this is on your account already; if not, share it again.",
}


def held(data: Path) -> Path:
    """Return the file that keeps an installation quiet: no post and no mail leaves while it is there."""
    return data / "held"


def backup(words: list[str]) -> int:
    """Write everything into one file."""
    parser = argparse.ArgumentParser(prog="./run backup", description="Everything of this installation in one file.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--data", type=Path, default=None, help="the installation's data folder")
    parser.add_argument("--without-keys", action="store_true", help="leave the keys out: keep them somewhere else")
    options = parser.parse_args(words)
    if options.file.exists():
        raise SystemExit(f"{options.file} is there already. Choose another name.")
    data = data_folder(options.data)
    address = database_of(data)
    refuse_nothing(address, data)
    part = options.file.with_name(f"{options.file.name}.part")
    try:
        with open(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            manifest = write(file, address, data, with_keys=not options.without_keys)
        part.rename(options.file)
    finally:
        part.unlink(missing_ok=True)
    rows = sum(table["rows"] for table in manifest["tables"].values())
    uploads, size = len(manifest["media"]), options.file.stat().st_size / 1e6
    print(f"{options.file}: {rows} rows in {len(manifest['tables'])} tables, {uploads} uploads, {size:.1f} MB")
    if manifest["keys"]:
        print("It holds the keys too: whoever has this file can read everything. Keep it as safe as the server.")
    else:
        print(f"The keys are not in it. Keep {data / 'keys'} elsewhere: without them, connected accounts are lost.")
    return 0


def refuse_nothing(address: str, data: Path) -> None:
    """Refuse to back up a database with nothing in it: it is another one than Kring runs with."""
    with psycopg.connect(address) as connection:
        if not tables(connection, only_names=True):
            words = f"There is nothing to back up: no Kring has run with the data folder {data}"
            raise SystemExit(f"{words} and this database. Give this command the settings that it runs with.")


def write(file: Any, address: str, data: Path, *, with_keys: bool) -> dict[str, Any]:
    """Write the archive: what is in the database at one moment, then the uploads, then what it all should be."""
    with (
        psycopg.connect(address) as connection,
        tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive,
        tempfile.TemporaryDirectory() as folder,
    ):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        see_all(connection)
        (organisations,) = connection.execute("select current_setting(%s)", [ALL]).fetchone() or ("",)
        (snapshot,) = connection.execute("select pg_export_snapshot()").fetchone() or ("",)
        dump = Path(folder) / "database.dump"
        tool(
            address,
            "pg_dump",
            ["--format=custom", "--no-owner", "--no-privileges", "--enable-row-security", f"--snapshot={snapshot}"],
            dump,
            PGOPTIONS=f"-c {ALL}={organisations}",
        )
        manifest = {
            "format": FORMAT,
            "kring": version(),
            "postgresql": connection.info.server_version // 10000,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "migrations": [
                list(row) for row in connection.execute("select app, name from django_migrations order by id")
            ],
            "tables": tables(connection),
            "media": {},
            "keys": [],
        }
        archive.add(dump, "database.dump")
        manifest["media"] = add_all(archive, data / "media", "media")
        if with_keys:
            manifest["keys"] = sorted(add_all(archive, data / "keys", "keys"))
        text = json.dumps(manifest, indent=1).encode()
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    return manifest


def add_all(archive: tarfile.TarFile, folder: Path, name: str) -> dict[str, str]:
    """Add every file of `folder`; return their checksums. One that goes away meanwhile is in no row either."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        relative = path.relative_to(folder).as_posix()
        entry = tarfile.TarInfo(f"{name}/{relative}")
        entry.size, entry.mtime = len(content), int(path.stat().st_mtime)
        archive.addfile(entry, io.BytesIO(content))
        found[relative] = hashlib.sha256(content).hexdigest()
    return found


def restore(words: list[str]) -> int:
    """Put an installation back, into a place with nothing in it; it stays quiet until it is released."""
    parser = argparse.ArgumentParser(prog="./run restore", description="Put an installation back from its file.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--data", type=Path, default=None, help="the data folder to fill: an empty one")
    options = parser.parse_args(words)
    data = data_folder(options.data)
    manifest = manifest_of(options.file)
    with tarfile.open(options.file) as archive:
        refuse_what_cannot_be(manifest)
        full = [str(data / name) for name in ("media", "keys") if any((data / name).glob("*"))]
        if full:
            raise SystemExit(f"Not empty: {', '.join(full)}. Name an empty data folder: --data FOLDER")
        address = database_of(data)
        with psycopg.connect(address) as connection:
            if tables(connection, only_names=True):
                raise SystemExit("The database is not empty. Put a backup back into a new one (or --data FOLDER).")
            if connection.info.server_version // 10000 < manifest["postgresql"]:
                raise SystemExit(f"The backup comes from PostgreSQL {manifest['postgresql']}: this server is older.")
        held(data).write_text(f"put back from {options.file.name}\n")  # first: whatever happens, it is quiet
        put_back(archive, manifest, address, data)
    with psycopg.connect(address) as connection:
        see_all(connection)
        if wrong := differences(manifest, tables(connection), data):
            raise SystemExit("What was put back is not what was saved:\n  " + "\n  ".join(wrong))
        silence(connection)
        connection.execute("analyze")  # what came at once is not known to its planner yet
    processes.django("migrate", "--verbosity", "0")
    rows = sum(table["rows"] for table in manifest["tables"].values())
    print(f"Put back and checked: {rows} rows, {len(manifest['media'])} uploads, of {manifest['made_at']}.")
    if not manifest["keys"]:
        print(f"The keys were not in it: put them into {data / 'keys'} before you start.")
    print("Everybody is signed out. No post and no mail leaves until you say: ./run release")
    return 0


def manifest_of(file: Path) -> dict[str, Any]:
    """Return what a backup says it holds."""
    try:
        with tarfile.open(file) as archive:
            manifest: dict[str, Any] = json.load(archive.extractfile("manifest.json") or io.BytesIO())
    except (OSError, EOFError, tarfile.TarError, KeyError, ValueError) as error:
        raise SystemExit(f"{file} is no backup that can be read: {error}") from None
    return manifest


def refuse_what_cannot_be(manifest: dict[str, Any]) -> None:
    """Refuse a backup of another make, or of a newer Kring."""
    if manifest.get("format") != FORMAT:
        raise SystemExit(f"This backup has format {manifest.get('format')}; this Kring reads {FORMAT}.")
    known = {f"{path.parent.parent.name}/{path.stem}" for path in ROOT.glob("kring/*/migrations/*.py")}
    ours = {path.parent.name for path in ROOT.glob("kring/*/migrations")}
    newer = [f"{app}/{name}" for app, name in manifest["migrations"] if app in ours and f"{app}/{name}" not in known]
    if newer:
        raise SystemExit(f"The backup is of a newer Kring ({manifest['kring']}): update this one first ({newer[0]}).")


def put_back(archive: tarfile.TarFile, manifest: dict[str, Any], address: str, data: Path) -> None:
    """Unpack the files and fill the database."""
    with tempfile.TemporaryDirectory() as folder:
        for member in archive:
            kind, _, rest = member.name.partition("/")
            content = archive.extractfile(member)
            if content is None or ".." in Path(member.name).parts:
                continue
            if kind in {"media", "keys"} and rest in manifest[kind]:
                target = data / kind / rest
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if kind == "keys" else 0o755)
            elif member.name == "database.dump":
                target = Path(folder) / "database.dump"
            else:
                continue
            with open(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
                shutil.copyfileobj(content, file)
        tool(address, "pg_restore", ["--no-owner", "--no-privileges", str(Path(folder) / "database.dump")])


def differences(manifest: dict[str, Any], found: dict[str, Any], data: Path) -> list[str]:
    """Return a line for everything that is not as the manifest says."""
    lines = []
    for name in sorted({*manifest["tables"], *found}):
        saved, now = manifest["tables"].get(name), found.get(name)
        if saved != now:
            lines.append(f"{name}: saved {saved}, put back {now}")
    for name, checksum in manifest["media"].items():
        file = data / "media" / name
        if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != checksum:
            lines.append(f"media/{name} is missing or changed")
    return lines


def silence(connection: psycopg.Connection[Any]) -> None:
    """End all sessions, and give back what was about to leave: the original may have sent it since the backup."""
    connection.execute("delete from django_session")
    connection.execute("delete from procrastinate_jobs where status in ('todo', 'doing')")
    for language, sentence in AFTERWARDS.items():
        connection.execute(
            "update sharing_share s set status = 'failed', problem = %s, claimed_at = null, next_try_at = null"
            " from people_person p where p.id = s.person_id and (p.language = 'en') = %s"
            " and s.status in ('queued', 'sending', 'unknown')",
            [sentence, language == "en"],
        )


def release(words: list[str]) -> int:
    """Let posts and mails leave again."""
    parser = argparse.ArgumentParser(prog="./run release", description="Let posts and mails leave again.")
    parser.add_argument("--data", type=Path, default=None)
    file = held(data_folder(parser.parse_args(words).data))
    if not file.exists():
        print("Nothing is held back here.")
        return 0
    file.unlink()
    print("Released: posts and mails leave again. Restart ./run serve and every ./run worker.")
    return 0


def data_folder(asked: Path | None) -> Path:
    """Return the installation's data folder."""
    return (asked or Path(os.environ.get("DATA") or ROOT / ".data")).resolve()


def database_of(data: Path) -> str:
    """Return the address of the installation's database; the embedded one is started for it."""
    processes.use(data)
    return env.text("DATABASE_URL", about="")


def see_all(connection: psycopg.Connection[Any]) -> None:
    """Open row-level security for every organisation, and write values the same way on every server."""
    for name, value in PLAIN.items():
        connection.execute("select set_config(%s, %s, false)", [name, value])
    connection.execute(
        "select set_config(%s, coalesce(string_agg(id::text, ','), ''), false) from core_organisation", [ALL]
    )


def tables(connection: psycopg.Connection[Any], *, only_names: bool = False) -> dict[str, Any]:
    """Return the rows and the checksum of every table."""
    found = connection.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
    if only_names:
        return {name: None for (name,) in found}
    sums = {}
    for (name,) in found:
        rows, checksum = connection.execute(SUM.format(sql.Identifier(name))).fetchone() or (0, "0")
        sums[name] = {"rows": rows, "checksum": checksum}
    return sums


def tool(address: str, name: str, words: list[str], output: Path | None = None, **more: str) -> None:
    """Run one of PostgreSQL's own tools on the database; nothing of its address is in the list of processes."""
    values = conninfo_to_dict(address)
    defaults = {entry.keyword.decode(): entry.envvar for entry in pq.Conninfo.get_defaults()}
    place = {env.decode(): str(values[key]) for key, env in defaults.items() if env and values.get(key)}
    with psycopg.connect(address) as connection:
        major = connection.info.server_version // 10000
    folders = [f for f in (postgres.systems_programs(), postgres.programs()) if f and (f / name).exists()]
    fitting = [f for f in folders if postgres.version(f) >= major]
    if not fitting:
        raise SystemExit(f"The server is PostgreSQL {major}: install its client programs ({name}) on this machine.")
    command = [str(min(fitting, key=postgres.version) / name), *words]
    if output:
        command += [f"--file={output}"]
    else:
        command[1:1] = [f"--dbname={values['dbname']}"]
    said = subprocess.run(
        command,
        env={**os.environ, **place, **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    # A newer pg_restore sets what an older server does not know; what it did is checked afterwards, row by row.
    errors = [line for line in said.stderr.splitlines() if "error:" in line and "transaction_timeout" not in line]
    if said.returncode and (errors or "transaction_timeout" not in said.stderr):
        raise SystemExit(f"{name} failed:\n{said.stderr}")


def version() -> str:
    """Return which Kring this is."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])

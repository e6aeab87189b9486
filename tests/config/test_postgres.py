"""The embedded server starts anywhere, is shared, and stops with the last process that needs it."""

import os
import signal
import subprocess
import sys
import time

import psutil
import psycopg
import pytest

from kring.config import postgres

HOLD = """
import sys, time
from pathlib import Path
from kring.config import postgres
print(postgres.start(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


def holder(folder):
    words = [sys.executable, "-c", HOLD, str(folder)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return process, process.stdout.readline().strip()


def is_up(address):
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def end(process):
    process.stdin.close()
    process.wait(150)
    process.stdout.close()


@pytest.mark.parametrize("name", ["data", "a folder & more", "x" * 100])
def test_it_starts_in_any_folder_and_stops_with_its_process(tmp_path, name):
    process, address = holder(tmp_path / name / "postgres")
    with psycopg.connect(address) as connection:
        assert connection.execute("select upper('é'), current_user").fetchone() == ("É", "kring")
    end(process)
    assert not is_up(address)


def test_it_stays_while_another_process_needs_it(tmp_path):
    first, address = holder(tmp_path / "postgres")
    second, _same = holder(tmp_path / "postgres")
    end(first)
    assert is_up(address)
    end(second)
    assert not is_up(address)


def test_after_a_kill_the_next_one_finds_it_and_stops_it(tmp_path):
    killed, address = holder(tmp_path / "postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("create table kept (n int); insert into kept values (7)")
    killed.kill()
    killed.wait()
    killed.stdin.close()
    killed.stdout.close()
    assert is_up(address)
    next_one, _same = holder(tmp_path / "postgres")
    with psycopg.connect(address) as connection:
        assert connection.execute("select n from kept").fetchone() == (7,)
    end(next_one)
    assert not is_up(address)


def test_it_repairs_itself_after_the_machine_went_down(tmp_path):
    killed, address = holder(tmp_path / "postgres")
    folder = str((tmp_path / "postgres").resolve())
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("create table kept (n int); insert into kept values (7)")
    server = int((tmp_path / "postgres" / "postmaster.pid").read_text().split("\n")[0])
    os.kill(server, signal.SIGKILL)
    killed.kill()
    end(killed)
    until = time.monotonic() + 60
    while any(p.info["name"] == "postgres" and p.info["cwd"] == folder for p in psutil.process_iter(["name", "cwd"])):
        assert time.monotonic() < until  # what it had started goes with it, a little later
        time.sleep(0.05)
    # After a restart of the machine, the number in the lock file is some other program's: here, ours.
    lock = tmp_path / "postgres" / "postmaster.pid"
    lock.write_text(lock.read_text().replace(str(server), str(os.getpid()), 1))
    next_one, address = holder(tmp_path / "postgres")
    with psycopg.connect(address) as connection:
        assert connection.execute("select n from kept").fetchone() == (7,)
    end(next_one)


def test_it_stops_although_a_folder_above_was_closed(tmp_path):
    process, address = holder(tmp_path / "postgres")
    tmp_path.chmod(0o700)
    end(process)
    assert not is_up(address)


def test_a_server_half_made_is_made_again(tmp_path):
    (tmp_path / "postgres.new" / "base").mkdir(parents=True)
    process, address = holder(tmp_path / "postgres")
    assert is_up(address)
    end(process)


def test_the_role_of_kring_is_no_superuser(tmp_path):
    process, address = holder(tmp_path / "postgres")
    with psycopg.connect(address) as connection:
        row = connection.execute("select rolsuper, rolbypassrls from pg_roles where rolname = current_user").fetchone()
    assert row == (False, False)
    with psycopg.connect(postgres.superuser(tmp_path / "postgres")) as connection:
        assert connection.execute("select current_user").fetchone() == ("postgres",)
    end(process)

"""Spark's own servers, as an installation has them that outgrew one machine: a master and two workers on loopback.

Spark comes from PyPI into a folder of its own, never into Kring's environment; Java from the machine.
"""

import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import peers

SPARK = "4.0.5"  # needs Java 17 or newer
FOLDER = peers.FOLDER / "spark"
PROGRAM = FOLDER / "pyspark" / "bin" / "spark-class"
DEPLOY = "org.apache.spark.deploy"


@dataclass(frozen=True)
class Spark:
    """A cluster that is running, and what a program needs to find it."""

    address: str
    environment: dict[str, str]


def install() -> None:
    """Install what is missing."""
    peers.FOLDER.mkdir(parents=True, exist_ok=True)
    with (peers.FOLDER / ".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (FOLDER / f"pyspark-{SPARK}.dist-info").exists():
            uv = peers.ROOT / ".cache" / "uv" / "bin" / "uv"
            shutil.rmtree(FOLDER, ignore_errors=True)
            words = ["pip", "install", "--quiet", "--python", sys.executable, "--target", str(FOLDER)]
            peers.run([str(uv), *words, f"pyspark=={SPARK}"], {})
        if not shutil.which("java"):
            peers.install_from_the_system(["default-jre-headless"], "Spark")


@contextlib.contextmanager
def spark_cluster(wait: int = 120) -> Iterator[Spark]:
    """Run a master and two workers."""
    install()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kring-spark-")))
        with socket.create_server(("127.0.0.1", 0)) as free, socket.create_server(("127.0.0.1", 0)) as other:
            port, page = free.getsockname()[1], other.getsockname()[1]
        environment = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(FOLDER / "pyspark")}
        master = [str(PROGRAM), f"{DEPLOY}.master.Master", "--host", "127.0.0.1", "--port", str(port)]
        address = f"spark://127.0.0.1:{port}"
        log = folder / "master.log"
        leads = stack.enter_context(peers.running([*master, "--webui-port", str(page)], log, environment))
        worker = [str(PROGRAM), f"{DEPLOY}.worker.Worker", "--host", "127.0.0.1", "-c", "1", "-m", "1g"]
        for number in (1, 2):
            words = [*worker, "--webui-port", "0", "--work-dir", str(folder / f"work-{number}"), address]
            stack.enter_context(peers.running(words, folder / f"worker-{number}.log", environment))
        end = time.monotonic() + wait
        while log.read_text().count("Registering worker") < 2:
            if leads.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"Spark did not start:\n{log.read_text()[-4000:]}")
            time.sleep(0.2)
        settings = {
            "spark.master": address,
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.executor.memory": "512m",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": "4",
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
        }
        (folder / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        yield Spark(address, environment | {"SPARK_CONF_DIR": str(folder), "PYTHONPATH": str(FOLDER)})


def python(spark: Spark, words: list[str]) -> str:
    """Run a program of ours that finds the cluster; return what it prints."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=peers.ROOT,
        env={**os.environ, **spark.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="session")
def spark() -> Iterator[Spark]:
    """A master and two workers, once for the run."""
    with spark_cluster() as running:
        yield running


if __name__ == "__main__":
    install()
    print(f"Spark is in {FOLDER}")

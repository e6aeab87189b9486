"""./run bench start: what it costs to start a web process and a worker: processor seconds, memory, modules."""

import os
import statistics
import subprocess
import sys
import tempfile

STARTS = 5
WEB = "import kring.config.wsgi; from django.urls import get_resolver; get_resolver().url_patterns"
WORKER = "import django; django.setup(); import kring.insights.queries.engine"
TELL = (
    "import sys, time; print(time.process_time(),"
    " int(open('/proc/self/statm').read().split()[1]) * 4096 / 1e6, len(sys.modules))"
)


def main() -> None:
    """Start each some times, in turn, and print the medians."""
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {
            "DATA": data,
            "KRING_BUILDING": "1",  # no database: nothing is asked of it while starting
            "DJANGO_SETTINGS_MODULE": "kring.config.settings",
            "PYTHONWARNINGS": "ignore",
        }
        told: dict[str, list[list[float]]] = {"web process": [], "worker, once it counts": []}
        for _start in range(STARTS):
            for kind, what in zip(told, (WEB, WORKER), strict=True):
                command = [sys.executable, "-c", f"{what}; {TELL}"]
                done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
                told[kind].append([float(word) for word in done.stdout.split()])
    for kind, starts in told.items():
        seconds, megabytes, modules = (statistics.median(column) for column in zip(*starts, strict=True))
        print(f"{kind:24s} {seconds:5.1f} s of processor {megabytes:6.0f} MB {modules:6.0f} modules")


if __name__ == "__main__":
    main()

"""What a web process is made of."""

import os
import subprocess
import sys

FOR_THE_WORKER = {"av", "duckdb", "ibis", "pyarrow", "scipy.optimize", "kring.insights.queries.totals"}


def test_a_web_process_loads_nothing_that_only_the_worker_needs(tmp_path):
    code = (
        "import sys, kring.config.wsgi; from django.urls import get_resolver; get_resolver().url_patterns;"
        " print(*sys.modules)"
    )
    environment = os.environ | {"KRING_BUILDING": "1", "DATA": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    environment["DJANGO_SETTINGS_MODULE"] = "kring.config.settings"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "kring.insights.queries.answers" in loaded
    assert not loaded & FOR_THE_WORKER

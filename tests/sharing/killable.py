"""A worker that runs a posting job in processes of its own, each of which can be killed at any moment.

`python -m tests.sharing.killable DATABASE HOST SECONDS JOB`; each line of input is "organisation row", each line of
output the number of the process that has it.
"""

import os
import signal
import sys
from datetime import timedelta
from importlib import import_module


def main(database: str, host: str, seconds: str, job: str) -> None:
    """Run jobs until the input ends."""
    import django

    django.setup()
    from django.db import connections

    from kring.connectors import http
    from kring.sharing import rules

    connections["default"].settings_dict["NAME"] = database
    http.configure(private_hosts=[host])
    rules.CLAIM_LASTS = rules.SETTLES = timedelta(seconds=float(seconds))
    rules.FIRST_WAIT = rules.LONGEST_WAIT = timedelta(seconds=0.2)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    module, name = job.rsplit(".", 1)
    work = getattr(import_module(module), name).func
    print("ready", flush=True)
    for line in sys.stdin:
        organisation_id, row_id = map(int, line.split())
        process = os.fork()
        if process == 0:
            work(organisation_id=organisation_id, row_id=row_id)
            os._exit(0)
        print(process, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A worker that listens in processes of its own, each of which can be killed at any moment.

`python -m tests.hub.killable DATABASE HOST SECONDS`; each line of input is "organisation post", each line of output
the number of the process that has it.
"""

import os
import signal
import sys
from datetime import timedelta


def main(database: str, host: str, seconds: str) -> None:
    """Run jobs until the input ends."""
    import django

    django.setup()
    from django.db import connections

    from kring.connectors import http
    from kring.hub import rules, tasks

    connections["default"].settings_dict["NAME"] = database
    http.configure(private_hosts=[host])
    rules.LEASE = timedelta(seconds=float(seconds))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        organisation_id, post_id = map(int, line.split())
        process = os.fork()
        if process == 0:
            tasks.listen.func(organisation_id=organisation_id, row_id=post_id)
            os._exit(0)
        print(process, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

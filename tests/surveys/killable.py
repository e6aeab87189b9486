"""Processes that put an answer into the box, or open it, and can be killed at any moment.

`python -m tests.surveys.killable DATABASE`; each line of input is "organisation survey person" or "organisation survey
open"; each line of output the number of the process that does it, and "done" when it has.
"""

import os
import signal
import sys
from datetime import timedelta


def main(database: str) -> None:
    """Do what the lines say until they end."""
    import django

    django.setup()
    from django.db import connections
    from django.utils import timezone

    from kring.core.scope import inside
    from kring.people.models import Person
    from kring.surveys import actions
    from kring.surveys.errors import AlreadyAnsweredError
    from kring.surveys.models import Survey
    from kring.surveys.rules import Answers

    connections["default"].settings_dict["NAME"] = database
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        organisation, survey_id, what = line.split()
        process = os.fork()
        if process:
            print(process, flush=True)
            continue
        with inside(int(organisation)):
            survey = Survey.objects.get(pk=survey_id)
            if what == "mix":
                actions.mix(survey=survey, now=timezone.now())
            elif what == "open":
                actions.open_box(survey=survey, now=timezone.now() + timedelta(days=60))
            else:
                try:
                    answers = Answers(listen=3, helped=what)
                    person = Person.objects.get(pk=what)
                    actions.answer_survey(by=person, survey=survey, answers=answers, now=timezone.now())
                except AlreadyAnsweredError:
                    pass
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])

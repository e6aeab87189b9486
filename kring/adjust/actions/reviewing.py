"""Write what came of a decision, once."""

from datetime import datetime

from django.db import transaction

from kring.adjust.models import Decision, Verdict
from kring.adjust.queries.decisions import Seen, figure_of, hoped_of
from kring.adjust.rules.verdicts import verdict
from kring.core import audit


@transaction.atomic
def write_verdict(*, decision: Decision, seen: Seen, now: datetime) -> Verdict:
    """Hold the figure of a decision against the same figure now, and keep what came of it; the first one stays."""
    then = figure_of(decision.watch)
    figure = seen.figure(then.key) if then else None
    found = verdict(then, figure, hoped_of(decision), is_more_better=decision.is_more_better)
    made, is_new = Verdict.objects.get_or_create(
        organisation_id=decision.organisation_id,
        decision=decision,
        defaults={
            "outcome": found.outcome,
            "why": found.why,
            "figure": figure.as_json() if figure else None,
            "change": found.change.as_json() if found.change else None,
            "written_at": now,
        },
    )
    if is_new:
        audit.note(None, "looked at decision again", made, outcome=str(found.outcome))
    return made

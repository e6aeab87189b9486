"""Reads about how each kind of nudge is used."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kring.nudges.models import KindSetting, KindTrial
from kring.nudges.rules import Kind, State, key_of
from kring.reach.kinds import Kind as MessageKind
from kring.reach.kinds import kinds


@dataclass(frozen=True)
class Where:
    """In which units a kind is on in one week, and since when it is so."""

    state: State
    since: date
    half_in: frozenset[int] = frozenset()
    half_out: frozenset[int] = frozenset()
    seed: str = ""
    until: date | None = None  # of a half: the Monday from which on it is as before
    tried_from: date | None = None  # the Monday from which on a half is to begin

    def is_on_in(self, unit: int) -> bool:
        """Whether it may be decided for people of a unit; of the half that is left alone too, to compare with."""
        if self.state == State.HALF:
            return unit in self.half_in or unit in self.half_out
        return self.state == State.ON


def settings(week: date) -> dict[Kind, Where]:
    """Return how each kind is used in the week of a Monday, in two queries."""
    rows = {row.kind: row for row in KindSetting.objects.all()}
    trials: dict[str, list[KindTrial]] = defaultdict(list)
    for trial in KindTrial.objects.filter(stopped_at__isnull=True).order_by("since"):
        trials[trial.kind].append(trial)
    return {kind: _where(rows.get(kind), trials[kind], week) for kind in Kind}


def _where(row: KindSetting | None, trials: Sequence[KindTrial], week: date) -> Where:
    """Return how one kind is used: for a half while it is tried, else as it was chosen."""
    last = next((trial for trial in reversed(trials) if trial.since <= week), None)
    if last and last.until > week:
        drawn_in, drawn_out = frozenset(last.drawn["in"]), frozenset(last.drawn["out"])
        return Where(State.HALF, last.since, drawn_in, drawn_out, seed=last.seed, until=last.until)
    state, since = (State(row.state), row.since) if row else (State.ON, date.min)
    coming = next((trial.since for trial in trials if trial.since > week), None)
    return Where(state, max(since, last.until) if last else since, tried_from=coming)


def as_message(kind: Kind) -> MessageKind:
    """Return the kind of message that tells of a nudge of this kind."""
    return kinds()[key_of(kind)]

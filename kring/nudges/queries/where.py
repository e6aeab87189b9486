"""Reads about how each kind of nudge is used."""

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

    def is_on_in(self, unit: int) -> bool:
        """Whether it may be decided for people of a unit; of the half that is left alone too, to compare with."""
        if self.state == State.HALF:
            return unit in self.half_in or unit in self.half_out
        return self.state == State.ON


def settings(week: date) -> dict[Kind, Where]:
    """Return how each kind is used in the week of a Monday, in two queries."""
    rows = {row.kind: row for row in KindSetting.objects.all()}
    trials: dict[str, KindTrial] = {
        row.kind: row for row in KindTrial.objects.filter(stopped_at__isnull=True, since__lte=week).order_by("since")
    }
    return {kind: _where(rows.get(kind), trials.get(kind), week) for kind in Kind}


def _where(row: KindSetting | None, trial: KindTrial | None, week: date) -> Where:
    """Return how one kind is used: for a half while it is tried, else as it was chosen."""
    if trial and trial.until > week:
        drawn_in, drawn_out = frozenset(trial.drawn["in"]), frozenset(trial.drawn["out"])
        return Where(State.HALF, trial.since, drawn_in, drawn_out, seed=trial.seed, until=trial.until)
    state, since = (State(row.state), row.since) if row else (State.ON, date.min)
    return Where(state, max(since, trial.until) if trial else since)


def as_message(kind: Kind) -> MessageKind:
    """Return the kind of message that tells of a nudge of this kind."""
    return kinds()[key_of(kind)]

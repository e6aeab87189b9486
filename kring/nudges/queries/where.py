"""Reads about how each kind of nudge is used."""

from dataclasses import dataclass
from datetime import date

from kring.nudges.models import KindSetting
from kring.nudges.rules import Kind, State, key_of
from kring.reach.kinds import Kind as MessageKind
from kring.reach.kinds import kinds


@dataclass(frozen=True)
class Where:
    """In which units a kind is on, and since when it is so."""

    state: State
    since: date
    half_in: frozenset[int]
    half_out: frozenset[int]
    seed: str = ""

    def is_on_in(self, unit: int) -> bool:
        """Whether it may be decided for people of a unit; of the half that is left alone too, to compare with."""
        if self.state == State.HALF:
            return unit in self.half_in or unit in self.half_out
        return self.state == State.ON


def settings() -> dict[Kind, Where]:
    """Return how each kind is used now, in one query."""
    rows = {row.kind: row for row in KindSetting.objects.all()}
    found = {}
    for kind in Kind:
        row = rows.get(kind)
        drawn = row.drawn if row else {}
        found[kind] = Where(
            state=State(row.state) if row else State.ON,
            since=row.since if row else date.min,
            half_in=frozenset(drawn.get("in", ())),
            half_out=frozenset(drawn.get("out", ())),
            seed=row.seed if row else "",
        )
    return found


def as_message(kind: Kind) -> MessageKind:
    """Return the kind of message that tells of a nudge of this kind."""
    return kinds()[key_of(kind)]

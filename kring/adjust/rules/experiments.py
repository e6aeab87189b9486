"""What an experiment says: two counts for each half, held against what chance gives. Only after its end."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kring.measure.experiment import RED, Arms, ArmsError, people, split, units
from kring.measure.permutation import by_lot
from kring.measure.suppress import rounded

Whole = NDArray[np.int64]
LOOKED_AT = timedelta(weeks=1)  # after the last week of mails or nudges: what follows on them counts


class Kind(StrEnum):
    """What can be tried, on a random half of the people or of the units."""

    QUESTION = "question"  # another question under a story; people
    MAIL_TIME = "mail_time"  # another time of the weekly mail; people
    NUDGE = "nudge"  # a kind of nudge, or none; units


def tried_until(kind: Kind, ends_at: datetime) -> datetime:
    """Return until when a half gets what is tried; after that it is only looked at, until `ends_at`."""
    return ends_at if kind == Kind.QUESTION else ends_at - LOOKED_AT


class Finding(StrEnum):
    """What may be said."""

    MORE = "more"
    FEWER = "fewer"
    NOT_APART = "not_apart"
    TOO_FEW = "too_few"
    LOT_BROKEN = "lot_broken"  # the halves are not as large as the lot makes them: nothing may be read
    STOPPED = "stopped"  # somebody ended it early


@dataclass(frozen=True)
class Result:
    """What came out, as parts of the people of each half; without numbers where none may be shown."""

    finding: Finding
    other: float | None = None  # part that did what counts, in the half that got what is tried
    usual: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    one_in: float | None = None  # chance alone gives so much in one of so many
    people: int = 0  # rounded, in both halves

    def as_json(self) -> dict[str, Any]:
        """Return it as a row keeps it."""
        return asdict(self)


def by_people(did: tuple[int, int], of: tuple[int, int], *, smallest: int) -> Result:
    """Return what may be said about two halves of the people: with what is tried, and without it."""
    everybody = rounded(sum(of), smallest)
    if sum(of) > 0 and split(of).is_red:
        return Result(Finding.LOT_BROKEN, people=everybody)
    if _is_small(did, of, smallest):
        return Result(Finding.TOO_FEW, people=everybody)
    try:
        return _said(people(did, of), everybody)
    except ArmsError:
        return Result(Finding.TOO_FEW, people=everybody)


def by_units(did: Whole, of: Whole, is_in: NDArray[np.bool_], draws: Whole, *, smallest: int) -> Result:
    """Return what may be said about two halves of the units: with what is tried, and without it.

    Counts have shape (units,), draws (draws, units). The lot is held against the other draws too: when next to none of
    them gives halves with so different numbers of people, something else decided who counts.
    """
    everybody = rounded(int(of.sum()), smallest)
    if _is_small(_in_halves(did, is_in), _in_halves(of, is_in), smallest):
        return Result(Finding.TOO_FEW, people=everybody)
    if by_lot(lambda one: float(of @ (2 * one - 1)), is_in.astype(np.int64), draws).p < RED:
        return Result(Finding.LOT_BROKEN, people=everybody)
    try:
        found = units(did.astype(np.float64), of.astype(np.float64), is_in, draws)
    except ArmsError:
        return Result(Finding.TOO_FEW, people=everybody)
    return _said(found, everybody)


def _in_halves(count: Whole, is_in: NDArray[np.bool_]) -> tuple[int, int]:
    return int(count[is_in].sum()), int(count[~is_in].sum())


def _is_small(did: tuple[int, int], of: tuple[int, int], smallest: int) -> bool:
    return min(*did, *(n - some for some, n in zip(did, of, strict=True))) < smallest


def _said(found: Arms, everybody: int) -> Result:
    """Return what two arms say; ranges without an end come of too few units."""
    if not (isfinite(found.low) and isfinite(found.high)):
        return Result(Finding.TOO_FEW, people=everybody)
    finding = Finding.MORE if found.low > 0 else Finding.FEWER if found.high < 0 else Finding.NOT_APART
    return Result(
        finding,
        other=round(found.treated, 3),
        usual=round(found.control, 3),
        difference=round(found.difference, 3),
        low=round(found.low, 3),
        high=round(found.high, 3),
        one_in=1 / found.p if found.p > 0 else None,
        people=everybody,
    )

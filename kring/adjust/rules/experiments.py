"""What an experiment says: two counts for each half, held against what chance gives. Only after its end."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from kring.measure.experiment import ArmsError, people, split
from kring.measure.suppress import rounded


class Finding(StrEnum):
    """What may be said."""

    MORE = "more"
    FEWER = "fewer"
    NOT_APART = "not_apart"
    TOO_FEW = "too_few"
    LOT_BROKEN = "lot_broken"  # the halves are not as large as the lot makes them: nothing may be read


@dataclass(frozen=True)
class Result:
    """What came out, as parts of the people of each half; without numbers where none may be shown."""

    finding: Finding
    other: float | None = None  # part that shared, with the other question
    usual: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    one_in: float | None = None  # chance alone gives so much in one of so many
    people: int = 0  # rounded, in both halves

    def as_json(self) -> dict[str, Any]:
        """Return it as a row keeps it."""
        return asdict(self)


def result(did: tuple[int, int], of: tuple[int, int], *, smallest: int) -> Result:
    """Return what may be said about two halves: with the other question, and with the usual one."""
    everybody = rounded(sum(of), smallest)
    if sum(of) > 0 and split(of).is_red:
        return Result(Finding.LOT_BROKEN, people=everybody)
    if min(*did, *(n - some for some, n in zip(did, of, strict=True))) < smallest:
        return Result(Finding.TOO_FEW, people=everybody)
    try:
        found = people(did, of)
    except ArmsError:
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

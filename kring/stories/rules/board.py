"""How a story goes over the board: stages, moves and review, without database or clock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Column(StrEnum):
    """Where a card stands on the board. `live` and `archived` follow from time; the row says the rest."""

    IDEA = "idea"
    DRAFT = "draft"
    REVIEW = "review"
    READY = "ready"
    LIVE = "live"
    ARCHIVED = "archived"


STAGES = (Column.DRAFT, Column.REVIEW, Column.READY)  # what a row says of a story that is not out


class Whose(StrEnum):
    """Whose stories are looked at: the news of units can crowd what is for everybody, and the other way round."""

    ALL = "all"
    EVERYBODY = "everybody"
    UNITS = "units"


class Review(StrEnum):
    """Which stories need a second pair of eyes before they are ready."""

    NEVER = "never"
    SENSITIVE = "sensitive"
    ALWAYS = "always"


class Note(StrEnum):
    """What a line in the history of a story is."""

    COMMENT = "comment"
    MOVED = "moved"
    PLANNED = "planned"
    APPROVED = "approved"
    ASKED_CHANGE = "asked_change"
    GIVEN = "given"
    TAKEN_BACK = "taken_back"
    ASKED_TO_NAME = "asked_to_name"
    SAID_YES = "said_yes"
    SAID_NO = "said_no"


def column(
    *,
    stage: str,
    live_from: datetime | None,
    live_until: datetime | None,
    archived_at: datetime | None,
    now: datetime,
) -> Column:
    """Return where a story stands; one that is planned is ready."""
    if live_from is None:
        return Column.ARCHIVED if archived_at else Column(stage)
    if live_from > now:
        return Column.READY
    return Column.LIVE if live_until is None or now < live_until else Column.ARCHIVED


def ways(here: Column, *, was_out: bool) -> tuple[Column, ...]:
    """Return where a card may go from `here`; what people have seen does not become a draft again."""
    if here is Column.IDEA:
        return ()
    if was_out:
        return (Column.ARCHIVED,) if here is Column.LIVE else (Column.LIVE,)
    every = (*STAGES, Column.LIVE, Column.ARCHIVED)
    return tuple(other for other in every if other is not here)


def needs_review(review: Review, *, is_sensitive: bool) -> bool:
    """Return whether somebody else has to approve a story first."""
    return review is Review.ALWAYS or (review is Review.SENSITIVE and is_sensitive)


@dataclass(frozen=True)
class Verdict:
    """What somebody decided in a review, about which version of the text."""

    approves: bool
    by: int | None
    at_version: int


def is_approved(verdicts: list[Verdict], *, version: int, written_by: int | None) -> bool:
    """Return whether the newest verdict is a yes to this version by somebody other than who wrote it."""
    if not verdicts:
        return False
    last = verdicts[-1]
    return last.approves and last.at_version == version and (last.by is None or last.by != written_by)

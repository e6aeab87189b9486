"""What a unit needs before it can start."""

from enum import StrEnum

READY_WEEKS = 4  # so long before its start, a unit that is not ready is pointed out


class Item(StrEnum):
    """A line of the checklist."""

    LEAD_NAMED = "lead_named"
    STAFF_LIST_IN = "staff_list_in"
    POLICY_READ = "policy_read"
    COUNCIL_INFORMED = "council_informed"
    BASELINE_TAKEN = "baseline_taken"


KNOWN = (Item.LEAD_NAMED, Item.STAFF_LIST_IN)  # seen by Kring itself
BY_HAND = (Item.POLICY_READ, Item.COUNCIL_INFORMED, Item.BASELINE_TAKEN)


def left(*, has_lead: bool, people: int, has_baseline: bool, ticked: frozenset[str]) -> tuple[Item, ...]:
    """Return what is still to be done, in the order of the list; a baseline of Kring's own need not be ticked."""
    done = {item for item in BY_HAND if item in ticked}
    done |= {Item.BASELINE_TAKEN} if has_baseline else set()
    done |= {Item.LEAD_NAMED} if has_lead else set()
    done |= {Item.STAFF_LIST_IN} if people else set()
    return tuple(item for item in Item if item not in done)


def needs_help(*, todo: int, weeks_to_go: int | None) -> bool:
    """Return whether a unit is not ready although it starts soon, or started."""
    return bool(todo) and weeks_to_go is not None and weeks_to_go <= READY_WEEKS

"""That somebody looked."""

from typing import TYPE_CHECKING

from kring.core import audit

if TYPE_CHECKING:
    from kring.people.models import Person


def look_at_adjust(*, by: "Person", what: str) -> None:
    """Note that `by` looked at proposals, decisions or experiments: there are figures on these pages."""
    audit.note(by, "looked at figures", by.organisation, breakdown=what)

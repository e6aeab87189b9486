"""What every page may show about who is asking: their menu, their organisation."""

from typing import Any

from django.http import HttpRequest

from kring.people import queries
from kring.people.rules import May, may, only_writes


def who_is_asking(request: HttpRequest) -> dict[str, Any]:
    """Return `person`, `organisation` and `can`, a set of what this person may do."""
    person = getattr(request, "person", None)
    if person is None:
        return {"person": None, "organisation": None, "can": frozenset(), "only_writes": False}
    roles = queries.roles_of(person)
    return {
        "person": person,
        "organisation": person.organisation,
        "can": {what.value: may(roles, what) for what in May},
        "only_writes": only_writes(roles),
    }

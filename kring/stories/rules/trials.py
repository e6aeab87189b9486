"""Which half of the people sees the other question: by a seed that everybody may know."""

from kring.choose.still_active import lot


def sees_other(seed: str, person_id: int) -> bool:
    """Return whether somebody is in the half that sees the other question."""
    return lot(seed, person_id) < 0.5

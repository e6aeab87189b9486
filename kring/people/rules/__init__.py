"""Rules about people: pure functions, by subject."""

from kring.people.rules.taking_part import (
    ALLOWED,
    CONSENT_VERSION,
    GroupRule,
    May,
    Purpose,
    Role,
    may,
    only_writes,
    target_group,
)

__all__ = ["ALLOWED", "CONSENT_VERSION", "GroupRule", "May", "Purpose", "Role", "may", "only_writes", "target_group"]

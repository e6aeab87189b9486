"""What people may do and choose: roles, consents and target groups, without database or clock."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in an organisation. Everyone on the staff list is a person; the others are given."""

    PERSON = "person"
    HERO = "hero"
    EDITOR = "editor"
    DESK = "desk"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    WORKS_COUNCIL = "works_council"
    WRITER = "writer"  # from outside: only the stories they are given
    AGENCY = "agency"


class May(StrEnum):
    """Something that takes a role."""

    EDIT_STORIES = "edit_stories"
    WRITE_GIVEN_STORIES = "write_given_stories"  # the stories one is given, and nothing else
    WORK_DESK = "work_desk"  # mentions and questions from outside, guidance, the stop button, the wall
    SEE_FIGURES = "see_figures"
    INVITE = "invite"
    MANAGE_PEOPLE = "manage_people"  # the staff list, units, groups, roles: sees names
    MANAGE_ORGANISATION = "manage_organisation"  # look, channels, settings
    SEE_SETTINGS = "see_settings"
    SEE_AUDIT = "see_audit"


ALLOWED: dict[Role, frozenset[May]] = {
    Role.PERSON: frozenset(),
    Role.HERO: frozenset(),
    Role.WRITER: frozenset({May.WRITE_GIVEN_STORIES}),
    Role.DESK: frozenset({May.WORK_DESK}),
    Role.EDITOR: frozenset({May.EDIT_STORIES, May.WORK_DESK}),
    Role.MANAGER: frozenset({May.EDIT_STORIES, May.WORK_DESK, May.SEE_FIGURES, May.INVITE, May.SEE_SETTINGS}),
    Role.ADMINISTRATOR: frozenset(set(May) - {May.SEE_FIGURES}),
    Role.WORKS_COUNCIL: frozenset({May.SEE_SETTINGS, May.SEE_AUDIT}),
    Role.AGENCY: frozenset({May.EDIT_STORIES, May.SEE_FIGURES, May.INVITE, May.SEE_SETTINGS}),
}


def may(roles: frozenset[Role], what: May) -> bool:
    """Return whether somebody with `roles` may do `what`."""
    return any(what in ALLOWED[role] for role in roles)


def only_writes(roles: frozenset[Role]) -> bool:
    """Return whether somebody is here for the stories they are given, and sees nothing else."""
    return Role.WRITER in roles and roles <= {Role.PERSON, Role.WRITER}


class Purpose(StrEnum):
    """What a person can agree to; each by itself, and each taken back in one tap."""

    TAKE_PART = "take_part"
    BE_NAMED = "be_named"
    CONNECT_ACCOUNT = "connect_account"
    ON_THE_WALL = "on_the_wall"
    EMAIL = "email"
    WORK_WITH = "work_with"
    BEFORE = "before"
    HAND_FROM_HERO = "hand_from_hero"


# Raise the number when the words of a consent change, so that it stays known what somebody agreed to.
CONSENT_VERSION: dict[Purpose, int] = {**dict.fromkeys(Purpose, 1), Purpose.ON_THE_WALL: 2}


@dataclass(frozen=True)
class GroupRule:
    """Whoever has this department and this rank (None: any) belongs to this target group."""

    group_id: int
    department_id: int | None
    rank_id: int | None


def target_group(
    rules: list[GroupRule], *, department_id: int | None, rank_id: int | None, otherwise: int | None
) -> int | None:
    """Return the target group of the first rule that fits, else `otherwise`."""
    for rule in rules:
        if rule.department_id in (None, department_id) and rule.rank_id in (None, rank_id):
            return rule.group_id
    return otherwise

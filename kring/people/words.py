"""The words in which people are asked to agree; a new version when they change (rules.CONSENT_VERSION)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kring.people.rules import Purpose, Role

CONSENT_WORDS: dict[Purpose, tuple[str | Promise, str | Promise]] = {
    Purpose.TAKE_PART: (
        _("Take part"),
        _(
            "Kring shows you stories and keeps what you read, write and share here. Your figures are yours: "
            "others only see totals of groups that are large enough."
        ),
    ),
    Purpose.BE_NAMED: (
        _("Be named to colleagues"),
        _("Colleagues may see your name beside what you shared. Without this you are not named."),
    ),
    Purpose.CONNECT_ACCOUNT: (
        _("Connect an account of mine"),
        _("Kring may post to an account that you connect, only after you saw the post. It never posts by itself."),
    ),
    Purpose.ON_THE_WALL: (
        _("Appear on the wall"),
        _("A post of yours, or thanks to you, may appear on a screen in the hall, with your first name."),
    ),
    Purpose.EMAIL: (
        _("Get an e-mail now and then"),
        _("At most one e-mail a week, about stories that fit you."),
    ),
    Purpose.WORK_WITH: (
        _("Count whom I work with"),
        _(
            "When heroes are chosen, a list of who works with whom may be used: only how often, never what about. "
            "It is deleted after the choice."
        ),
    ),
    Purpose.BEFORE: (
        _("Count what I shared before"),
        _(
            "From the archive that you bring in, only how many posts you made in each week before you took part is "
            "kept: no text, no link. It tells how things were before. Take it back and the counts are deleted."
        ),
    ),
    Purpose.HAND_FROM_HERO: (
        _("Let my hero lend a hand"),
        _(
            "When it is quiet for a while, the hero of your circle may read that you would like a hand, and with what. "
            "Nothing else, and nobody else."
        ),
    ),
}

ROLE_WORDS: dict[Role, tuple[str | Promise, str | Promise]] = {
    Role.HERO: (_("Social hero"), _("Helps colleagues to share.")),
    Role.EDITOR: (_("Editor"), _("Makes stories and takes them from sources.")),
    Role.DESK: (_("Desk"), _("Answers questions and mentions.")),
    Role.MANAGER: (_("Programme manager"), _("Sees the figures of groups, makes stories, invites people.")),
    Role.ADMINISTRATOR: (
        _("Administrator"),
        _("Manages the staff list, roles, look and settings. Sees no figures."),
    ),
    Role.WRITER: (_("Writer"), _("From outside: works on the stories given to them, and sees nothing else.")),
    Role.WORKS_COUNCIL: (_("Works council"), _("Sees the settings and who looked at what. Sees no people.")),
    Role.AGENCY: (_("Agency"), _("From outside: makes stories, invites people, sees the figures of groups.")),
}

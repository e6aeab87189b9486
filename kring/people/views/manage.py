"""The page 'Set up': one card per thing that an organisation decides for itself."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kring.people import queries
from kring.people.access import Request, needs
from kring.people.rules import May, may
from kring.ui.render import page


@dataclass(frozen=True)
class Card:
    """A way to one page: who may open it, and what it is for."""

    address: str
    needs: May
    icon: str
    title: str | Promise
    about: str | Promise


CARDS = [
    Card(
        "rollout:programme",
        May.INVITE,
        "calendar-time",
        _("Programme"),
        _("Which unit starts when, and what each needs."),
    ),
    Card(
        "people:staff_lists",
        May.MANAGE_PEOPLE,
        "file-spreadsheet",
        _("Staff list"),
        _("Bring in who works here, and see what would change first."),
    ),
    Card(
        "people:units",
        May.MANAGE_PEOPLE,
        "building",
        _("Units"),
        _("Regions, local banks, teams, and when each starts."),
    ),
    Card(
        "people:departments_and_ranks",
        May.MANAGE_PEOPLE,
        "list",
        _("Departments and ranks"),
        _("What part of the work people do, and at which level."),
    ),
    Card(
        "people:target_groups",
        May.MANAGE_PEOPLE,
        "circles",
        _("Target groups"),
        _("Who gets which help, with their weekly steps and questions."),
    ),
    Card("stories:themes", May.EDIT_STORIES, "bulb", _("Pillars and themes"), _("What the stories are about.")),
    Card(
        "training:lessons",
        May.EDIT_STORIES,
        "school",
        _("Training"),
        _("Lessons, their order per group, and trainings in a room."),
    ),
    Card(
        "people:invitations",
        May.INVITE,
        "mail",
        _("Invitations"),
        _("Ask people to take part. Nobody sees who says no."),
    ),
    Card(
        "reach:set_up",
        May.INVITE,
        "bell",
        _("Messages"),
        _("How often and when people hear from Kring, and by which way."),
    ),
    Card(
        "surveys:surveys",
        May.INVITE,
        "mood-smile",
        _("Surveys"),
        _("Ask how comfortable people are. Nobody sees who said what."),
    ),
    Card("people:roles", May.MANAGE_PEOPLE, "users", _("Roles"), _("Who edits, who manages, who looks along.")),
    Card("identity:look", May.MANAGE_ORGANISATION, "photo", _("Look"), _("Your name, logo and colour.")),
    Card(
        "identity:settings",
        May.SEE_SETTINGS,
        "settings",
        _("Settings"),
        _("What is on, what is off, and how long things are kept."),
    ),
    Card(
        "identity:audit",
        May.SEE_AUDIT,
        "eye",
        _("Who looked at what"),
        _("Every use of a role, for everyone to check."),
    ),
    Card(
        "privacy:erase",
        May.MANAGE_PEOPLE,
        "trash",
        _("Erase somebody"),
        _("For somebody who asked for it."),
    ),
]


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


@needs(May.SEE_SETTINGS)
def manage(request: Request) -> HttpResponse:
    """Show the ways to everything that this role may set up."""
    roles = queries.roles_of(request.person)
    cards = [(card, _address(card.address)) for card in CARDS if may(roles, card.needs)]
    return page(request, "people/manage.html", {"cards": [(card, address) for card, address in cards if address]})

"""Reads for the pages about how people are reached, each in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kring.connectors.messenger import Messenger
from kring.connectors.registry import MESSENGERS
from kring.people import queries as people
from kring.people.rules import Purpose
from kring.reach import rules
from kring.reach.kinds import Kind, kinds
from kring.reach.models import Choice, Holiday, Message, MessengerSetUp, ReachSettings, Way, Wishes
from kring.reach.queries import deciding, messages
from kring.reach.queries.ways import WEB_PUSH

if TYPE_CHECKING:
    from kring.people.models import Person


@dataclass(frozen=True)
class OneKind:
    """A kind of message, and whether somebody gets it."""

    kind: Kind
    is_on: bool


@dataclass(frozen=True)
class OneWay:
    """A way that somebody may choose."""

    key: str
    name: str
    icon: str
    is_chosen: bool


@dataclass(frozen=True)
class Got:
    """One message as its person sees it later."""

    title: str
    at: datetime
    way: str
    problem: str


@dataclass(frozen=True)
class Mine:
    """How one person is reached."""

    settings: ReachSettings
    hours: rules.Hours  # of the organisation
    wishes: Wishes
    kinds: tuple[OneKind, ...]
    ways: tuple[OneWay, ...]
    browsers: tuple[Way, ...]
    browsers_chosen: bool
    agrees_to_mail: bool
    got: tuple[Got, ...]

    @property
    def is_never_open(self) -> bool:
        """Whether nothing is left of this person's own hours, since the organisation changed its own."""
        return self.hours.narrowed(self.wishes.first_hour, self.wishes.last_hour, self.wishes.weekdays).is_empty

    @property
    def lost(self) -> str:
        """The messenger that no longer found this person."""
        return _("The browser") if self.wishes.lost_way == WEB_PUSH else _name(self.wishes.lost_way)


def mine(person: "Person") -> Mine:
    """Return how `person` is reached, and what they chose."""
    chosen, wishes = deciding.settings(), deciding.wishes_of(person.pk)
    choices = dict(Choice.objects.filter(person=person).values_list("kind", "is_on"))
    browsers = tuple(Way.objects.filter(person=person, messenger=WEB_PUSH).order_by("pk"))
    offered = [key for key in deciding.offered() if not MESSENGERS[key].caps.is_per_device]
    used = wishes.way if wishes.way in offered or (wishes.way == WEB_PUSH and browsers) else ""
    return Mine(
        settings=chosen,
        hours=deciding.hours_of(chosen),
        wishes=wishes,
        kinds=tuple(OneKind(kind, choices.get(key, kind.is_on)) for key, kind in kinds().items()),
        ways=tuple(OneWay(key, MESSENGERS[key].caps.name, MESSENGERS[key].caps.icon, key == used) for key in offered),
        browsers=browsers,
        browsers_chosen=used == WEB_PUSH,
        agrees_to_mail=people.has_consent(person, Purpose.EMAIL),
        got=tuple(_got(message) for message in messages.sent_to(person.pk)),
    )


def _got(message: Message) -> Got:
    kind = kinds().get(message.kind)
    title = message.title or (str(kind.name) if kind else "")
    problem = str(Message.Problem(message.problem).label) if message.problem else ""
    way = "" if message.way == deciding.MAIL else _name(message.way)
    return Got(title, message.ended_at or message.created_at, way, problem)


def _name(messenger: str) -> str:
    return MESSENGERS[messenger].caps.name if messenger in MESSENGERS else ""


def own_way(person: "Person", way_id: int) -> Way | None:
    """Return one address of a person."""
    return Way.objects.filter(person=person, pk=way_id).first()


@dataclass(frozen=True)
class OneMessenger:
    """A messenger that an organisation may set up, and how it goes."""

    messenger: Messenger
    set_up: MessengerSetUp | None


def messengers() -> list[OneMessenger]:
    """Return the messengers that take a set-up."""
    done = deciding.set_ups()
    found = [OneMessenger(one, done.get(key)) for key, one in MESSENGERS.items() if one.caps.needs]
    return sorted(found, key=lambda one: one.messenger.caps.place)


def holiday(pk: int) -> Holiday | None:
    """Return one holiday."""
    return Holiday.objects.filter(pk=pk).first()

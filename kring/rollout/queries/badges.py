"""Reads about badges: their addresses, the key they are signed with, and whether one holds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kring.core.models import Organisation
from kring.rollout.models import Badge, BadgeKey, Hero, Milestone
from kring.rollout.rules import badges as rules
from kring.rollout.rules.help import Reached

if TYPE_CHECKING:
    from kring.people.models import Person


def address(name: str, organisation_id: int, *more: object) -> str:
    """Return the whole address of one of the public pages about badges."""
    return f"{settings.PUBLIC_URL}{reverse(f'rollout:{name}', args=[organisation_id, *more])}"


def key_address(key: BadgeKey) -> str:
    """Return where the public half of a key is."""
    return address("badge_key", key.organisation_id, key.name)


def profile(organisation: Organisation) -> dict[str, Any]:
    """Return who gives the badge."""
    issuer = address("badge_issuer", organisation.pk)
    return rules.profile(address=issuer, name=organisation.name, url=settings.PUBLIC_URL)


def achievement(organisation: Organisation) -> dict[str, Any]:
    """Return what the badge is for, in the language that is on."""
    return rules.achievement(
        address=address("badge_achievement", organisation.pk),
        name=_("Social hero"),
        description=_("Helped colleagues, for three months, to get comfortable with social media in their work."),
        criteria=_(
            "Was chosen by colleagues or by the organisation, agreed to it, and held help moments with a circle "
            "of colleagues. What was posted, and how often, plays no part."
        ),
        picture=address("badge_picture", organisation.pk),
    )


def may_have_badge(hero: Hero) -> bool:
    """Return whether a hero helped: a first time together with their circle is enough."""
    return Milestone.objects.filter(circle__hero=hero, kind=Reached.FIRST_MOMENT).exists()


def last_hero_row(person: "Person") -> Hero | None:
    """Return the last time that somebody was a hero, now or before."""
    been = Hero.objects.filter(person=person, status__in=[Hero.Status.ACCEPTED, Hero.Status.ENDED])
    return been.order_by("-since", "-pk").first()


def badge_of(person: "Person") -> Badge | None:
    """Return the badge that somebody made."""
    return Badge.objects.filter(person=person).order_by("-issued_at").first()


def newest_key() -> BadgeKey | None:
    """Return the key to sign with."""
    return BadgeKey.objects.order_by("-created_at", "-pk").first()


def key(name: UUID) -> BadgeKey | None:
    """Return a key by its name."""
    return BadgeKey.objects.filter(name=name).first()


def organisation(pk: int) -> Organisation | None:
    """Return the organisation of a public page."""
    return Organisation.objects.filter(pk=pk).first()


def badge(name: UUID) -> Badge | None:
    """Return a badge by the name in its address."""
    found = Badge.objects.filter(name=name).select_related("person", "hero", "organisation")
    return found.first()


@dataclass(frozen=True)
class Checked:
    """What a badge says, when its signature holds."""

    credential: dict[str, Any] | None
    key_address: str


def checked(badge: Badge) -> Checked:
    """Check the signature of a badge with the keys of its organisation."""
    for one in BadgeKey.objects.order_by("-created_at", "-pk"):
        found = rules.opened(badge.signed, public=one.public)
        if found is not None:
            return Checked(found, key_address(one))
    return Checked(None, "")

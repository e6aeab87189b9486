"""Pillars and themes: what the organisation wants to be known for."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from kring.core.models import Organisation
from kring.stories.errors import ThemeInUseError
from kring.stories.models import Pillar, Story, Theme

if TYPE_CHECKING:
    from kring.people.models import Person

Names = dict[str, str]
FIRST: list[tuple[Names, list[Names]]] = [
    (
        {"nl": "Dienstverlening", "en": "Service"},
        [{"nl": "Klant geholpen", "en": "Helping a customer"}, {"nl": "Zo werkt het", "en": "How it works"}],
    ),
    (
        {"nl": "Marktontwikkeling", "en": "Market development"},
        [{"nl": "Ondernemen", "en": "Doing business"}, {"nl": "Vooruitkijken", "en": "Looking ahead"}],
    ),
    (
        {"nl": "Relatie", "en": "Relationship"},
        [{"nl": "In de buurt", "en": "In the neighbourhood"}, {"nl": "Samenwerken", "en": "Working together"}],
    ),
    (
        {"nl": "Merk en reputatie", "en": "Brand and reputation"},
        [{"nl": "Werken bij ons", "en": "Working with us"}, {"nl": "Duurzaam", "en": "Sustainable"}],
    ),
]


@transaction.atomic
def seed_pillars(*, organisation: Organisation) -> list[Pillar]:
    """Give a new organisation four pillars with two themes each; all of it can be changed."""
    pillars = Pillar.objects.bulk_create(
        Pillar(organisation=organisation, name=name, weight=25, hue=place + 1, position=place)
        for place, (name, _themes) in enumerate(FIRST)
    )
    Theme.objects.bulk_create(
        Theme(organisation=organisation, pillar=pillar, name=name, position=place)
        for pillar, (_name, themes) in zip(pillars, FIRST, strict=True)
        for place, name in enumerate(themes)
    )
    return pillars


@transaction.atomic
def save_pillar(*, by: "Person", pillar: Pillar | None, name: Names, weight: int, hue: int, position: int) -> Pillar:
    """Keep a pillar as an editor filled it in."""
    pillar = pillar or Pillar(organisation_id=by.organisation_id)
    pillar.name, pillar.weight, pillar.hue, pillar.position = name, weight, hue, position
    pillar.save()
    touch_stories(pillar=pillar)
    return pillar


@transaction.atomic
def save_theme(*, by: "Person", theme: Theme | None, pillar_id: int, name: Names, position: int) -> Theme:
    """Keep a theme as an editor filled it in."""
    theme = theme or Theme(organisation_id=by.organisation_id)
    theme.pillar_id, theme.name, theme.position = pillar_id, name, position
    theme.save()
    touch_stories(theme=theme)
    return theme


def touch_stories(**about: object) -> None:
    """Mark the stories that show a changed name or colour as changed, so that nobody sees the old one."""
    path = {"pillar": "theme__pillar", "theme": "theme"}
    Story.objects.filter(**{path[key]: value for key, value in about.items()}).update(changed_at=timezone.now())


def remove_theme(*, by: "Person", theme: Theme) -> None:
    """Delete a theme that nothing is about."""
    try:
        with transaction.atomic():
            theme.delete()
    except ProtectedError:
        raise ThemeInUseError from None


def remove_pillar(*, by: "Person", pillar: Pillar) -> None:
    """Delete a pillar that no theme rests on."""
    try:
        with transaction.atomic():
            pillar.delete()
    except ProtectedError:
        raise ThemeInUseError from None

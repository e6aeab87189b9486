"""Pillars and themes: what the organisation wants to be known for."""

from django.db import transaction

from kring.core.models import Organisation
from kring.stories.models import Pillar, Theme

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

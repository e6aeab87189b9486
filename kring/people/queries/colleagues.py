"""Reads about colleagues as other colleagues may see them: by name, with consent."""

from django.db.models import Exists, OuterRef

from kring.people.models import Person, Placement, RoleGrant
from kring.people.queries.joining import people_with_consent
from kring.people.rules import Purpose, Role


def named_colleagues(search: str, *, but: Person, limit: int) -> list[tuple[Person, bool]]:
    """Return who lets themselves be named and is called `search`, from one's own unit first; without words heroes."""
    units = Placement.objects.filter(person=but, valid_until__isnull=True).values("unit")
    near = Placement.objects.filter(person=OuterRef("pk"), valid_until__isnull=True, unit__in=units)
    grants = RoleGrant.objects.filter(person=OuterRef("pk"), role=Role.HERO)
    found = (
        people_with_consent(Purpose.BE_NAMED).exclude(pk=but.pk).annotate(is_hero=Exists(grants), is_near=Exists(near))
    )
    words = search.split()
    for word in words[:5]:
        found = found.filter(name__icontains=word)
    if not words:
        found = found.filter(is_hero=True)
    found = found.select_related("target_group").order_by("-is_near", "-is_hero", "name", "pk")
    return [(person, person.is_hero) for person in found[:limit]]

"""Somebody is thanked."""

from datetime import datetime
from typing import TYPE_CHECKING

from kring.hub.errors import NotAFellowError
from kring.hub.models import Thanks

if TYPE_CHECKING:
    from kring.people.models import Person
    from kring.stories.models import Idea


def say_thanks(*, by: "Person", person: "Person", words: str, idea: "Idea | None" = None, now: datetime) -> Thanks:
    """Thank a colleague in a sentence, for an idea or a help."""
    if by.pk == person.pk:
        raise NotAFellowError
    return Thanks.objects.create(
        organisation_id=by.organisation_id, by=by, person=person, idea=idea, words=words.strip(), created_at=now
    )


def take_thanks_back(*, by: "Person", thanks: Thanks) -> None:
    """Take a thank-you away: a mistake, or words that do not belong on a wall."""
    thanks.delete()

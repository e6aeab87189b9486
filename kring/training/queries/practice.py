"""Reads about safe practice: for the two who are in it, and nobody else."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from kring.training.models import Practice, PracticeAnswer

if TYPE_CHECKING:
    from kring.people.models import Person


@dataclass(frozen=True)
class PracticeShown:
    """A draft as one of the two sees it."""

    practice: Practice
    answer: PracticeAnswer | None
    is_asker: bool

    @property
    def helper_name(self) -> str:
        """How the asker knows the colleague: by name or by address. Empty: not there any more."""
        helper = self.practice.helper
        if helper is None:
            return ""
        return helper.name if self.practice.is_named else helper.email

    @property
    def is_waiting(self) -> bool:
        """Whether an answer may still come."""
        return self.answer is None and self.practice.declined_at is None and self.practice.helper_id is not None


def _shown(found: "QuerySet[Practice]", person: "Person") -> list[PracticeShown]:
    rows = list(found.select_related("asker", "helper", "asker__target_group", "helper__target_group"))
    answers = {one.practice_id: one for one in PracticeAnswer.objects.filter(practice__in=rows)}
    return [PracticeShown(row, answers.get(row.pk), row.asker_id == person.pk) for row in rows]


def practices_of(person: "Person") -> list[PracticeShown]:
    """Return the drafts that `person` showed to somebody, newest first."""
    return _shown(Practice.objects.filter(asker=person)[:30], person)


def practices_for_me(person: "Person") -> list[PracticeShown]:
    """Return the drafts that `person` was asked to look at; who waits longest comes first."""
    mine = Practice.objects.filter(helper=person, declined_at__isnull=True)
    found = _shown(mine.order_by("asked_at", "pk")[:60], person)
    return sorted(found, key=lambda one: one.answer is not None)


def practices_waiting(person: "Person") -> "QuerySet[Practice]":
    """Return the drafts of `person` that wait for an answer."""
    answered = PracticeAnswer.objects.filter(practice=OuterRef("pk"))
    return Practice.objects.filter(~Exists(answered), asker=person, declined_at__isnull=True, helper__isnull=False)


def waiting_for_me(person: "Person") -> int:
    """Return how many drafts wait for a word of `person`."""
    answered = PracticeAnswer.objects.filter(practice=OuterRef("pk"))
    return Practice.objects.filter(~Exists(answered), helper=person, declined_at__isnull=True).count()


def practice_for(person: "Person", pk: int) -> PracticeShown | None:
    """Return one draft for one of the two; nobody else gets any."""
    mine = Q(asker=person) | Q(helper=person, declined_at__isnull=True)
    return next(iter(_shown(Practice.objects.filter(mine, pk=pk), person)), None)

"""The letter that tells people that a round is open: who gets one, and what became of it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.core.worker import wake
from kring.rollout.models import Choice, RoundLetter
from kring.rollout.queries import rounds as queries

if TYPE_CHECKING:
    from kring.core.models import Organisation

SEND = "rollout.tasks.rounds.send_letters"


def write_letters(*, choice: Choice, now: datetime) -> None:
    """Queue one letter for each participant of the unit of an open round; who has one gets no second."""
    RoundLetter.objects.bulk_create(
        (
            RoundLetter(organisation_id=choice.organisation_id, choice=choice, person_id=person_id)
            for person_id in queries.to_tell(choice.unit_id, timezone.localdate(now))
        ),
        ignore_conflicts=True,
    )
    if waiting := queries.letters_waiting(now=now).filter(choice=choice).first():
        wake(SEND, waiting)


@transaction.atomic
def claim_letter(*, organisation: "Organisation", now: datetime) -> RoundLetter | None:
    """Take the next letter to send, so that no other worker sends it; none outside of polite hours."""
    if not queries.is_polite_in(organisation, now):
        return None
    waiting = queries.letters_waiting(now=now).select_for_update(skip_locked=True, of=("self",))
    letter = waiting.select_related("person", "organisation", "choice__unit").first()
    if letter is not None:
        letter.claimed_at = now
        letter.save(update_fields=["claimed_at"])
    return letter


def record_letter(*, letter: RoundLetter, now: datetime) -> None:
    """Note that a letter went, or that no server takes it: their page asks as well."""
    RoundLetter.objects.filter(pk=letter.pk).update(sent_at=now)

"""Mails with help moments for calendars: who is to get one, and what became of it.

Each mail to one person about one moment has a higher sequence than the one before, so that calendars follow.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from kring.core.worker import wake
from kring.rollout.models import HelpMoment, MomentLetter
from kring.rollout.queries import circles as circles
from kring.rollout.queries import letters as queries

SEND = "rollout.tasks.circles.send_letters"
Kind = MomentLetter.Kind


def write_letters(*, moment: HelpMoment, person_ids: Iterable[int], kind: Kind) -> None:
    """Queue a mail for each of these people. Nobody is told that something is off of which they never heard."""
    wanted = list(dict.fromkeys(person_ids))
    before = dict(
        MomentLetter.objects.filter(moment=moment, person__in=wanted)
        .values_list("person_id")
        .annotate(newest=Max("sequence"))
    )
    if kind == Kind.CANCEL:
        wanted = [pk for pk in wanted if pk in before]
    made = MomentLetter.objects.bulk_create(
        MomentLetter(
            organisation_id=moment.organisation_id,
            moment=moment,
            person_id=pk,
            kind=kind,
            sequence=before.get(pk, -1) + 1,
        )
        for pk in wanted
    )
    if made:
        wake(SEND, made[0])


def invite_to_coming(*, circle_id: int, person_ids: Iterable[int], now: datetime) -> None:
    """Put what a circle plans into the calendars of who came into it."""
    who = list(person_ids)
    for moment in queries.coming_in(circle_id, now=now):
        write_letters(moment=moment, person_ids=who, kind=Kind.INVITE)


def take_out_of_coming(*, circle_id: int | None, person_ids: Iterable[int], now: datetime) -> None:
    """Take what a circle plans out of the calendars of who left it."""
    if circle_id is None:
        return
    who = list(person_ids)
    for moment in queries.coming_in(circle_id, now=now):
        write_letters(moment=moment, person_ids=who, kind=Kind.CANCEL)


@transaction.atomic
def claim_letter(*, now: datetime) -> MomentLetter | None:
    """Take the next mail to send, so that no other worker sends it; one that lost its reason goes."""
    waiting = queries.letters_waiting(now=now).select_for_update(skip_locked=True, of=("self",))
    for letter in waiting.select_related("person", "organisation", "moment__circle__hero__person")[:100]:
        if not _has_reason(letter, now):
            letter.delete()
            continue
        letter.claimed_at = now
        letter.save(update_fields=["claimed_at"])
        return letter
    return None


def _has_reason(letter: MomentLetter, now: datetime) -> bool:
    """Return whether a mail still says something true that its reader does not know."""
    of_this = MomentLetter.objects.filter(moment=letter.moment_id, person=letter.person_id)
    if of_this.filter(sequence__gt=letter.sequence).exists() or letter.moment.ends_at < now:
        return False
    if letter.kind == Kind.CANCEL:  # only who may have got an invitation needs to hear that it is off
        return of_this.filter(kind=Kind.INVITE, claimed_at__isnull=False).exists()
    circle = circles.circle_of(letter.person, timezone.localdate(now))
    return letter.moment.cancelled_at is None and circle is not None and circle.pk == letter.moment.circle_id


def record_letter_sent(*, letter: MomentLetter, now: datetime) -> None:
    """Remember that a mail went out."""
    MomentLetter.objects.filter(pk=letter.pk).update(sent_at=now)


def record_letter_refused(*, letter: MomentLetter, problem: str) -> None:
    """Remember that the mail server will never take this mail."""
    MomentLetter.objects.filter(pk=letter.pk).update(problem=problem[:200])

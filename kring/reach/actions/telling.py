"""Writes about messages: tell somebody something, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kring.core.worker import wake
from kring.reach import rules
from kring.reach.kinds import Kind, kinds
from kring.reach.models import Message, MessengerSetUp, Spent, Wishes
from kring.reach.queries import deciding, messages

if TYPE_CHECKING:
    from kring.people.models import Person

SEND = "reach.tasks.send"
GOOD_FOR = timedelta(days=14)  # when nobody says how long something is worth telling
HELD_AGAIN = timedelta(minutes=10)
Problem = Message.Problem


@dataclass(frozen=True)
class Told:
    """One thing to tell one person; `key` says what it is about, so that it is told once."""

    person: "Person"
    about: dict[str, Any]
    key: str


def tell(
    *,
    person: "Person",
    kind: str,
    about: dict[str, Any],
    key: str,
    now: datetime,
    good_until: datetime | None = None,
    not_before: datetime | None = None,
) -> Message | None:
    """Have `person` told something when they may be reached; None when they do not want it, or were told already."""
    told = [Told(person, about, key)]
    made = tell_each(kind=kind, told=told, now=now, good_until=good_until, not_before=not_before)
    return made[0] if made else None


@transaction.atomic
def tell_each(
    *,
    kind: str,
    told: Sequence[Told],
    now: datetime,
    good_until: datetime | None = None,
    not_before: datetime | None = None,
) -> list[Message]:
    """Have several people of one organisation told something, in a fixed number of queries; return what is new."""
    about = kinds()[kind]
    ids = {one.person.pk for one in told}
    unwilling = deciding.whoever_switched_off(ids, about)
    if about.counts:
        unwilling |= deciding.whoever_paused(ids, now)
    known = set(Message.objects.filter(person__in=ids, key__in={one.key for one in told}).values_list("person", "key"))
    wanted = [one for one in told if one.person.pk not in unwilling and (one.person.pk, one.key) not in known]
    rows = {(one.person.pk, one.key): _message(one, kind, now, good_until, not_before) for one in wanted}
    Message.objects.bulk_create(rows.values(), ignore_conflicts=True, batch_size=1000)
    keys = {key for _pk, key in rows}
    made = list(Message.objects.filter(person__in={pk for pk, _key in rows}, key__in=keys, created_at=now))
    made = [message for message in made if (message.person_id, message.key) in rows]
    if made:
        wake(SEND, made[0])
    return made


def _message(one: Told, kind: str, now: datetime, good_until: datetime | None, not_before: datetime | None) -> Message:
    return Message(
        organisation_id=one.person.organisation_id,
        person=one.person,
        kind=kind,
        about=one.about,
        key=one.key,
        created_at=now,
        not_before=not_before or now,
        good_until=good_until or (not_before or now) + GOOD_FOR,
    )


@transaction.atomic
def spend(*, person: "Person", kind: str, key: str, now: datetime) -> bool:
    """Book one message out of what a week holds, for a room that sends its own letter; or say that it is not the time.

    The same `key` is booked once: whoever asks again for a letter that was booked already hears yes.
    """
    about = kinds()[kind]
    if Spent.objects.filter(person=person, key=key).exists():
        return True
    is_now = deciding.when(person, about, now).is_now(now)
    return is_now and (not about.counts or _book(person, about, key, now) is not None)


def count(*, person: "Person", key: str, now: datetime) -> None:
    """Count a letter that is not held back, so that the week holds one less of what can wait."""
    Spent.objects.get_or_create(organisation_id=person.organisation_id, person=person, key=key, defaults={"at": now})


def give_back(*, person: "Person", key: str) -> None:
    """Take a booking back: nothing went."""
    Spent.objects.filter(person=person, key=key).delete()


def _book(person: "Person", kind: Kind, key: str, now: datetime) -> deciding.Verdict | None:
    """Look again with the person's own lock in hand, so that two workers never both take the last one of a week."""
    Wishes.objects.get_or_create(person=person, defaults={"organisation_id": person.organisation_id})
    Wishes.objects.select_for_update().get(person=person)
    verdict = deciding.when(person, kind, now)
    if not verdict.is_now(now):
        return None
    Spent.objects.get_or_create(organisation_id=person.organisation_id, person=person, key=key, defaults={"at": now})
    return verdict


def claim_message(*, now: datetime) -> Message | None:
    """Take the next message to send, with its way, so that no other worker sends it; what may not go now is put off."""
    while True:
        with transaction.atomic():
            message = (
                messages.due(now)
                .select_for_update(skip_locked=True, of=("self",))
                .select_related("person__account", "person__target_group", "person__organisation", "organisation")
                .first()
            )
            if message is None:
                return None
            if _take(message, now):
                return message


def _take(message: Message, now: datetime) -> bool:
    """Claim one message if its time is there; else put it off or give it up, so that it is not looked at again now."""
    kind = kinds().get(message.kind)
    if message.handed_at:  # a worker died with it in hand: it may be there, so it does not go twice
        return _end(message, Problem.UNKNOWN, now)
    if message.claimed_at:  # it died before that: what it had booked is free again
        give_back(person=message.person, key=_spent_key(message))
    if message.good_until <= now:
        return _end(message, Problem.TOO_LATE, now)
    verdict = deciding.when(message.person, kind, now) if kind and kind.write else deciding.Verdict(None)
    if kind and verdict.is_now(now) and kind.counts:
        verdict = _book(message.person, kind, _spent_key(message), now) or deciding.Verdict(now + HELD_AGAIN)
    if verdict.at is None or verdict.at > message.good_until:
        return _end(message, verdict.problem or Problem.NO_REASON, now)
    message.way = verdict.way
    message.claimed_at = now if verdict.at <= now else None
    message.not_before = max(verdict.at, message.not_before)
    message.save(update_fields=["way", "claimed_at", "not_before"])
    return message.claimed_at is not None


def _spent_key(message: Message) -> str:
    return f"message:{message.pk}"


def _end(message: Message, problem: str, now: datetime) -> bool:
    message.problem, message.ended_at, message.claimed_at = problem, now, None
    message.save(update_fields=["problem", "ended_at", "claimed_at"])
    return False


def hand_over(*, message: Message, title: str, now: datetime) -> bool:
    """Note that the message goes out now; False when it was taken from this worker, or switched off meanwhile."""
    mine = Message.objects.filter(pk=message.pk, claimed_at=message.claimed_at, ended_at__isnull=True)
    return bool(mine.update(handed_at=now, title=title[:200]))


def record_sent(*, message: Message, now: datetime) -> None:
    """Remember that a message went out."""
    Message.objects.filter(pk=message.pk).update(sent_at=now, ended_at=now)
    MessengerSetUp.objects.filter(messenger=message.way).update(last_sent_at=now)


@transaction.atomic
def give_up(*, message: Message, problem: str, now: datetime, was_sent: bool = False) -> None:
    """Send this message no more; unless something may have gone out, the week has room for another one again."""
    Message.objects.filter(pk=message.pk).update(problem=problem, ended_at=now)
    if not was_sent:
        give_back(person=message.person, key=_spent_key(message))


@transaction.atomic
def put_back(*, message: Message, until: datetime) -> None:
    """Try again later: certainly nothing went out."""
    Message.objects.filter(pk=message.pk).update(claimed_at=None, handed_at=None, not_before=until)
    give_back(person=message.person, key=_spent_key(message))


def forget_spent(*, now: datetime) -> None:
    """Throw away what no longer counts: who got what, and when, is kept no longer than a week."""
    Spent.objects.filter(at__lt=now - rules.WEEK).delete()

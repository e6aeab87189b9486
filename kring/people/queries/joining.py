"""Reads about joining: consents, who may be written to, and the link in a letter."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from kring.core.models import Account, AuditNote
from kring.people.errors import InvitationNotValidError
from kring.people.models import Consent, Invitation, Person, Placement, Unit
from kring.people.rules import Purpose

LINK_DAYS = 60
SALT = "kring.people.join"
REMINDED = "reminded"  # in the audit trail
REMINDER_DAYS = 7  # between two reminders of an organisation
LETTERS_AT_MOST = 3  # one invitation and two reminders; then it is quiet
UNKNOWN_FOR = timedelta(hours=1)  # a letter that may have gone is not sent again within this time


def has_consent(person: Person, purpose: Purpose) -> bool:
    """Return whether `person` agreed to `purpose` and did not take it back."""
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).exists()


def people_with_consent(purpose: Purpose) -> QuerySet[Person]:
    """Return the people who agree to `purpose` now; those who left the organisation or the programme are not in it."""
    given = Consent.objects.filter(person=OuterRef("pk"), purpose=purpose, withdrawn_at__isnull=True)
    return Person.objects.filter(Exists(given), joined_at__isnull=False, employed_until__isnull=True)


def consents_of(person: Person) -> dict[Purpose, Consent]:
    """Return what `person` agrees to now."""
    given = Consent.objects.filter(person=person, withdrawn_at__isnull=True)
    return {Purpose(consent.purpose): consent for consent in given}


def is_there(person: Person, on: date) -> bool:
    """Return whether `person` has not left the organisation."""
    return person.employed_until is None or person.employed_until > on


def join_token(person: Person) -> str:
    """Return what the link in a letter carries: only good for this person, at this address, to join."""
    return signing.dumps([person.organisation_id, person.pk, _mark(person.email)], salt=SALT, compress=False)


def join_address(person: Person) -> str:
    """Return the whole link in a letter."""
    return f"{settings.PUBLIC_URL}{reverse('people:join', args=[join_token(person)])}"


def organisation_of_token(token: str) -> int:
    """Return the organisation whose letter this is; the person is looked up inside its scope."""
    return _opened(token)[0]


def person_of_token(token: str) -> Person:
    """Return whom a letter is for; call inside the organisation of the letter."""
    _organisation, pk, mark = _opened(token)
    found = Person.objects.filter(pk=pk).select_related("account", "organisation", "target_group").first()
    if found is None or not hmac.compare_digest(_mark(found.email), mark):
        raise InvitationNotValidError
    return found


def _opened(token: str) -> tuple[int, int, str]:
    try:
        organisation_id, pk, mark = signing.loads(token, salt=SALT, max_age=timedelta(days=LINK_DAYS))
    except (signing.BadSignature, ValueError, TypeError):
        raise InvitationNotValidError from None
    return int(organisation_id), int(pk), str(mark)


def _mark(email: str) -> str:
    return hashlib.sha256(email.lower().encode()).hexdigest()[:16]


def account_of(email: str) -> Account | None:
    """Return the account with this address, however it is written."""
    return Account.objects.filter(email=email.strip().lower()).first()


@dataclass(frozen=True)
class UnitToInvite:
    """A unit, and how many letters a first invitation would send; None: fewer than the smallest group."""

    id: int
    name: str
    letters: int | None


def _in_units(units: Iterable[int] | None, on: date) -> QuerySet[Placement]:
    there = Placement.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on)
    return there if units is None else there.filter(unit__in=list(units))


def never_invited(*, units: Iterable[int] | None, on: date) -> QuerySet[Person]:
    """Return the people of these units (None: of all) who never got a letter: what we did, not what they chose.

    Who joined without one is among them, and the letter falls away when its turn comes.
    """
    placed = _in_units(units, on).filter(person=OuterRef("pk"))
    return Person.objects.filter(Exists(placed), invited_at__isnull=True).order_by("pk")


def to_remind(*, on: date) -> QuerySet[Person]:
    """Return who was invited and has not answered at all. Never count these to anybody."""
    placed = _in_units(None, on).filter(person=OuterRef("pk"))
    answered = Consent.objects.filter(person=OuterRef("pk"))  # joined once, left again, or asked for no more letters
    letters = Invitation.objects.filter(person=OuterRef("pk")).order_by("pk")
    return (
        Person.objects.filter(Exists(placed), invited_at__isnull=False, joined_at__isnull=True)
        .exclude(Exists(answered))
        .exclude(Exists(letters.filter(sent_at__isnull=True, problem="")))
        .exclude(Exists(letters[LETTERS_AT_MOST - 1 : LETTERS_AT_MOST]))
        .order_by("pk")
    )


def may_be_shown(count: int) -> int | None:
    """Return `count` when it is about a group that is large enough, else None."""
    return count if count >= settings.SMALLEST_GROUP else None


def units_to_invite(*, on: date) -> list[UnitToInvite]:
    """Return every unit with people on the staff, by name; the database counts."""
    never = Count("pk", filter=Q(person__invited_at__isnull=True))
    counts = dict(_in_units(None, on).values_list("unit_id").annotate(letters=never))
    units = Unit.objects.filter(pk__in=counts).order_by("name").values_list("pk", "name")
    return [UnitToInvite(pk, name, counts[pk] if counts[pk] == 0 else may_be_shown(counts[pk])) for pk, name in units]


def last_reminder_at() -> datetime | None:
    """Return when reminders were asked for last, whether or not there was anybody to remind."""
    asked = AuditNote.objects.filter(verb=REMINDED).order_by("-created_at")
    return asked.values_list("created_at", flat=True).first()


def letters_waiting(*, now: datetime) -> QuerySet[Invitation]:
    """Return the letters that a worker should send: never claimed, or claimed so long ago that the worker is dead."""
    return Invitation.objects.filter(
        Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - UNKNOWN_FOR), sent_at__isnull=True, problem=""
    ).order_by("pk")


def letters_asleep(*, now: datetime) -> Invitation | None:
    """Return a letter that nobody is going to send: it waits, and no worker took any letter for two minutes."""
    before = now - timedelta(minutes=2)
    if Invitation.objects.filter(claimed_at__gt=before).exists():
        return None
    return letters_waiting(now=now).filter(created_at__lt=before).first()


def letters_sent(person_id: int, *, since: datetime) -> list[datetime]:
    """Return when somebody got an invitation or a reminder of it, after `since`."""
    sent = Invitation.objects.filter(person=person_id, sent_at__gt=since)
    return [at for at in sent.values_list("sent_at", flat=True) if at]


def _first_letters() -> QuerySet[Invitation]:
    """Return first letters only: how a reminder went would tell who had not answered."""
    earlier = Invitation.objects.filter(person=OuterRef("person"), pk__lt=OuterRef("pk"))
    return Invitation.objects.exclude(Exists(earlier))


def has_letters_under_way() -> bool:
    """Return whether first letters are waiting to be sent."""
    return _first_letters().filter(sent_at__isnull=True, problem="").exists()


def letters_that_failed() -> list[Invitation]:
    """Return first letters that a mail server refused: a wrong address."""
    refused = _first_letters().exclude(problem="").select_related("person")
    return list(refused.order_by("person__name")[:100])

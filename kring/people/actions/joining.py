"""Writes about joining: letters, consents, and what people choose for themselves."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kring.core import audit
from kring.core.models import Account, Membership
from kring.core.worker import wake
from kring.people.errors import InvitationNotValidError, NobodyToInviteError, TakePartMissingError, TooSoonError
from kring.people.models import Consent, Invitation, Person, TargetGroup
from kring.people.queries import joining
from kring.people.rules import CONSENT_VERSION, Purpose

SEND = "people.tasks.invitations.send_invitations"


@transaction.atomic
def invite_people(*, by: Person | None, people: Iterable[Person], now: datetime) -> int:
    """Queue a letter for each of `people` who never got one; the worker sends them."""
    wanted = [person.pk for person in people]
    never = list(Person.objects.select_for_update().filter(pk__in=wanted, invited_at__isnull=True).order_by("pk"))
    if not never:
        raise NobodyToInviteError
    Person.objects.filter(pk__in=[person.pk for person in never]).update(invited_at=now)
    _write_letters([person for person in never if person.joined_at is None])
    counted = joining.may_be_shown(len(never))
    audit.note(by, "invited", never[0].organisation, **({"letters": counted} if counted else {}))
    return len(never)


@transaction.atomic
def remind_people(*, by: Person, now: datetime) -> None:
    """Queue one more letter for everyone who was invited and did not answer; nobody learns how many those are."""
    last = joining.last_reminder_at()
    if last is not None and now - last < timedelta(days=joining.REMINDER_DAYS):
        raise TooSoonError
    _write_letters(list(joining.to_remind(on=timezone.localdate(now))))
    audit.note(by, joining.REMINDED, by.organisation)


def _write_letters(people: list[Person]) -> None:
    letters = [Invitation(organisation_id=person.organisation_id, person=person) for person in people]
    made = Invitation.objects.bulk_create(letters, batch_size=1000)
    if made:
        wake(SEND, made[0])


@transaction.atomic
def claim_letter(*, now: datetime) -> Invitation | None:
    """Take the next letter to send, so that no other worker sends it; letters that lost their reason go."""
    waiting = joining.letters_waiting(now=now).select_for_update(skip_locked=True, of=("self",))
    for letter in waiting.select_related("person", "organisation")[:100]:
        if not _has_reason(letter.person, now):
            letter.delete()
            continue
        letter.claimed_at = now
        letter.save(update_fields=["claimed_at"])
        return letter
    return None


def _has_reason(person: Person, now: datetime) -> bool:
    if person.joined_at is not None or not joining.is_there(person, timezone.localdate(now)):
        return False
    return not Consent.objects.filter(person=person).exists()


def record_letter_sent(*, letter: Invitation, now: datetime) -> None:
    """Remember that a letter went out."""
    Invitation.objects.filter(pk=letter.pk).update(sent_at=now)


def record_letter_refused(*, letter: Invitation, problem: str) -> None:
    """Remember that the mail server will never take this letter."""
    Invitation.objects.filter(pk=letter.pk).update(problem=problem[:200])


@transaction.atomic
def join(*, by: Person, account: Account | None, also: Iterable[Purpose], language: str, now: datetime) -> Person:
    """Take part: `by` agrees to take part and to the other purposes they ticked; their account is made or linked."""
    person = Person.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=by.pk)
    if not joining.is_there(person, timezone.localdate(now)):
        raise InvitationNotValidError
    if person.account_id is None:
        person.account = account or Account.objects.create_user(email=person.email, language=language)
        Membership.objects.get_or_create(organisation=person.organisation, account=person.account)
    person.joined_at = person.joined_at or now
    person.invited_at = person.invited_at or now
    person.language = language
    person.save(update_fields=["account", "joined_at", "invited_at", "language"])
    for purpose in {Purpose.TAKE_PART, *also}:
        _give(person, purpose, now)
    return person


def _give(person: Person, purpose: Purpose, now: datetime) -> None:
    Consent.objects.get_or_create(
        organisation_id=person.organisation_id,
        person=person,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"text_version": CONSENT_VERSION[purpose], "given_at": now},
    )


@transaction.atomic
def give_consent(*, by: Person, purpose: Purpose, now: datetime) -> None:
    """Agree to one purpose; agreeing to take part is joining again."""
    if purpose == Purpose.TAKE_PART:
        join(by=by, account=by.account, also=(), language=by.language, now=now)
    elif not by.is_participant:
        raise TakePartMissingError
    else:
        _give(by, purpose, now)


@transaction.atomic
def withdraw_consent(*, by: Person, purpose: Purpose, now: datetime) -> None:
    """Take back one purpose; nothing else changes, and what was done before stays."""
    Consent.objects.filter(person=by, purpose=purpose, withdrawn_at__isnull=True).update(withdrawn_at=now)
    if purpose == Purpose.TAKE_PART:
        Person.objects.filter(pk=by.pk).update(joined_at=None)


def leave_programme(*, by: Person, now: datetime) -> None:
    """Stop taking part; the account stays, so that joining again is one tap."""
    withdraw_consent(by=by, purpose=Purpose.TAKE_PART, now=now)


def stop_letters(*, by: Person, now: datetime) -> None:
    """Get no more invitations: kept as an e-mail consent that was taken back, which nobody else can see."""
    if not Consent.objects.filter(person=by).exists():
        Consent.objects.create(
            organisation_id=by.organisation_id,
            person=by,
            purpose=Purpose.EMAIL,
            text_version=CONSENT_VERSION[Purpose.EMAIL],
            given_at=now,
            withdrawn_at=now,
        )


def choose_target_group(*, by: Person, group: TargetGroup) -> None:
    """Belong to `group` by one's own choice; rules leave it alone from now on."""
    Person.objects.filter(pk=by.pk).update(target_group=group, is_own_choice=True)


def choose_language(*, by: Person, language: str) -> None:
    """Read Kring, and get its mails, in `language`."""
    Person.objects.filter(pk=by.pk).update(language=language)
    if by.account:
        Account.objects.filter(pk=by.account.pk).update(language=language)


def note_answer(*, by: Person, person: Person, is_waiting: bool) -> None:
    """Note whether an answer of the hub waits to be read by `person`: their pages say so without looking it up."""
    Person.objects.filter(pk=person.pk).exclude(has_answer=is_waiting).update(has_answer=is_waiting)

"""Colleagues bring in ideas with photos and recordings, ask each other, and get an answer."""

import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from PIL import Image

from kring.connectors.listener import HeardFile
from kring.core.models import Organisation
from kring.core.worker import wake
from kring.people import queries as people
from kring.reach import actions as reach
from kring.stories import queries, rules, uploads
from kring.stories.actions.writing import Words, Writing, write_story
from kring.stories.errors import (
    AskedEnoughError,
    IdeaEmptyError,
    OutcomeMissingError,
    SomebodyElseWasFirstError,
)
from kring.stories.messages import ASKED
from kring.stories.models import ContentHour, HourItem, Idea, IdeaPicture, Nomination, Recording, Story
from kring.stories.recordings import Checked
from kring.stories.uploads import Sorted, Upload

if TYPE_CHECKING:
    from kring.people.models import Person

IN_HAND = timedelta(minutes=5)  # how long a worker may take over a recording, before another does
ASKS_A_DAY = 10
CHECK = "stories.tasks.recordings.check"


def bring_idea(
    *,
    by: "Person",
    going_on: str,
    to_share: str,
    theme_id: int | None,
    link: str = "",
    files: Iterable[Upload] = (),
    nomination_id: int | None = None,
    key: str = "",
    now: datetime | None = None,
) -> Idea:
    """Tell the editors what is going on, what should be told, what it is about, or show it: one is enough.

    `key` makes a second press of the same button the same idea: photos take long over a slow line.
    """
    message_id = f"form {by.pk} {key}" if key else ""
    if message_id and (known := Idea.objects.filter(message_id=message_id).first()):
        return known
    said = Idea(person=by, going_on=going_on, to_share=to_share, theme_id=theme_id, link=link, message_id=message_id)
    try:
        return _bring(said, uploads.sort(files), nomination_id=nomination_id, now=now)
    except IntegrityError:
        if message_id and (known := Idea.objects.filter(message_id=message_id).first()):
            return known  # both presses arrived at once
        raise


@transaction.atomic
def _bring(idea: Idea, files: Sorted, *, nomination_id: int | None = None, now: datetime | None = None) -> Idea:
    """Keep an idea with its files."""
    by, idea.organisation_id = idea.person, idea.person.organisation_id
    idea.going_on, idea.to_share = rules.tidy(idea.going_on), rules.tidy(idea.to_share)
    idea.has_files = bool(files.pictures or files.recordings)
    if not (idea.going_on or idea.to_share or idea.theme_id or idea.link or idea.has_files):
        raise IdeaEmptyError
    idea.save()
    for picture in files.pictures:
        _keep_picture(idea, picture)
    for upload in files.recordings:
        original = File(upload.file, name="recording")
        wake(
            CHECK, Recording.objects.create(organisation_id=by.organisation_id, idea=idea, person=by, original=original)
        )
    if nomination_id and now:
        asked = Nomination.objects.filter(pk=nomination_id, person=by, closed_at__isnull=True)
        asked.update(closed_at=now, idea=idea)
    return idea


def _keep_picture(idea: Idea, picture: bytes) -> None:
    with Image.open(io.BytesIO(picture)) as opened:
        width, height = opened.size
    file = ContentFile(picture, name="picture.webp")
    IdeaPicture.objects.create(
        organisation_id=idea.organisation_id,
        idea=idea,
        person_id=idea.person_id,
        picture=file,
        width=width,
        height=height,
    )


def bring_idea_from_mail(
    *,
    token: str,
    sender: str,
    text: str,
    files: Iterable[HeardFile],
    has_more_files: bool = False,
    now: datetime,
    message_id: str,
) -> Idea | None:
    """Bring in what somebody answered to a mail of ours; None when the token is not ours, or nothing is in it.

    The token says who: `sender` may be a private address, and is not looked at. A message that comes twice makes one
    idea. A file that is refused stays out; the words come in without it, and the idea says why.
    """
    person = queries.person_of_mail_token(token)
    if person is None or not person.is_participant:
        return None
    message_id = message_id.strip()[:300]
    if message_id and (known := Idea.objects.filter(message_id=message_id).first()):
        return known
    sent = [Upload.of(file.name, file.data, file.content_type) for file in files]
    taken, left_out = uploads.sort_leniently(sent)
    left_out = left_out or ("whole_mail" if has_more_files else "")
    try:
        return _bring(
            Idea(person=person, going_on=rules.own_part(text), message_id=message_id, left_out=left_out), taken
        )
    except IdeaEmptyError:
        return None


@transaction.atomic
def decide_idea(
    *,
    by: "Person",
    idea_id: int,
    outcome: str,
    answer: str = "",
    theme_id: int | None = None,
    owner_id: int | None = None,
    due_on: date | None = None,
    version: int,
    now: datetime,
) -> Idea:
    """Say what becomes of an idea: make it, later, or not now and why. Its person sees the answer."""
    idea = Idea.objects.select_for_update().get(pk=idea_id)
    if idea.version != version:
        raise SomebodyElseWasFirstError
    if outcome not in Idea.Outcome.values:
        raise OutcomeMissingError(OutcomeMissingError.NO_OUTCOME)
    answer = rules.tidy(answer)
    if outcome == Idea.Outcome.NOT_NOW and not answer:
        raise OutcomeMissingError(OutcomeMissingError.NO_REASON)
    idea.outcome, idea.answer, idea.due_on = outcome, answer, due_on
    idea.theme_id = theme_id or idea.theme_id
    idea.owner_id = owner_id
    idea.answered_at, idea.answered_by = now, by
    idea.version += 1
    idea.save()
    if outcome == Idea.Outcome.MAKE:
        make_story_of_idea(by=by, idea=idea, now=now)
    show_in_room(idea)
    return idea


@transaction.atomic
def reopen_idea(*, by: "Person", idea_id: int) -> Idea:
    """Let an idea wait again, for the next content hour; what was answered before stays to be read."""
    idea = Idea.objects.select_for_update().get(pk=idea_id)
    idea.outcome, idea.answered_at, idea.answered_by, idea.due_on = "", None, None, None
    idea.version += 1
    idea.save()
    return idea


def show_in_room(idea: Idea) -> None:
    """Let the screens of a session that talks about this idea draw it anew."""
    rooms = HourItem.objects.filter(idea=idea).values("hour")
    live = ContentHour.objects.filter(pk__in=rooms, opened_at__isnull=False, closed_at__isnull=True)
    live.update(pulse=F("pulse") + 1)


@transaction.atomic
def make_story_of_idea(*, by: "Person", idea: Idea, now: datetime) -> Story:
    """Start a draft from an idea, with its first photo; its colleague sees that it is being worked on."""
    if idea.story_id:
        return Story.objects.get(pk=idea.story_id)
    words = (idea.to_share or idea.going_on).strip()
    title = words.splitlines()[0][:120] if words else ""
    body = "\n\n".join(part for part in (idea.going_on, idea.to_share) if part)
    language = Organisation.objects.get(pk=by.organisation_id).language
    first = IdeaPicture.objects.filter(idea=idea).order_by("pk").first()
    writing = Writing(
        theme_id=idea.theme_id,
        texts={language: Words(title, body)},
        link=idea.link,
        picture=_read(first) if first else None,
    )
    idea.story = write_story(by=by, story=None, writing=writing, now=now)
    idea.answered_at = idea.answered_at or now
    idea.outcome = idea.outcome or Idea.Outcome.MAKE
    idea.save(update_fields=["story", "answered_at", "outcome"])
    return idea.story


def _read(picture: IdeaPicture) -> bytes:
    with picture.picture.open("rb") as file:
        return bytes(file.read())


def claim_recording(*, recording_id: int, now: datetime) -> Recording | None:
    """Take a recording to check, so that no other worker does; None when there is nothing to check."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - IN_HAND)
    arriving = Recording.objects.filter(free, pk=recording_id, status=Recording.Status.ARRIVING)
    return Recording.objects.get(pk=recording_id) if arriving.update(claimed_at=now) else None


@transaction.atomic
def record_check(*, recording: Recording, checked: Checked, file: Path) -> None:
    """Keep a recording as it was written anew, or why it was not kept. What came goes either way."""
    row = Recording.objects.select_for_update().filter(pk=recording.pk, status=Recording.Status.ARRIVING).first()
    if row is None:  # another worker was faster, or its person was erased
        return
    came = str(row.original.name)
    row.original = ""
    if checked.problem:
        row.status, row.problem = Recording.Status.REFUSED, checked.problem
    else:
        row.status, row.is_film, row.seconds = Recording.Status.STORED, checked.is_film, checked.seconds
        with file.open("rb") as opened:
            row.file.save(f"recording.{checked.ending}", File(opened), save=False)
    row.save()
    show_in_room(row.idea)
    transaction.on_commit(lambda: default_storage.delete(came))


@transaction.atomic
def ask_colleague(*, by: "Person", about: str, person_id: int | None, email: str, now: datetime) -> None:
    """Ask a colleague to tell about something. Whether they take part is not to be learned from what happens."""
    if Nomination.objects.filter(by=by, created_at__gt=now - timedelta(days=1)).count() >= ASKS_A_DAY:
        raise AskedEnoughError
    asked = people.person(person_id) if person_id else people.person_by_email(email)
    if asked is not None and (asked.pk == by.pk or not asked.is_participant or asked.employed_until):
        asked = None
    about = rules.tidy(about)[:300]
    if asked and Nomination.objects.filter(by=by, person=asked, about=about, closed_at__isnull=True).exists():
        return
    row = Nomination.objects.create(organisation_id=by.organisation_id, by=by, person=asked, about=about)
    if asked:
        reach.tell(person=asked, kind=ASKED.key, about={"nomination": row.pk}, key=f"nomination {row.pk}", now=now)


def say_no_thanks(*, by: "Person", nomination_id: int, now: datetime) -> None:
    """Leave a colleague's question be. Nobody hears of it."""
    Nomination.objects.filter(pk=nomination_id, person=by, closed_at__isnull=True).update(closed_at=now)

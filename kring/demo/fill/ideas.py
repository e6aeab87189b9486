"""Ideas with photos, content hours that were held with what came of them, and the next one with who signed up."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter

from kring.core.models import Organisation
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.demo.world import NEVER, World
from kring.stories.models import ContentHour, HourItem, HourPlan, HourVisit, Idea, IdeaPicture, Nomination
from kring.stories.rules import day_of_month, months_from

EDITORS = ("daan", "eline")
TEXTS = {
    Idea.Outcome.LATER: "Mooi idee! We bewaren het voor het themanummer van volgende maand.",
    Idea.Outcome.NOT_NOW: "Niet nu, omdat we er vorige maand al over schreven. Kom vooral terug als er nieuws is.",
    Idea.Outcome.MAKE: "Dank je wel! We maken er een verhaal van.",
}
NOTES = "Begin bij de klant, niet bij ons.\nFoto bij de balie vragen.\nToestemming van de klant nodig."
NAMES = {
    "bram": "de avond dat de hele straat zonder stroom zat",
    "mo": "de schade die in één dag geregeld was",
}
SCENES = [("#f3c98b", "#35607a", "#e9edf0"), ("#bcd7e6", "#3c5a3f", "#f4efe4"), ("#e8b9a0", "#4a3b52", "#fff5e8")]


def fill_ideas(
    organisation: Organisation, world: World, when: Calendar, staff: Staff, dice: np.random.Generator
) -> None:
    """Write how the hub and its colleagues meet."""
    editor = next(staff.people[n] for key, n in staff.personas.items() if key in EDITORS)
    people = world.people
    there = np.flatnonzero((people.joined != NEVER) & (people.employed_until == NEVER) & (people.stepped_out == NEVER))
    guests = [staff.people[int(n)] for n in dice.permutation(there)[:14] if staff.people[int(n)] != editor]
    HourPlan.objects.create(organisation=organisation, place="Social Hub, begane grond", host_id=editor)
    _photos(organisation)
    before = [_start(when, month) for month in months_from(when.now.date() - timedelta(days=92), 4)]
    past = [moment for moment in before if moment + timedelta(hours=2) < when.now][-2:]
    held = [_held(organisation, editor, guests[n:], moment) for n, moment in enumerate(past)]
    _outcomes(organisation, editor, held, when)
    _coming(organisation, when, editor, guests)
    for key, about in NAMES.items():
        if key in staff.personas:
            Nomination.objects.create(
                organisation=organisation, by_id=guests[0], person_id=staff.people[staff.personas[key]], about=about
            )


def _start(when: Calendar, month: date) -> datetime:
    day = day_of_month(month.year, month.month, week=1, weekday=1)
    return datetime(day.year, day.month, day.day, 15, tzinfo=when.now.tzinfo)


def _hour(organisation: Organisation, editor: int, starts_at: datetime, **fields: Any) -> ContentHour:
    return ContentHour.objects.create(
        organisation=organisation,
        month=starts_at.date().replace(day=1),
        starts_at=starts_at,
        place="Social Hub, begane grond",
        video_link="https://video.example/content-uur",
        host_id=editor,
        **fields,
    )


def _held(organisation: Organisation, editor: int, guests: list[int], starts_at: datetime) -> ContentHour:
    """Write an hour that was held, and who was there."""
    over = starts_at + timedelta(minutes=55)
    hour = _hour(organisation, editor, starts_at, opened_at=starts_at, closed_at=over)
    HourVisit.objects.bulk_create(
        HourVisit(organisation=organisation, hour=hour, person_id=guest, signed_up_at=starts_at, here_at=starts_at)
        for guest in guests[:7]
    )
    return hour


def _outcomes(organisation: Organisation, editor: int, held: list[ContentHour], when: Calendar) -> None:
    """Give what was talked about its notes and its outcome: two of three become a story sooner or later."""
    answered = list(
        Idea.objects.filter(answered_at__isnull=False).exclude(going_on="", to_share="").order_by("created_at")
    )
    for number, idea in enumerate(answered):
        late = idea.story_id is None and number % 3
        idea.outcome = (Idea.Outcome.LATER if late == 1 else Idea.Outcome.NOT_NOW) if late else Idea.Outcome.MAKE
        idea.answer, idea.answered_by_id = TEXTS[idea.outcome], editor
        idea.owner_id = editor if idea.outcome != Idea.Outcome.NOT_NOW else None
        idea.due_on = (when.now + timedelta(days=20)).date() if idea.outcome == Idea.Outcome.LATER else None
    Idea.objects.bulk_update(answered, ["outcome", "answer", "answered_by", "owner", "due_on"])
    on = [(hour, idea) for hour, part in zip(held, (answered[:4], answered[4:9]), strict=True) for idea in part]
    HourItem.objects.bulk_create(
        HourItem(
            organisation=organisation,
            hour=hour,
            idea=idea,
            shown_at=hour.opened_at,
            notes=NOTES if number % 2 == 0 else "",
        )
        for number, (hour, idea) in enumerate(on)
    )


def _coming(organisation: Organisation, when: Calendar, editor: int, guests: list[int]) -> None:
    """Write the hours to come, as the plan says; a handful signed up for the next."""
    starts = [_start(when, month) for month in months_from(when.now.date(), 4)]
    hours = [_hour(organisation, editor, moment) for moment in starts if moment > when.now]
    HourVisit.objects.bulk_create(
        HourVisit(organisation=organisation, hour=hours[0], person_id=guest, signed_up_at=when.now)
        for guest in guests[:6]
    )


def _photos(organisation: Organisation) -> None:
    """Draw a photo for some of the ideas that wait."""
    waiting = list(Idea.objects.filter(answered_at__isnull=True).order_by("created_at")[:3])
    for number, idea in enumerate(waiting[: len(SCENES)]):
        picture = IdeaPicture(organisation=organisation, idea=idea, person_id=idea.person_id, width=1200, height=800)
        picture.picture.save("photo.webp", ContentFile(_scene(*SCENES[number])))
    Idea.objects.filter(pk__in=[idea.pk for idea in waiting]).update(has_files=True)


def _scene(sky: str, land: str, house: str) -> bytes:
    """Return a picture of a house on a hill at the water, softened as a photo would be."""
    drawn = Image.new("RGB", (1200, 800), sky)
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((820, 90, 960, 230), fill="#fff3cf")
    pen.ellipse((-300, 430, 900, 1300), fill=land)
    pen.ellipse((500, 520, 1700, 1400), fill=land)
    pen.rectangle((0, 690, 1200, 800), fill="#6f94a8")
    pen.rectangle((330, 360, 560, 520), fill=house)
    pen.polygon([(300, 365), (445, 250), (590, 365)], fill="#8a4b3a")
    pen.rectangle((420, 440, 470, 520), fill="#5b3a2e")
    pen.rectangle((355, 395, 400, 435), fill="#ffe9a8")
    pen.rectangle((490, 395, 535, 435), fill="#ffe9a8")
    written = io.BytesIO()
    drawn.filter(ImageFilter.GaussianBlur(1.6)).save(written, "WEBP", quality=80)
    return written.getvalue()

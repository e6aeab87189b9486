"""Reads of the desk: what came in, whose it is, what was said about it, and a few counts over all of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.postgres.search import SearchQuery
from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kring.core.models import Organisation
from kring.hub.models import (
    Answer,
    Answering,
    CannedAnswer,
    ListeningPost,
    Mention,
    Note,
    NoteFor,
    OpeningHours,
)
from kring.hub.rules.desk import SOON, Pile
from kring.hub.rules.opening_hours import WORKING_WEEK, Hours, due_at
from kring.stories import queries as stories

if TYPE_CHECKING:
    from kring.people.models import Person
    from kring.stories.models import Pillar

OPEN = (Mention.Status.NEW, Mention.Status.IN_HAND)
NOT_STANDING = (Answer.Status.FAILED, Answer.Status.TAKEN_BACK)
ROWS = 40
THREAD = 40  # what is shown of a conversation: the newest


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see of a pile."""

    search: str = ""
    department: int | None = None
    pillar: int | None = None
    post: int | None = None
    assignee: int | None = None

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True)
class Said:
    """One turn of a conversation: somebody outside, or an answer of ours."""

    at: datetime
    mention: Mention | None = None
    answer: Answer | None = None


@dataclass(frozen=True)
class OnDesk:
    """One mention with all that belongs to it."""

    mention: Mention
    said: list[Said]
    notes: list[Note]
    boxes: list[Answering]  # open or with words in them
    for_me: list[int] = field(default_factory=list)  # notes that somebody has yet to see

    @property
    def answers(self) -> list[Answer]:
        """What was answered to this very mention."""
        return [s.answer for s in self.said if s.answer is not None and s.answer.mention_id == self.mention.pk]

    @property
    def under_way(self) -> Answer | None:
        """An answer that is not there yet, or of which it is not known."""
        busy = (Answer.Status.QUEUED, Answer.Status.SENDING, Answer.Status.UNKNOWN)
        return next((answer for answer in self.answers if answer.status in busy), None)


def mentions() -> QuerySet[Mention]:
    """Return everything that came in, without the words that searching needs."""
    return Mention.objects.defer("words")


def _piled(pile: Pile, now: datetime) -> Q:
    if pile == Pile.SOON:
        return Q(status__in=OPEN, due_at__lte=now + SOON)
    return Q(status=pile.value)


def _filtered(filters: Filters) -> QuerySet[Mention]:
    found = mentions()
    if filters.search.strip():
        asked = [SearchQuery(filters.search, config=config, search_type="websearch") for config in ("dutch", "english")]
        found = found.filter(words=asked[0] | asked[1])
    named = {
        "department": filters.department,
        "pillar": filters.pillar,
        "listening_post": filters.post,
        "assignee": filters.assignee,
    }
    return found.filter(**{name: value for name, value in named.items() if value is not None})


def on_pile(pile: Pile, filters: Filters, now: datetime) -> QuerySet[Mention]:
    """Return what lies on one pile: what is due first on top, what has ended newest first."""
    found = _filtered(filters).filter(_piled(pile, now))
    found = found.select_related("listening_post", "department", "assignee", "pillar")
    if pile in (Pile.ANSWERED, Pile.CLOSED):
        return found.order_by(F("ended_at").desc(nulls_last=True), "-pk")
    return found.order_by(F("due_at").asc(nulls_last=True), "said_at", "pk")


def pile_counts(filters: Filters, now: datetime) -> dict[Pile, int]:
    """Return how many lie on each pile, in one query."""
    found: dict[str, int] = _filtered(filters).aggregate(
        **{pile.value: Count("pk", filter=_piled(pile, now)) for pile in Pile}
    )
    return {pile: found[pile.value] for pile in Pile}


def mention(mention_id: int) -> Mention | None:
    """Return one mention with what it is about."""
    related = ("listening_post", "department", "assignee", "pillar", "handed_over_by", "share__story")
    return mentions().filter(pk=mention_id).select_related(*related).first()


def on_desk(mention_id: int, person: "Person", now: datetime) -> OnDesk | None:
    """Return one mention with its conversation, notes and who is answering it; a fixed number of queries."""
    found = mention(mention_id)
    if found is None:
        return None
    thread = [found]
    if found.thread:
        others = mentions().filter(thread=found.thread, listening_post=found.listening_post_id).exclude(pk=found.pk)
        thread += list(others.order_by("-said_at")[:THREAD])
    answers = Answer.objects.filter(mention__in=[one.pk for one in thread]).exclude(status=Answer.Status.TAKEN_BACK)
    said = [Said(one.said_at, mention=one) for one in thread]
    said += [Said(one.posted_at or one.created_at, answer=one) for one in answers.select_related("by")]
    return OnDesk(
        mention=found,
        said=sorted(said, key=lambda one: one.at),
        notes=list(Note.objects.filter(mention=found).select_related("by").order_by("created_at")),
        boxes=list(Answering.objects.filter(mention=found).select_related("person").order_by("since")),
        for_me=list(
            NoteFor.objects.filter(note__mention=found, person=person, seen_at__isnull=True).values_list(
                "note_id", flat=True
            )
        ),
    )


def others_answering(mention_id: int, person: "Person", now: datetime) -> list[Answering]:
    """Return who else has the reply box open now."""
    found = Answering.objects.filter(mention=mention_id, until__gt=now).exclude(person=person)
    return list(found.select_related("person").order_by("since"))


def being_answered(mention_ids: Sequence[int], now: datetime) -> dict[int, str]:
    """Return who is answering each of these mentions now."""
    found = Answering.objects.filter(mention__in=mention_ids, until__gt=now).select_related("person")
    return {box.mention_id: box.person.first_name for box in found.order_by("-since")}


def notes_for(person: "Person") -> list[NoteFor]:
    """Return the notes that colleagues wrote for `person` and that they have yet to see."""
    found = NoteFor.objects.filter(person=person, seen_at__isnull=True).select_related("note__by", "note__mention")
    return list(found.defer("note__mention__words").order_by("-pk")[:5])


def listening_posts() -> list[ListeningPost]:
    """Return where the hub listens, by name."""
    return list(ListeningPost.objects.defer("sealed").order_by("name"))


def pillars() -> list["Pillar"]:
    """Return the pillars in their order."""
    return list(stories.pillars())


def canned(department: int | None = None) -> list[CannedAnswer]:
    """Return the standard answers: those of a department first, then everybody's, then the others'."""
    found = list(CannedAnswer.objects.select_related("department").order_by("title"))
    return sorted(found, key=lambda one: 0 if one.department_id == department else 1 if not one.department_id else 2)


def canned_answer(canned_id: int) -> CannedAnswer | None:
    """Return one standard answer."""
    return CannedAnswer.objects.filter(pk=canned_id).first()


def hours() -> Hours:
    """Return when the desk of this organisation is open."""
    row = OpeningHours.objects.first()
    if row is None:
        return Hours()
    week = [tuple(time.fromisoformat(at) for at in day) if day else None for day in row.week]
    return Hours(week or WORKING_WEEK, frozenset(date.fromisoformat(day) for day in row.holidays))  # type: ignore[arg-type]


def due(organisation: Organisation, came_at: datetime, minutes: int) -> datetime:
    """Return when something that came in is due, by the opening hours of the desk."""
    return due_at(came_at, minutes, hours(), ZoneInfo(organisation.time_zone))


def due_answers(now: datetime) -> list[Answer]:
    """Return the answers that a worker has to do something about, longest waiting first."""
    return list(Answer.objects.filter(next_try_at__lte=now).order_by("next_try_at")[:500])


def handed_over_by(person: "Person") -> list[tuple[Mention, list[Answer]]]:
    """Return what `person` handed over, newest first, with what was answered; nothing that the desk said inside."""
    found = list(mentions().filter(handed_over_by=person).select_related("share__story").order_by("-came_at")[:50])
    answers = Answer.objects.filter(
        mention__in=[one.pk for one in found], status__in=[Answer.Status.PUBLISHED, Answer.Status.CLAIMED]
    )
    by_mention: dict[int, list[Answer]] = {one.pk: [] for one in found}
    for answer in answers.order_by("posted_at"):
        by_mention[answer.mention_id].append(answer)
    return [(one, by_mention[one.pk]) for one in found]


# In words


def due_in_words(due: datetime | None, now: datetime) -> str:
    """Return when something is due, as people say it, in the time zone and the language that are on."""
    if due is None:
        return ""
    local, today = timezone.localtime(due), timezone.localtime(now).date()
    minutes = round((due - now).total_seconds() / 60)
    at, day = date_format(local, "H:i"), date_format(local, "j F")
    if 0 <= minutes < 60:
        n = max(minutes, 1)
        return ngettext("answer within %(n)s minute", "answer within %(n)s minutes", n) % {"n": n}
    if -60 < minutes < 0:
        return ngettext("was due %(n)s minute ago", "was due %(n)s minutes ago", -minutes) % {"n": -minutes}
    near = (local.date() - today).days
    if minutes > 0:
        words = {0: _("answer today before %(at)s"), 1: _("answer tomorrow before %(at)s")}
        return words.get(near, _("answer before %(day)s, %(at)s")) % {"day": day, "at": at}
    words = {0: _("was due today at %(at)s"), -1: _("was due yesterday at %(at)s")}
    return words.get(near, _("was due on %(day)s at %(at)s")) % {"day": day, "at": at}


# Counts, over everything and never by person


@dataclass(frozen=True)
class DeskCounts:
    """How the desk is doing as a whole: counts, and over what."""

    waiting: int  # open now
    waiting_over_a_day: int
    waiting_over_three_days: int
    answered_this_week: int
    with_due_time: int  # of those answered this week
    in_time: int


def desk_counts(organisation: Organisation, now: datetime) -> DeskCounts:
    """Return the counts of the desk, looked up at most once a minute."""
    key = f"desk-counts-{organisation.pk}-{int(now.timestamp()) // 60}"
    found: DeskCounts | None = cache.get(key)
    if found is None:
        found = _counted(organisation, now)
        cache.set(key, found, 120)
    return found


def _counted(organisation: Organisation, now: datetime) -> DeskCounts:
    local = now.astimezone(ZoneInfo(organisation.time_zone))
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    waits, answered = Q(status__in=OPEN), Q(status=Mention.Status.ANSWERED, ended_at__gte=monday)
    counted: dict[str, int] = Mention.objects.aggregate(
        waiting=Count("pk", filter=waits),
        waiting_over_a_day=Count("pk", filter=waits & Q(came_at__lt=now - timedelta(days=1))),
        waiting_over_three_days=Count("pk", filter=waits & Q(came_at__lt=now - timedelta(days=3))),
        answered_this_week=Count("pk", filter=answered),
        with_due_time=Count("pk", filter=answered & Q(due_at__isnull=False)),
        in_time=Count("pk", filter=answered & Q(ended_at__lte=F("due_at"))),
    )
    return DeskCounts(**counted)


def mention_of_answer(answer_id: int) -> int | None:
    """Return the mention that an answer is about."""
    return Answer.objects.filter(pk=answer_id).values_list("mention_id", flat=True).first()

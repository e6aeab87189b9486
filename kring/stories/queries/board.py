"""Reads about the board: cards by column, what is said about a story, and who may do what with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from kring.people import queries as people
from kring.people.rules import May, Role
from kring.stories.models import (
    BoardRules,
    GivenStory,
    Idea,
    Story,
    StoryMention,
    StoryNote,
    StoryPerson,
    StoryText,
    StoryVersion,
)
from kring.stories.queries.desk import DeskRow, desk_rows
from kring.stories.queries.taking_part import titles
from kring.stories.rules import board as rules
from kring.stories.rules.board import Column, Note, Review, Verdict, Whose

if TYPE_CHECKING:
    from kring.people.models import Person

CARDS = 12  # in a column, before "more"


@dataclass(frozen=True)
class Card:
    """A story on the board."""

    row: DeskRow
    column: Column
    is_planned: bool
    behind: list[str]  # languages whose text did not follow the other
    missing: list[str]  # languages without a text
    comments: int
    is_for_you: bool  # somebody called you to it
    is_given: bool  # a writer from outside works on it


def column_of(story: Story, now: datetime) -> Column:
    """Return where a story stands."""
    return rules.column(
        stage=story.stage,
        live_from=story.live_from,
        live_until=story.live_until,
        archived_at=story.archived_at,
        now=now,
    )


def has_local_stories() -> bool:
    """Return whether there is news of units, so that it is worth telling apart."""
    return Story.objects.filter(unit__isnull=False).exists()


def stories_of(whose: Whose) -> QuerySet[Story]:
    """Return the stories for everybody, the news of units, or both."""
    return Story.objects.all() if whose is Whose.ALL else Story.objects.filter(unit__isnull=whose is Whose.EVERYBODY)


def in_column(column: Column, now: datetime, whose: Whose = Whose.ALL) -> QuerySet[Story]:
    """Return the stories of one column, in the order of the board."""
    stories = stories_of(whose)
    draft = Q(live_from__isnull=True, archived_at__isnull=True)
    newest = ["-changed_at", "-pk"]
    match column:
        case Column.READY:
            ready = stories.filter((draft & Q(stage=column)) | Q(live_from__gt=now))
            return ready.order_by(F("live_from").asc(nulls_last=True), *newest)
        case Column.LIVE:
            is_on = Q(live_until__isnull=True) | Q(live_until__gt=now)
            return stories.filter(is_on, live_from__lte=now).order_by("-live_from", "-pk")
        case Column.ARCHIVED:
            is_past = Q(live_from__lte=now, live_until__lte=now) | Q(archived_at__isnull=False)
            return stories.filter(is_past).order_by(Coalesce("live_until", "archived_at").desc(), "-pk")
        case _:
            return stories.filter(draft, stage=column).order_by(*newest)


def counts(now: datetime, whose: Whose = Whose.ALL) -> dict[Column, int]:
    """Return how many stories stand in each column."""
    draft = Q(live_from__isnull=True, archived_at__isnull=True)
    is_past = Q(live_from__lte=now, live_until__lte=now)
    counted = stories_of(whose).aggregate(
        draft=Count("pk", filter=draft & Q(stage=Column.DRAFT)),
        review=Count("pk", filter=draft & Q(stage=Column.REVIEW)),
        ready=Count("pk", filter=(draft & Q(stage=Column.READY)) | Q(live_from__gt=now)),
        live=Count("pk", filter=Q(live_from__lte=now) & ~is_past),
        archived=Count("pk", filter=is_past | Q(archived_at__isnull=False)),
    )
    return {column: counted.get(column.value, 0) for column in Column}


def found(column: Column, search: str, now: datetime, whose: Whose = Whose.ALL) -> QuerySet[Story]:
    """Return the stories of a column with all these words in their title, their text or the name of their unit."""
    stories = in_column(column, now, whose)
    for word in search.split()[:8]:
        texts = StoryText.objects.filter(Q(title__icontains=word) | Q(body__icontains=word), story=OuterRef("pk"))
        stories = stories.filter(Exists(texts) | Q(unit__name__icontains=word))
    return stories


def cards_of(stories: list[Story], *, person: "Person", language: str, now: datetime) -> list[Card]:
    """Return stories as cards, in a fixed number of queries whatever their number."""
    pks = [story.pk for story in stories]
    behind: dict[int, list[str]] = {}
    texts = StoryText.objects.filter(story__in=pks, behind_since__isnull=False)
    for story_id, spoken in texts.values_list("story_id", "language"):
        behind.setdefault(story_id, []).append(spoken)
    talk = StoryNote.objects.filter(story__in=pks, kind=Note.COMMENT).values_list("story_id")
    comments = dict(talk.annotate(n=Count("pk")))
    mine = StoryMention.objects.filter(person=person, seen_at__isnull=True, note__story__in=pks)
    called = set(mine.values_list("note__story_id", flat=True))
    given = set(GivenStory.objects.filter(story__in=pks).values_list("story_id", flat=True))
    return [
        Card(
            row=row,
            column=column_of(row.story, now),
            is_planned=row.story.live_from is not None and row.story.live_from > now,
            behind=behind.get(row.story.pk, []),
            missing=[spoken for spoken in ("nl", "en") if row.languages and spoken not in row.languages],
            comments=comments.get(row.story.pk, 0),
            is_for_you=row.story.pk in called,
            is_given=row.story.pk in given,
        )
        for row in desk_rows(stories, language)
    ]


def review() -> Review:
    """Return which stories need a second pair of eyes in this organisation."""
    kept = BoardRules.objects.values_list("review", flat=True).first()
    return Review(kept) if kept else Review.SENSITIVE


def newest_number(story: Story) -> int:
    """Return the number of a story's newest version; 0 when none was kept yet."""
    return StoryVersion.objects.filter(story=story).order_by("-number").values_list("number", flat=True).first() or 0


def versions(story: Story) -> QuerySet[StoryVersion]:
    """Return a story's versions, newest first."""
    return StoryVersion.objects.filter(story=story).select_related("by").order_by("-number")


def version(story: Story, number: int) -> StoryVersion | None:
    """Return one version of a story."""
    return versions(story).filter(number=number).first()


def written_by(story: Story) -> int | None:
    """Return who wrote the newest version."""
    newest = StoryVersion.objects.filter(story=story).order_by("-number").values_list("by_id", flat=True).first()
    return newest or story.by_id


def is_approved(story: Story) -> bool:
    """Return whether somebody else looked at the newest version and said yes."""
    decided = StoryNote.objects.filter(story=story, kind__in=[Note.APPROVED, Note.ASKED_CHANGE]).order_by("pk")
    verdicts = [Verdict(n.kind == Note.APPROVED, n.by_id, n.at_version) for n in decided]
    return rules.is_approved(verdicts, version=newest_number(story), written_by=written_by(story))


def last_mover(story: Story) -> str:
    """Return the name of who moved a story last."""
    kinds = [Note.MOVED, Note.PLANNED, Note.APPROVED, Note.ASKED_CHANGE]
    last = StoryNote.objects.filter(story=story, kind__in=kinds).select_related("by").order_by("-pk").first()
    return last.by.name if last and last.by else ""


def history(story: Story) -> QuerySet[StoryNote]:
    """Return what was said and decided about a story, oldest first."""
    return StoryNote.objects.filter(story=story).select_related("by").order_by("created_at", "pk")


def to_mention(story: Story, by: "Person") -> list["Person"]:
    """Return who may be called to a story: editors and its writers; a writer sees only whom they work with."""
    given = set(GivenStory.objects.filter(story=story).values_list("person_id", flat=True))
    if people.is_allowed(by, May.EDIT_STORIES):
        wanted = people.with_pks({*people.who_may(May.EDIT_STORIES).values_list("pk", flat=True), *given})
    else:
        notes = StoryNote.objects.filter(story=story, by__isnull=False).values_list("by_id", flat=True)
        wanted = people.with_pks({*notes, *([story.by_id] if story.by_id else [])})
    return list(wanted.exclude(pk=by.pk).order_by("name", "pk").distinct()[:50])


@dataclass(frozen=True)
class Call:
    """Somebody called you to a story."""

    note: StoryNote
    title: str


def for_you(person: "Person", language: str) -> list[Call]:
    """Return what somebody was called to and did not look at yet, newest first."""
    waits = StoryMention.objects.filter(person=person, seen_at__isnull=True)
    notes = [mention.note for mention in waits.select_related("note__by").order_by("-pk")[:6]]
    named = titles([note.story_id for note in notes], language)
    return [Call(note, named.get(note.story_id, "")) for note in notes]


def call(mention_id: int, person: "Person", language: str) -> Call | None:
    """Return one thing that somebody was called to and did not look at yet."""
    waits = StoryMention.objects.filter(pk=mention_id, person=person, seen_at__isnull=True)
    mention = waits.select_related("note__by").first()
    if mention is None:
        return None
    return Call(mention.note, titles([mention.note.story_id], language).get(mention.note.story_id, ""))


def people_of(story: Story) -> QuerySet[StoryPerson]:
    """Return who a story comes from."""
    return StoryPerson.objects.filter(story=story).select_related("person").order_by("pk")


def named_on(story_id: int) -> list[str]:
    """Return the names that a story may show: of who said yes to it."""
    agreed = StoryPerson.objects.filter(story=story_id, agrees=True, person__employed_until__isnull=True)
    return list(agreed.order_by("pk").values_list("person__name", flat=True))


def questions_for(person: "Person") -> list[StoryPerson]:
    """Return the stories somebody is asked to be named on, unanswered ones first."""
    asked = StoryPerson.objects.filter(person=person).select_related("story", "person")
    return list(asked.order_by(F("agrees").asc(nulls_first=True), "-pk")[:30])


def questions_to(person: "Person") -> QuerySet[StoryPerson]:
    """Return what somebody is asked, whether a story may name them, and did not answer yet."""
    return StoryPerson.objects.filter(person=person, agrees__isnull=True)


def question(pk: int) -> StoryPerson | None:
    """Return one question whether a story may name somebody."""
    return StoryPerson.objects.filter(pk=pk).select_related("story", "person").first()


def given_to(person: "Person") -> QuerySet[Story]:
    """Return the stories that a writer was given, those that changed last first."""
    given = GivenStory.objects.filter(person=person).values("story")
    return Story.objects.filter(pk__in=given).order_by("-changed_at", "-pk")


def is_given(story: Story, person: "Person") -> bool:
    """Return whether a writer was given a story."""
    return GivenStory.objects.filter(story=story, person=person).exists()


def writers() -> list["Person"]:
    """Return the writers from outside, by name."""
    return list(people.with_role(Role.WRITER).order_by("name", "pk"))


def writers_of(story: Story) -> set[int]:
    """Return which writers were given a story."""
    return set(GivenStory.objects.filter(story=story).values_list("person_id", flat=True))


def group_ids() -> frozenset[int]:
    """Return the target groups there are."""
    return frozenset(people.target_groups().values_list("pk", flat=True))


def brought_by(story: Story) -> list["Person"]:
    """Return the colleagues whose idea became this story, as far as nobody asked them yet to be named."""
    asked = StoryPerson.objects.filter(story=story).values("person")
    ideas = Idea.objects.filter(story=story).exclude(person__in=asked).select_related("person")
    return list({idea.person_id: idea.person for idea in ideas}.values())


def is_called(story: Story, person: "Person") -> bool:
    """Return whether somebody was called to a story and did not look yet."""
    return StoryMention.objects.filter(person=person, note__story=story, seen_at__isnull=True).exists()

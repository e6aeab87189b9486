"""Stories as one person sees them: their language, their target group's question."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.words import said_in
from kring.people import queries as people
from kring.stories import rules
from kring.stories.models import Pillar, QuestionTrial, Story, StoryText, Theme, Variant
from kring.stories.rules.trials import sees_other

if TYPE_CHECKING:
    from kring.people.models import Person, TargetGroup


@dataclass(frozen=True)
class StoryCard:
    """One story for one person."""

    id: int
    title: str
    summary: str
    body: str  # Markdown
    language: str
    picture_url: str | None
    picture_alt: str
    theme_id: int
    theme_name: str
    pillar_name: str
    pillar_hue: int
    prompt: str
    example: str
    link: str
    unit_name: str  # of a local story; empty for one that is for everybody
    live_from: datetime | None
    days_old: int
    changed_at: datetime

    @property
    def cover(self) -> rules.Cover:
        """The pattern that stands for a picture."""
        return rules.cover(self.id)


def live_anywhere(now: datetime | None = None) -> QuerySet[Story]:
    """Return every story that may be shown and shared at `now`, newest first, of whatever unit; those held may not."""
    now = now or timezone.now()
    found = Story.objects.filter(Q(live_until__isnull=True) | Q(live_until__gt=now), live_from__lte=now)
    return found.filter(subject__isnull=True).order_by("-live_from", "-pk")


def live(now: datetime | None = None) -> QuerySet[Story]:
    """Return the live stories that are for everybody; those of one unit are not among them."""
    return live_anywhere(now).filter(unit__isnull=True)


def live_for(person: "Person", now: datetime | None = None) -> QuerySet[Story]:
    """Return the live stories that `person` may see: those for everybody, and those of their unit or one above it."""
    now = now or timezone.now()
    own = Q(unit__in=people.units_of(person, timezone.localdate(now)))
    return live_anywhere(now).filter(Q(unit__isnull=True) | own)


def language_of(person: "Person") -> str:
    """Return the language that a person reads Kring in."""
    return person.reads


def cards(story_ids: Iterable[int], *, person: "Person", language: str | None = None) -> dict[int, StoryCard]:
    """Return these stories as `person` sees them, by id, live or not; one query whatever their number."""
    spoken = language or language_of(person)
    return cards_for(story_ids, group=person.target_group, language=spoken, person_id=person.pk)


def cards_for(
    story_ids: Iterable[int], *, group: "TargetGroup | None", language: str, person_id: int | None = None
) -> dict[int, StoryCard]:
    """Return these stories as somebody of `group` sees them in `language`; a trial is for people, not for groups."""
    wanted = list(story_ids)
    if not wanted:
        return {}
    texts = StoryText.objects.filter(story=OuterRef("pk")).order_by("-language")
    variants = Variant.objects.filter(story=OuterRef("pk"), target_group=group)
    now = timezone.now()
    trials = _trials_of("pk", now)
    rows = Story.objects.filter(pk__in=wanted).select_related("theme__pillar", "unit")
    rows = rows.annotate(
        said=ArraySubquery(texts.values(data=JSONObject(language="language", title="title", body="body"))),
        asked=ArraySubquery(variants.values(data=JSONObject(prompt="prompt", example="example"))),
        tried=ArraySubquery(trials.values(data=JSONObject(prompt="prompt", seed="seed"))),
    )
    made = {}
    for story in rows:
        said = {text["language"]: text for text in story.said}
        text = said.get(language) or next(iter(said.values()), {"language": language, "title": "", "body": ""})
        variant: dict[str, dict[str, str]] = next(iter(story.asked), {"prompt": {}, "example": {}})
        made[story.pk] = StoryCard(
            id=story.pk,
            title=text["title"],
            summary=rules.summary(text["body"]),
            body=text["body"],
            language=text["language"],
            picture_url=story.picture.url if story.picture else None,
            picture_alt=said_in(story.picture_alt, language),
            theme_id=story.theme_id,
            theme_name=said_in(story.theme.name, language),
            pillar_name=said_in(story.theme.pillar.name, language),
            pillar_hue=story.theme.pillar.hue,
            prompt=_on_trial(story.tried, person_id, language)
            or said_in(variant["prompt"], language)
            or default_prompt(group, language, turn=story.pk),
            example=(variant["example"] or {}).get(text["language"], ""),
            link=story.link,
            unit_name=story.unit.name if story.unit else "",
            live_from=story.live_from,
            days_old=max(0, (now - story.live_from).days) if story.live_from else 0,
            changed_at=story.changed_at,
        )
    return made


def _trials_of(column: str, now: datetime) -> QuerySet[QuestionTrial]:
    return QuestionTrial.objects.filter(story=OuterRef(column), since__lte=now, until__gt=now)


def trial_of(column: str, now: datetime) -> Subquery:
    """Return the seed of the trial that runs under the story in a `column`, for `sees_other`; part of a query."""
    return Subquery(_trials_of(column, now).values("seed")[:1])


def _on_trial(tried: list[dict[str, Any]], person_id: int | None, language: str) -> str:
    """Return the other question of a trial, when somebody is in the half that sees it."""
    if person_id is None or not tried or not sees_other(tried[0]["seed"], person_id):
        return ""
    return said_in(tried[0]["prompt"], language)


def default_prompt(group: "TargetGroup | None", language: str, *, turn: int) -> str:
    """Return one of the group's own questions, for a story that asks none itself."""
    prompts: dict[str, list[str]] = (group.prompts or {}) if group else {}
    return rules.in_turn(prompts.get(language) or next(iter(prompts.values()), []), turn)


def card(story_id: int, person: "Person", language: str | None = None) -> StoryCard | None:
    """Return one story as `person` sees it (in the other `language`, when asked), only while it is live for them."""
    if not live_for(person).filter(pk=story_id).exists():
        return None
    return cards([story_id], person=person, language=language).get(story_id)


def get_live(story_id: int, person: "Person | None" = None) -> Story:
    """Return a story that is live now, for everybody or for `person`; one that is not is no page."""
    story = (live_for(person) if person else live()).filter(pk=story_id).first()
    if story is None:
        raise Http404
    return story


def languages(story_id: int) -> list[str]:
    """Return the languages that a story can be read in."""
    return list(StoryText.objects.filter(story=story_id).order_by("-language").values_list("language", flat=True))


def wordings(story_id: int) -> list[str]:
    """Return every text that came with a story: titles, bodies and example sentences, in all languages."""
    found = [words for row in StoryText.objects.filter(story=story_id) for words in (row.title, row.body)]
    for variant in Variant.objects.filter(story=story_id):
        found += list((variant.example or {}).values())
    return [words for words in found if words.strip()]


def themes() -> QuerySet[Theme]:
    """Return the themes with their pillars, pillar by pillar."""
    return Theme.objects.select_related("pillar").order_by("pillar__position", "pillar_id", "position", "pk")


def pillars() -> QuerySet[Pillar]:
    """Return the pillars in their order."""
    return Pillar.objects.all()


def organisation(pk: int) -> Organisation | None:
    """Return an organisation: for a page that anybody may open."""
    return Organisation.objects.filter(pk=pk).first()


def picture_of(story_id: int) -> bytes | None:
    """Return a story's picture, if it has one and the file is there."""
    story = Story.objects.filter(pk=story_id).exclude(picture="").first()
    if story is None:
        return None
    try:
        with story.picture.open("rb") as opened:
            return bytes(opened.read())
    except FileNotFoundError:
        return None

"""Reads of the four answers, as pages and other rooms do: what the worker worked out and kept."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings

from kring.core.models import Organisation
from kring.core.words import said_in
from kring.insights.models import Answered
from kring.insights.queries.measuring import last_sunday
from kring.insights.rules import kept
from kring.insights.rules import sums as sums_rules
from kring.insights.rules.answers import VERSION, Answers, Effect, Kind, Part
from kring.people import queries as people
from kring.stories import queries as stories

USUAL_WEEKS = 13


@dataclass(frozen=True)
class Waiting:
    """Answers that the worker still works out."""

    progress: int


def answers(
    organisation: Organisation, now: datetime, *, part: str = "all", weeks: int = USUAL_WEEKS
) -> Answers | None:
    """Return the answers over one part until the last Sunday: figures, ranges and keys; None while worked out."""
    found = kept_answers(last_sunday(organisation, now), part=part, weeks=weeks)
    return found if isinstance(found, Answers) else None


def kept_answers(sunday: date, *, part: str, weeks: int) -> Answers | Waiting | None:
    """Return what was kept of one Sunday; None when nobody asked yet, or only an older Kring was asked."""
    row = Answered.objects.filter(sunday=sunday, part=part, weeks=weeks).first()
    if row is None:
        return None
    if row.status != Answered.Status.READY or row.content is None:
        return Waiting(row.progress)
    return kept.read(Answers, row.content) if row.content.get("version") == VERSION else None


@dataclass(frozen=True)
class Titles:
    """What stories and themes are called in the reader's language, by primary key."""

    stories: dict[int, str]
    themes: dict[int, str]


def titles_of(found: Answers, language: str) -> Titles:
    """Return what the stories and themes in the answers are called, in the reader's language."""
    told = stories.titles({story.story for best in found.best for story in best.stories}, language)
    return Titles(told, {theme.pk: said_in(theme.name, language) for theme in stories.themes()})


def group_names() -> dict[int, str]:
    """Return what target groups are called in the reader's language."""
    return {group.pk: said_in(group.name) for group in people.target_groups()}


def pillar_names(language: str) -> dict[int, str]:
    """Return what pillars are called in the reader's language."""
    return {pillar.pk: said_in(pillar.name, language) for pillar in stories.pillars()}


def named(found: Answers, groups: dict[int, str], pillars: dict[int, str]) -> Answers:
    """Return the answers with parts by the names that the reader knows."""
    known = {f"{Kind.GROUP}-{pk}": name for pk, name in groups.items()}
    known |= {f"{Kind.PILLAR}-{pk}": name for pk, name in pillars.items()}

    def part(one: Part) -> Part:
        return replace(one, name=known.get(one.code, one.name))

    def effect(one: Effect) -> Effect:
        return replace(one, groups=tuple(replace(each, name=groups.get(each.group, each.name)) for each in one.groups))

    return replace(
        found,
        part=part(found.part),
        parts=tuple(part(one) for one in found.parts),
        posts=effect(found.posts),
        engagements=effect(found.engagements),
    )


def may_give_sums(found: Answers) -> bool:
    """Return whether there are sums large enough to be given away, and a difference to work out from them."""
    return bool(found.sums) and found.posts.figure("ratio") is not None


def sums_to_give(organisation: Organisation, found: Answers) -> dict[str, Any]:
    """Return the file from which somebody else can work the difference out again."""
    ratio = found.posts.figure("ratio")
    return {
        "format": sums_rules.FORMAT,
        "organisation": organisation.name,
        "first_monday": kept.plain(found.first_monday),
        "counted_until": kept.plain(found.counted_until),
        "ratio": ratio.value if ratio else None,
        "weeks_before": found.promise.weeks_before,
        "rounded_to": settings.SMALLEST_GROUP,
        "fingerprint": found.fingerprint,
        "protocol": kept.digest(found.promise),
        "waves": kept.plain(found.sums),
    }


def newest_answers() -> list[tuple[date, Answers]]:
    """Return the answers over everything that were kept last, to be worked out again and compared."""
    ready = Answered.objects.filter(part=str(Kind.ALL), status=Answered.Status.READY, content__version=VERSION)
    found = [(row.sunday, kept.read(Answers, row.content)) for row in ready.order_by("-sunday", "weeks")[:3]]
    return [one for one in found if one[0] == found[0][0]]

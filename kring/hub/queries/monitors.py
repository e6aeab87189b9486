"""Reads of what comes in: by saved search, and what stands out this week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.cache import cache
from django.db.models import BooleanField, ExpressionWrapper, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Left

from kring.choose.talk import Said, Talk, stands_out
from kring.core.words import LANGUAGES
from kring.hub import rules
from kring.hub.models import Mention, Monitor
from kring.stories import queries as stories

if TYPE_CHECKING:
    from kring.core.models import Organisation

WEEK = timedelta(days=7)
WEEKS_BEFORE = 8
NEWEST = 3
MOST_HITS = 5_000  # of a week that are looked through
MOST_TEXTS = 12_000  # that are compared; the newest of them
READ = 2_000  # characters of each
KEPT = 600  # seconds that the list of what people talk about is kept


class Folded(Func):
    """A text without accents, as `choose.phrases.fold` does it."""

    template = r"regexp_replace(normalize(%(expressions)s, NFKD), U&'[\0300-\036F]', '', 'g')"
    output_field = TextField()


@dataclass(frozen=True)
class Hit:
    """Something that came in and that a monitor found."""

    text: str
    who: str
    link: str
    at: datetime


@dataclass(frozen=True)
class Watched:
    """A monitor with what it found this week."""

    monitor: Monitor
    count: int
    newest: list[Hit]


def monitors() -> QuerySet[Monitor]:
    """Return all saved searches by name."""
    return Monitor.objects.all()


def monitor(monitor_id: int) -> Monitor | None:
    """Return one saved search."""
    return Monitor.objects.filter(pk=monitor_id).first()


def watched(now: datetime) -> list[Watched]:
    """Return every monitor with its number of this week and its newest hits; three queries whatever their number."""
    all_of_them = list(monitors())
    queries = {one.pk: rules.query_of(one.includes, one.excludes) for one in all_of_them}
    queries = {pk: query for pk, query in queries.items() if query}
    if not queries:
        return [Watched(one, 0, []) for one in all_of_them]
    since = now - WEEK
    mentions = Mention.objects.filter(said_at__gte=since, said_at__lte=now).annotate(
        shown=Left("text", 300), at=F("said_at"), by=F("who"), body=F("text"), address=F("link")
    )
    finds = stories.found_between(since, now).annotate(
        shown=F("title"),
        at=F("found_at"),
        by=F("source__name"),
        body=Concat("title", Value(" \n"), "text", output_field=TextField()),
        address=F("link"),
    )
    hits: dict[int, list[Hit]] = {pk: [] for pk in queries}
    for rows in (mentions, finds):
        for pk, hit in _hits(rows, queries):
            hits[pk].append(hit)
    return [
        Watched(
            one,
            len(hits.get(one.pk, [])),
            sorted(hits.get(one.pk, []), key=lambda hit: hit.at, reverse=True)[:NEWEST],
        )
        for one in all_of_them
    ]


def _hits(rows: "QuerySet[Any]", queries: dict[int, str]) -> Iterable[tuple[int, Hit]]:
    """Go through what the searches find among rows with a body, whole words by PostgreSQL's full text; one query."""
    rows = rows.annotate(document=SearchVector(Folded(F("body")), config="simple"))
    found = {
        f"by_{pk}": ExpressionWrapper(
            Q(document=SearchQuery(query, config="simple", search_type="raw")), output_field=BooleanField()
        )
        for pk, query in queries.items()
    }
    rows = rows.annotate(**found)
    any_of_them = Q()
    for name in found:
        any_of_them |= Q(**{name: True})
    wanted = rows.filter(any_of_them).order_by("-at").values("shown", "by", "address", "at", *found)[:MOST_HITS]
    for row in wanted:
        for pk in queries:
            if row[f"by_{pk}"]:
                yield pk, Hit(row["shown"], row["by"], row["address"], row["at"])


def talk_of_the_week(organisation: "Organisation", now: datetime) -> dict[str, list[Talk]]:
    """Return, per language, what stands out in what came in this week; kept for some minutes."""
    key = f"hub-talk-{organisation.pk}"
    kept: dict[str, list[Talk]] | None = cache.get(key)
    if kept is None:
        kept = _talk(organisation, now)
        cache.set(key, kept, KEPT)
    return kept


def _talk(organisation: "Organisation", now: datetime) -> dict[str, list[Talk]]:
    since, week_ago = now - WEEK * (WEEKS_BEFORE + 1), now - WEEK
    mentions = Mention.objects.filter(said_at__gte=since, said_at__lte=now).annotate(read=Left("text", READ))
    finds = stories.found_between(since, now).annotate(
        read=Concat("title", Value(" \n"), Left("text", READ), output_field=TextField())
    )
    said = [
        (at, language or organisation.language, Said(text, f"{post} {handle or who}"))
        for at, language, text, post, handle, who in mentions.order_by("-said_at").values_list(
            "said_at", "language", "read", "listening_post_id", "handle", "who"
        )[:MOST_TEXTS]
    ]
    said += [
        (at, language, Said(text, f"source {source}"))
        for at, language, text, source in finds.order_by("-found_at").values_list(
            "found_at", "source__language", "read", "source_id"
        )[:MOST_TEXTS]
    ]
    return {
        language: stands_out(
            [one for at, spoken, one in said if spoken == language and at > week_ago],
            [one for at, spoken, one in said if spoken == language and at <= week_ago],
            language=language,
            besides=[organisation.name],
        )
        for language in LANGUAGES
    }

"""What people posted in their own words, and what came of it."""

import base64

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from kring.core.models import Organisation
from kring.demo import content
from kring.demo.cast import CHANNELS, Cast
from kring.demo.fill.bulk import insert, numbers_for
from kring.demo.fill.calendar import DAY, Calendar
from kring.demo.fill.people import Staff
from kring.demo.fill.stories import Told
from kring.demo.world import NEVER, VISITS, WORDS, World
from kring.engagement.models import Click, Snapshot
from kring.sharing.models import Draft, Share, TrackedLink

BY_API = ("mastodon", "bluesky")
READ_AT = (1.0, 7.0, 30.0)  # days after the post; a real installation reads more often
GROWN = (0.7, 0.95, 1.0)  # part of what a post gets in the end
METRICS = ("reactions", "comments", "reshares", "impressions")
HOSTS = {
    "linkedin": "www.linkedin.com", "facebook": "l.facebook.com", "x": "t.co", "bluesky": "bsky.app",
    "threads": "l.threads.net", "mastodon": "mastodon.example", "whatsapp": "", "email": "",
}  # fmt: skip


def fill_shares(organisation: Organisation, cast: Cast, world: World, when: Calendar, staff: Staff, told: Told) -> int:
    """Write every post with its link, its visits and the networks' numbers."""
    dice = np.random.default_rng([cast.seed, 77])
    shares, count = world.shares, len(world.shares.person)
    ids = np.array(numbers_for(Share, count))
    by_api = np.isin(shares.channel, [CHANNELS.index(name) for name in BY_API])
    luck = dice.random(count)
    status = np.where(
        by_api,
        np.where(luck < 0.97, "published", np.where(luck < 0.985, "failed", "deleted")),
        np.where(luck < 0.87, "claimed", "opened"),
    )
    mine = np.isin(shares.person, list(staff.personas.values()))
    status = np.where(mine & (status == "failed"), "published", status)
    words = _words(cast, world, mine, dice)
    slugs = [_short(number) for number in dice.choice(36**7, count, replace=False)]
    languages = [("nl", "en")[n] for n in shares.language]
    posts = [
        f"{own}\n\n{cast.works_at[language]}\n\n{settings.PUBLIC_URL}/l/{organisation.pk}/{slug}"
        for own, language, slug in zip(words, languages, slugs, strict=True)
    ]
    moment = when.epoch(shares.day)
    is_posted = np.isin(status, ["published", "claimed", "deleted"])
    insert(
        Share,
        organisation.pk,
        {
            "id": ids,
            "person_id": np.array(staff.people)[shares.person],
            "story_id": np.array(told.stories)[shares.story],
            "channel": [CHANNELS[n] for n in shares.channel],
            "own_words": words,
            "post": posts,
            "language": languages,
            "words_kind": [WORDS[n] for n in shares.words],
            "status": status,
            "key": [f"demo-{slug}" for slug in slugs],
            "ref": "",
            "url": "",
            "problem": "",
            "tries": by_api.astype(int),
            "created_at": moment - 90,
            "posted_at": np.where(is_posted, moment, np.nan),
        },
    )
    target = [f"{settings.PUBLIC_URL}/read/{organisation.pk}/{told.stories[n]}" for n in shares.story]
    insert(
        TrackedLink,
        organisation.pk,
        {"share_id": ids, "slug": slugs, "target": target, "created_at": moment - 90},
    )
    stands = np.isin(status, ["published", "claimed"])
    _clicks(organisation, world, when, ids, stands, dice)
    _snapshots(organisation, world, when, ids, by_api & (status == "published"), dice)
    _drafts(organisation, cast, world, staff, told)
    return count


def _short(number: int) -> str:
    return base64.b32encode(int(number).to_bytes(5, "big")).decode().lower()


def _words(cast: Cast, world: World, mine: NDArray[np.bool_], dice: np.random.Generator) -> list[str]:
    """Return what each post says: by theme and language, for a persona never the same twice."""
    pool, themes = content.posts(), [story.theme for story in content.of(cast.key).stories]
    shares, said = world.shares, []
    starts = dice.integers(0, 1_000_000, len(shares.person))
    turns: dict[tuple[int, str, int], int] = {}
    for n, (person, story, language) in enumerate(zip(shares.person, shares.story, shares.language, strict=True)):
        choices = pool[themes[story]][("nl", "en")[language]]
        if mine[n]:
            key = (int(person), themes[story], int(language))
            turns[key] = turns.get(key, -1) + 1
            said.append(choices[(turns[key] + int(person)) % len(choices)])
        else:
            said.append(choices[starts[n] % len(choices)])
    return said


def _clicks(
    organisation: Organisation,
    world: World,
    when: Calendar,
    ids: NDArray[np.int64],
    stands: NDArray[np.bool_],
    dice: np.random.Generator,
) -> None:
    visits = world.visits
    keep = stands[visits.share]
    share, by, day = visits.share[keep], visits.by[keep], visits.day[keep]
    marks = dice.bytes(9 * len(share))
    hosts = [HOSTS[name] for name in CHANNELS]
    insert(
        Click,
        organisation.pk,
        {
            "share_id": ids[share],
            "by": [VISITS[n] for n in by],
            "visitor": [base64.urlsafe_b64encode(marks[9 * n : 9 * n + 9]).decode() for n in range(len(share))],
            "referrer_host": [hosts[n] for n in world.shares.channel[share]],
            "clicked_at": when.epoch(day),
        },
    )


def _snapshots(
    organisation: Organisation,
    world: World,
    when: Calendar,
    ids: NDArray[np.int64],
    is_read: NDArray[np.bool_],
    dice: np.random.Generator,
) -> None:
    """Write the networks' numbers at a few moments; neither network says how often a post was shown."""
    shares = world.shares
    rows: list[tuple[int, str, int | None, float]] = []
    totals = (shares.reactions, shares.comments, shares.reshares)
    for n in np.flatnonzero(is_read):
        for after, grown in zip(READ_AT, GROWN, strict=True):
            if shares.day[n] + after >= when.days:
                break
            is_silent = dice.random() < 0.02  # the server did not answer with a number
            taken = when.midnight + (shares.day[n] + after) * DAY
            for metric, total in zip(METRICS, totals, strict=False):
                rows.append((int(ids[n]), metric, None if is_silent else round(int(total[n]) * grown), taken))
            rows.append((int(ids[n]), "impressions", None, taken))
    if rows:
        share, metrics, value, moments = zip(*rows, strict=True)
        insert(
            Snapshot,
            organisation.pk,
            {
                "share_id": list(share),
                "metric": list(metrics),
                "value": list(value),
                "taken_at": np.array(moments),
                "source": "api",
            },
        )


def _drafts(organisation: Organisation, cast: Cast, world: World, staff: Staff, told: Told) -> None:
    """Leave a few people in the middle of a sentence."""
    pool, themes = content.posts(), [story.theme for story in content.of(cast.key).stories]
    shared = set(zip(world.shares.person.tolist(), world.shares.story.tolist(), strict=True))
    joined = np.flatnonzero((world.people.joined != NEVER) & (world.people.employed_until == NEVER))
    Draft.objects.bulk_create(
        Draft(
            organisation=organisation,
            person_id=staff.people[person],
            story_id=told.stories[n % 4],
            own_words=pool[themes[n % 4]]["nl"][n % 3].split(". ")[0] + ".",
            channel="linkedin",
        )
        for n, person in enumerate(joined[5::60].tolist())
        if (person, n % 4) not in shared
    )

"""What lies at the desk: questions in every state, a conversation, answers, notes and standard answers.

Nothing here calls outside: no mention has what it takes to answer it from here, so it is answered at the place itself.
"""

import tomllib
from datetime import datetime, timedelta
from typing import Any

from kring.core.models import Organisation
from kring.demo.cast import Cast
from kring.demo.content import FOLDER
from kring.demo.fill.people import Staff
from kring.hub.models import Answer, CannedAnswer, ListeningPost, Mention, Note, NoteFor, OpeningHours
from kring.hub.queries import due
from kring.hub.queries.monitors import WEEKS_BEFORE
from kring.people.models import Department
from kring.sharing.models import Share
from kring.stories.models import Pillar

PLACES = {"mastodon": "mastodon", "bluesky": "bluesky", "mail": "mailbox", "news": "rss"}
AT_DESK = {"bank": ("nienke", "daan"), "insurer": ("joost", "eline")}  # who answers, who helps


def fill_desk(organisation: Organisation, cast: Cast, staff: Staff, now: datetime) -> None:
    """Write all there is at the desk of one organisation."""
    told = tomllib.loads((FOLDER / "desk.toml").read_text())
    at_desk, editor = (staff.people[staff.personas[key]] for key in AT_DESK[cast.key])
    OpeningHours.objects.create(
        organisation=organisation, week=[["08:30", "18:00"]] * 5 + [None, None], holidays=[f"{now.year}-12-25"]
    )
    CannedAnswer.objects.bulk_create(
        CannedAnswer(organisation=organisation, title=one["title"], text={"nl": one["nl"], "en": one["en"]})
        for one in told["canned"]
    )
    departments = {row.name: row.pk for row in Department.objects.all()}
    kinds = {post.kind: post for post in ListeningPost.objects.all()}
    posts = {place: kinds[kind] for place, kind in PLACES.items()}
    pillars = list(Pillar.objects.values_list("pk", flat=True))
    shares = iter(
        Share.objects.filter(person__in=[staff.people[n] for n in staff.personas.values()], status="published")
        .exclude(person=at_desk)
        .order_by("-posted_at")[:10]
    )
    before: Mention | None = None
    for number, one in enumerate(told[cast.key]):
        share = next(shares, None) if one.get("handed") else None
        before = _mention(organisation, one, number, now, posts, departments, pillars, share, before, at_desk)
        _said(organisation, one, before, now, at_desk, editor)
    _talk(organisation, told.get(f"{cast.key}_talk", {}), list(posts.values()), now)


def _mention(
    organisation: Organisation,
    one: dict[str, Any],
    number: int,
    now: datetime,
    posts: dict[str, ListeningPost],
    departments: dict[str, int],
    pillars: list[int],
    share: Share | None,
    before: Mention | None,
    at_desk: int,
) -> Mention:
    said_at, due_at = now - timedelta(hours=one["ago"]), now + timedelta(hours=one["due"])
    if due_at > now:
        due_at = due(organisation, now, round(one["due"] * 60))
    status = one.get("status", "new")
    ended = {"answered": min(due_at, now) - timedelta(minutes=50), "closed": now - timedelta(hours=90)}
    key = f"demo-{number}"
    place = posts.get(one.get("place", ""))
    made = Mention.objects.create(
        organisation=organisation,
        listening_post=place,
        key=key,
        thread=before.thread if one.get("follows") and before else key,
        kind="question" if one.get("handed") else "mention",
        who=one["who"],
        handle=one.get("handle", ""),
        link=one.get("link", f"https://{place.address}/{number}" if place and one["place"] in ("mastodon",) else ""),
        text=one["text"],
        language="nl",
        said_at=said_at,
        handed_over_by=share.person if share else None,
        share=share,
        pillar_id=pillars[number % len(pillars)] if status != "new" else None,
        department_id=departments.get(one.get("department", "")),
        feeling=one.get("feeling", ""),
        assignee_id=at_desk if one.get("mine") or status in ("answered", "in_hand") else None,
        due_at=due_at,
        status=status,
        ended_at=ended.get(status),
    )
    Mention.objects.filter(pk=made.pk).update(came_at=said_at + timedelta(minutes=2))
    return made


def _talk(organisation: Organisation, told: dict[str, list[str]], posts: list[ListeningPost], now: datetime) -> None:
    """Write what people talk about without asking anything: the desk looked at it, and that was that."""
    moments = [(text, now - timedelta(days=2 + n % 5, hours=n)) for n, text in enumerate(told.get("this_week", []))]
    weeks = [text for text in told.get("any_week", []) for _week in range(WEEKS_BEFORE // 2)]
    moments += [(text, now - timedelta(days=9 + n)) for n, text in enumerate(weeks)]
    made = Mention.objects.bulk_create(
        Mention(
            organisation=organisation,
            listening_post=posts[n % len(posts)],
            key=f"talk-{n}",
            thread=f"talk-{n}",
            kind="mention",
            who=f"Volger {n + 1}",
            handle=f"@volger{n + 1}@mastodon.example",
            text=text,
            language="nl",
            said_at=at,
            due_at=at + timedelta(days=1),
            status=Mention.Status.CLOSED,
            ended_at=at + timedelta(hours=3),
        )
        for n, (text, at) in enumerate(moments)
    )
    for one in made:
        one.came_at = one.said_at + timedelta(minutes=2)
    Mention.objects.bulk_update(made, ["came_at"])


def _said(
    organisation: Organisation, one: dict[str, Any], mention: Mention, now: datetime, at_desk: int, editor: int
) -> None:
    if "answer" in one:
        is_claimed = one.get("claimed", False)
        Answer.objects.create(
            organisation=organisation,
            mention=mention,
            by_id=at_desk,
            text=one["answer"],
            status=Answer.Status.CLAIMED if is_claimed else Answer.Status.PUBLISHED,
            key=f"demo-{mention.pk}",
            posted_at=mention.ended_at,
        )
    for text in one.get("notes", []):
        note = Note.objects.create(organisation=organisation, mention=mention, by_id=editor, text=text)
        Note.objects.filter(pk=note.pk).update(created_at=now - timedelta(minutes=40))
        if mention.assignee_id:
            NoteFor.objects.create(organisation=organisation, note=note, person_id=at_desk)

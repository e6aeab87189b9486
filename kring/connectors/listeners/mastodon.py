"""Mastodon, and servers that speak like it: https://docs.joinmastodon.org/methods/notifications/"""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from kring.connectors import calls, counting, fediverse, http, text
from kring.connectors.channel import (
    Account,
    Connected,
    Connection,
    MissingPermissionError,
    Published,
    RejectedError,
    TextRule,
    TransientError,
    UnknownOutcomeError,
)
from kring.connectors.listener import Answers, Asks, Capabilities, Heard, HeardItem, Listener, Place, moment

AT_ONCE = 40
PAGES = 5  # as far back as an answer is looked for
MOST_TAGS = 5
TAG = re.compile(r"[^\W_]\w*")
TAGS = re.compile(r"<[^>]*>")


class Mastodon(Listener):
    """What is said to the organisation's own account, and what is said under words it follows."""

    caps = Capabilities(
        key="mastodon",
        name="Mastodon",
        icon="brand-mastodon",
        asks=(Asks.SERVER, Asks.WORDS),
        optional=frozenset({Asks.WORDS}),
        answers=Answers.API,
        text=TextRule(most=fediverse.MOST, link_weight=fediverse.LINK_WEIGHT),
        can_find=True,
        signs_in=True,
        scopes={
            "account": "profile",
            "listen": "read:notifications",
            "conversation": "read:statuses",
            "answer": "write:statuses",
        },
        every=timedelta(minutes=3),
        place=20,
    )

    def tidy(self, said: str) -> str:
        """Return the server in "mastodon.example" or "@name@mastodon.example"."""
        return fediverse.tidy(said)

    def start(self, *, server: str, redirect_to: str, state: str, app: Mapping[str, Any] | None) -> Connection:
        """Make Kring known at the server, and return its page that asks."""
        return fediverse.start(server=server, redirect_to=redirect_to, state=state, app=app, scopes=self.caps.scopes)

    def finish(
        self, *, remember: Mapping[str, Any], answer: Mapping[str, str], app: Mapping[str, Any] | None
    ) -> Connected:
        """Return whose account it is, with its token."""
        return fediverse.finish(remember=remember, answer=answer, app=app)

    def revoke(self, place: Place, secrets: Mapping[str, Any]) -> None:
        """Give the token back."""
        fediverse.revoke(Account(place.address, str(secrets.get("remote_id", "")), "", secrets))

    def listen(self, place: Place, secrets: Mapping[str, Any], cursor: Mapping[str, Any]) -> Heard:
        """Return the next mentions after the last one that was kept, and so per word: oldest first."""

        def fetch(path: str, asked: dict[str, Any], known: str | None) -> Sequence[Mapping[str, Any]]:
            after = {"min_id": known} if known else {}
            said = _call(place, secrets, "GET", path, params={"limit": str(AT_ONCE), **asked, **after})
            if not isinstance(said, list):
                raise TransientError
            return sorted((one for one in said if isinstance(one, dict) and one.get("id")), key=_age)

        known = str(cursor.get("mention") or "")
        told = fetch("/api/v1/notifications", {"types[]": "mention"}, known)
        root = _roots(place, secrets)
        found = [_item(one["status"], secrets, root) for one in told if isinstance(one.get("status"), dict)]
        has_more = bool(known) and len(told) >= AT_ONCE
        kept: dict[str, Any] = {"mention": str(told[-1]["id"]) if told else known or "0", "tags": {}}
        for tag in TAG.findall(place.search)[:MOST_TAGS]:
            before = str((cursor.get("tags") or {}).get(tag) or "")
            posts = fetch(f"/api/v1/timelines/tag/{tag}", {}, before)
            found += [_item(post, secrets, str) for post in posts]
            has_more |= bool(before) and len(posts) >= AT_ONCE
            kept["tags"][tag] = str(posts[-1]["id"]) if posts else before or "0"
        return Heard([item for item in found if item], kept, has_more)

    def room_left(self, secrets: Mapping[str, Any], reply_to: Mapping[str, Any], text: str) -> int | None:
        """Count as the account's own server does; the name of who is answered is part of the text."""
        most = int(secrets.get("most") or fediverse.MOST)
        weight = int(secrets.get("link_weight") or fediverse.LINK_WEIGHT)
        return most - counting.length(_whole(reply_to, text), counter="codepoints", link_weight=weight)

    def reply(
        self, place: Place, secrets: Mapping[str, Any], reply_to: Mapping[str, Any], text: str, key: str
    ) -> Published:
        """Answer in public what was said in public, and privately what was not."""
        body = {
            "status": _whole(reply_to, text),
            "in_reply_to_id": reply_to["id"],
            "visibility": reply_to.get("visibility") or "public",
        }
        said = _call(place, secrets, "POST", "/api/v1/statuses", posts=True, json=body, key=key)
        try:
            return fediverse.published(said)
        except TransientError as error:
            raise UnknownOutcomeError("posted, but the answer makes no sense") from error

    def find(
        self,
        place: Place,
        secrets: Mapping[str, Any],
        reply_to: Mapping[str, Any],
        text: str,
        key: str,
        *,
        since: datetime,
    ) -> Published | None:
        """Look through what the account answered since the first try."""
        oldest = since - timedelta(minutes=10)  # clocks differ
        wanted, before = _bare(_whole(reply_to, text)), dict[str, str]()
        for _ in range(PAGES):
            path = f"/api/v1/accounts/{secrets['remote_id']}/statuses"
            asked = {"limit": str(AT_ONCE), "exclude_reblogs": "true", **before}
            said = _call(place, secrets, "GET", path, params=asked)
            if not isinstance(said, list):
                raise TransientError
            for one in said:
                is_answer = str(one.get("in_reply_to_id")) == str(reply_to["id"])
                content = html.unescape(TAGS.sub("", str(one.get("content") or "")))
                if is_answer and _bare(content) == wanted and fediverse.moment(one) >= oldest:
                    return fediverse.published(one)
            if len(said) < 20 or min(fediverse.moment(one) for one in said) < oldest:
                return None
            before = {"max_id": calls.word(said[-1], "id")}
        raise TransientError  # more than we look through: not known


def _call(place: Place, secrets: Mapping[str, Any], method: str, path: str, **options: Any) -> Any:
    return fediverse.ask(method, http.client().origin(place.address), str(secrets["token"]), path, **options)


def _age(said: Mapping[str, Any]) -> tuple[int, str]:
    number = str(said["id"])
    return len(number), number


def _roots(place: Place, secrets: Mapping[str, Any]) -> Callable[[str], str]:
    """Return a function that finds where the conversation of a post began; a server that will not say is no problem."""
    known: dict[str, str] = {}

    def root(parent: str) -> str:
        if parent not in known:
            try:
                said = _call(place, secrets, "GET", f"/api/v1/statuses/{parent}/context")
                above = said.get("ancestors") if isinstance(said, dict) else None
                known[parent] = str(above[0]["id"]) if above else parent
            except (RejectedError, MissingPermissionError, LookupError, TypeError):
                known[parent] = parent
        return known[parent]

    return root


def _item(status: Mapping[str, Any], secrets: Mapping[str, Any], root: Callable[[str], str]) -> HeardItem | None:
    said_by = status.get("account") if isinstance(status.get("account"), dict) else {}
    own = str(secrets.get("remote_id", ""))
    said = text.plain(str(status.get("content") or ""))
    if not status.get("id") or not isinstance(said_by, dict) or str(said_by.get("id")) == own or not said:
        return None
    number, parent = str(status["id"])[:100], status.get("in_reply_to_id")
    visibility = str(status.get("visibility") or "public")
    name = text.line(str(said_by.get("acct") or ""), most=190)
    kind = "reply" if str(status.get("in_reply_to_account_id")) == own else "mention"
    return HeardItem(
        key=number,
        text=said,
        said_at=moment(status.get("created_at")),
        who=text.line(str(said_by.get("display_name") or name), most=200),
        handle=f"@{name}" if name else "",
        link=text.web_address(str(status.get("url") or status.get("uri") or "")),
        thread=root(str(parent)) if parent else number,
        kind="message" if visibility == "direct" else kind,
        language=str(status.get("language") or "")[:2].lower(),
        reply_to={"id": number, "acct": name, "visibility": visibility},
    )


def _whole(reply_to: Mapping[str, Any], said: str) -> str:
    """Return an answer with the name of who is answered, without which they would not hear of it."""
    name = f"@{reply_to['acct']}" if reply_to.get("acct") else ""
    is_named = not name or name.casefold() in said.casefold()
    return said if is_named else f"{name} {said}"


def _bare(said: str) -> str:
    return "".join(re.sub(r"(@[\w.-]+)@[\w.:-]+", r"\1", said).split())

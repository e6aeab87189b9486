"""Bluesky: https://docs.bsky.app/docs/api/app-bsky-notification-list-notifications

The organisation makes an app password for this, which it can take back by itself at any time.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kring.connectors import atproto, calls, http, text
from kring.connectors.channel import (
    MisconfiguredError,
    MissingPermissionError,
    NeedsReconnectError,
    NoSuchAccountError,
    Published,
    RejectedError,
    TextRule,
    TransientError,
)
from kring.connectors.listener import (
    Answers,
    Asks,
    Capabilities,
    Heard,
    HeardItem,
    Listener,
    NotUnderstoodError,
    Page,
    Place,
    SetUp,
    moment,
    walk_back,
)

AT_ONCE = 50
KINDS = {"mention": "mention", "reply": "reply", "quote": "mention"}
FRESH_FOR = timedelta(minutes=5)


@dataclass(frozen=True)
class Config:
    """Where Bluesky's own parts are."""

    directory: str = "https://plc.directory"
    view: str = "https://public.api.bsky.app"


class Bluesky(Listener):
    """What is said to the organisation's own account, and what is said with words it looks for."""

    caps = Capabilities(
        key="bluesky",
        name="Bluesky",
        icon="brand-bluesky",
        asks=(Asks.HANDLE, Asks.APP_PASSWORD, Asks.WORDS),
        optional=frozenset({Asks.WORDS}),
        answers=Answers.API,
        text=TextRule(most=300, counter="graphemes", most_bytes=3000),
        can_find=True,
        every=timedelta(minutes=3),
        place=30,
    )

    def __init__(self) -> None:
        self.config = Config()

    def configure(self, config: Config) -> None:
        """Say once, at the start, where Bluesky's parts are."""
        self.config = config

    def set_up(self, said: Mapping[Asks, str]) -> SetUp:
        """Keep the handle, the app password and the words; who that is is asked at the first look."""
        handle = atproto.tidy(said.get(Asks.HANDLE, ""))
        if not handle:
            raise NotUnderstoodError(Asks.HANDLE)
        secrets = {"password": said.get(Asks.APP_PASSWORD, "").strip()}
        return SetUp(handle, said.get(Asks.WORDS, "").strip()[:300], secrets)

    def is_fresh(self, secrets: Mapping[str, Any], now: datetime) -> bool:
        """Whether the session lasts longer than a look takes."""
        return _ends_at(str(secrets.get("access") or "")) > now + FRESH_FOR

    def refresh(self, place: Place, secrets: Mapping[str, Any]) -> Mapping[str, Any]:
        """Go on with the session, or begin one; a server allows few beginnings a day."""
        if secrets.get("refresh") and _ends_at(str(secrets["refresh"])) > datetime.now(UTC):
            try:
                headers = {"Authorization": f"Bearer {secrets['refresh']}"}
                address = f"{secrets['pds']}/xrpc/com.atproto.server.refreshSession"
                return {**secrets, **_session(calls.told(calls.send("POST", address, headers=headers, seconds=10)))}
            except (RejectedError, NeedsReconnectError, MissingPermissionError):
                pass  # it was ended; begin anew
        try:
            did, pds = atproto.who(place.address, view=self.config.view, directory=self.config.directory)
        except (RejectedError, NeedsReconnectError, MissingPermissionError) as error:
            raise NoSuchAccountError(place.address) from error
        asked = {"identifier": did, "password": secrets.get("password", "")}
        answer = calls.send("POST", f"{pds}/xrpc/com.atproto.server.createSession", json=asked, seconds=10)
        try:
            said = calls.told(answer)
        except (RejectedError, MissingPermissionError) as error:
            raise NeedsReconnectError(str(error)) from error
        if said.get("did") != did:
            raise MisconfiguredError("the server lets in somebody else")
        return {**secrets, "did": did, "pds": pds, **_session(said)}

    def listen(self, place: Place, secrets: Mapping[str, Any], cursor: Mapping[str, Any]) -> Heard:
        """Walk back through the notifications, and through what is found, to where the last look stopped."""

        def pages(method: str, name: str, asked: Mapping[str, str]) -> Callable[[str], Page]:
            def fetch(back: str) -> Page:
                more = {"cursor": back} if back else {}
                said = _get(secrets, method, {"limit": str(AT_ONCE), **asked, **more})
                entries = said.get(name) if isinstance(said, dict) else None
                if not isinstance(entries, list):
                    raise TransientError
                return Page([one for one in entries if isinstance(one, dict)], str(said.get("cursor") or ""))

            return fetch

        notifications = pages("app.bsky.notification.listNotifications", "notifications", {})
        told, kept, has_more = walk_back(cursor.get("told") or {}, notifications, _stamp)
        items = [_item(one, KINDS[one["reason"]], secrets) for one in told if one.get("reason") in KINDS]
        after: dict[str, Any] = {"told": kept}
        if place.search:
            searched = pages("app.bsky.feed.searchPosts", "posts", {"q": place.search, "sort": "latest"})
            found, after["found"], is_long = walk_back(cursor.get("found") or {}, searched, _stamp)
            items += [_item(one, "mention", secrets) for one in found]
            has_more |= is_long
        return Heard([item for item in items if item], after, has_more)

    def reply(
        self, place: Place, secrets: Mapping[str, Any], reply_to: Mapping[str, Any], text: str, key: str
    ) -> Published:
        """Answer under an id that follows from `key`, so that a second try cannot become a second answer."""
        record = {
            "$type": atproto.COLLECTION,
            "text": text,
            "createdAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "facets": list(atproto.facets(text)),
            "reply": {"root": reply_to["root"], "parent": reply_to["parent"]},
        }
        rkey = atproto.rkey(key)
        body = {"repo": secrets["did"], "collection": atproto.COLLECTION, "rkey": rkey, "record": record}
        address = f"{secrets['pds']}/xrpc/com.atproto.repo.createRecord"
        calls.told(calls.send("POST", address, posts=True, headers=_headers(secrets), json=body), posts=True)
        return atproto.published(secrets["did"], rkey)

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
        """Ask the account's own server for the id that the answer has or would have."""
        rkey = atproto.rkey(key)
        try:
            is_there = atproto.is_there(secrets["pds"], secrets["did"], rkey)
        except http.FetchError as error:
            raise TransientError from error
        return atproto.published(secrets["did"], rkey) if is_there else None


def _headers(secrets: Mapping[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {secrets['access']}"}


def _get(secrets: Mapping[str, Any], method: str, asked: Mapping[str, str]) -> Any:
    return calls.told(calls.send("GET", f"{secrets['pds']}/xrpc/{method}", headers=_headers(secrets), params=asked))


def _session(said: Any) -> dict[str, str]:
    return {"access": calls.word(said, "accessJwt"), "refresh": calls.word(said, "refreshJwt")}


def _ends_at(token: str) -> datetime:
    """Return when a token ends, as it says itself; long ago for what is none."""
    try:
        middle = token.split(".")[1]
        said = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        return datetime.fromtimestamp(int(said["exp"]), UTC)
    except (LookupError, ValueError, TypeError, OverflowError, OSError):
        return datetime.min.replace(tzinfo=UTC)


def _stamp(said: Mapping[str, Any]) -> str:
    return str(said.get("indexedAt") or "")[:40]


def _item(said: Mapping[str, Any], kind: str, secrets: Mapping[str, Any]) -> HeardItem | None:
    said_by, record = said.get("author"), said.get("record")
    uri, cid = str(said.get("uri") or ""), str(said.get("cid") or "")
    if not isinstance(said_by, dict) or not isinstance(record, dict) or not uri or said_by.get("did") == secrets["did"]:
        return None
    words = text.bare(str(record.get("text") or ""))
    here = {"uri": uri, "cid": cid}
    replies = record.get("reply")
    root = replies.get("root") if isinstance(replies, dict) else None
    root = root if isinstance(root, dict) and root.get("uri") and root.get("cid") else here
    handle = text.line(str(said_by.get("handle") or ""), most=190)
    languages: Sequence[Any] = record.get("langs") if isinstance(record.get("langs"), list) else []  # type: ignore[assignment]
    return HeardItem(
        key=uri,
        text=words or "…",  # a picture alone
        said_at=moment(said.get("indexedAt")),
        who=text.bare(str(said_by.get("displayName") or handle), most=200),
        handle=f"@{handle}" if handle else "",
        link=text.web_address(f"https://bsky.app/profile/{said_by.get('did')}/post/{uri.rpartition('/')[2]}"),
        thread=str(root["uri"]),
        kind=kind,
        language=str(languages[0])[:2].lower() if languages else "",
        reply_to={"parent": here, "root": {"uri": str(root["uri"]), "cid": str(root["cid"])}},
    )

"""The AT Protocol, as everything of Bluesky speaks it: https://atproto.com/specs/atp"""

import hashlib
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from kring.connectors import calls, http, text
from kring.connectors.channel import MisconfiguredError, NoSuchAccountError, Published, TransientError
from kring.connectors.counting import WEB_ADDRESS

HANDLE = re.compile(r"^(?=.{3,190}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$")
DID = re.compile(r"^did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.%-]{3,190})$")
COLLECTION = "app.bsky.feed.post"
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"


def tidy(said: str) -> str:
    """Return the handle in "@name.bsky.social" or "https://bsky.app/profile/name.bsky.social"; or nothing."""
    handle = said.strip().lower().removeprefix("https://bsky.app/profile/").strip("@/ \u200e\u200f\u202a\u202c")
    handle = handle if "." in handle or not handle else f"{handle}.bsky.social"
    return handle if HANDLE.match(handle) else ""


def who(handle: str, *, view: str, directory: str) -> tuple[str, str]:
    """Return the lasting id behind a handle, and the server it is kept on; both sides have to say so."""
    said = calls.told(
        calls.send(
            "GET",
            f"{view}/xrpc/com.atproto.identity.resolveHandle",
            params={"handle": handle},
            seconds=10,
        )
    )
    did = calls.word(said, "did", most=200)
    if not DID.match(did):
        raise NoSuchAccountError(handle)
    host = did.removeprefix("did:web:")
    where = f"https://{host}/.well-known/did.json" if host != did else f"{directory}/{did}"
    document = calls.told(calls.send("GET", where, seconds=10))
    names = document.get("alsoKnownAs") if isinstance(document, dict) else None
    if not isinstance(names, list) or f"at://{handle}" not in [str(name).lower() for name in names]:
        raise NoSuchAccountError(handle)
    services = document.get("service")
    for service in services if isinstance(services, list) else []:
        is_pds = isinstance(service, dict) and str(service.get("id", "")).endswith("#atproto_pds")
        if is_pds:
            return did, origin(calls.word(service, "serviceEndpoint"))
    raise NoSuchAccountError(handle)


def origin(address: str) -> str:
    """Return the server of an address that may be trusted with a token."""
    parts = urlsplit(safe(address))
    return f"{parts.scheme}://{parts.netloc}"


def safe(address: str, *, may_be_empty: bool = False) -> str:
    """Return an address that a stranger's document names, if it may be trusted with a token."""
    if may_be_empty and not address:
        return ""
    parts = urlsplit(text.web_address(address))
    if not parts.netloc or http.client().origin(parts.netloc) != f"{parts.scheme}://{parts.netloc}":
        raise MisconfiguredError("not a secure address")
    return address


def is_there(pds: str, did: str, key: str) -> bool:
    """Whether a post is on its own server; anybody may ask."""
    asked = {"repo": did, "collection": COLLECTION, "rkey": key}
    answer = calls.send("GET", f"{pds}/xrpc/com.atproto.repo.getRecord", params=asked)
    if answer.status in {400, 404}:
        said = answer.json()
        if isinstance(said, dict) and said.get("error") == "RecordNotFound":
            return False
        raise TransientError
    return isinstance(calls.told(answer), dict)


def rkey(key: str) -> str:
    """Return a record key in the protocol's own form (TID) that follows from `key` alone."""
    number = int.from_bytes(hashlib.sha256(f"kring {key}".encode()).digest()[:8], "big") >> 2  # below 2^62: in the past
    return "".join(LETTERS[number >> shift & 31] for shift in range(60, -1, -5))


def published(did: str, key: str) -> Published:
    """Return what became of a post, from whose it is and its record key."""
    return Published(f"at://{did}/{COLLECTION}/{key}", f"https://bsky.app/profile/{did}/post/{key}")


def facets(whole: str) -> Iterable[dict[str, Any]]:
    """Return where the links of a post are, in bytes."""
    for link in WEB_ADDRESS.finditer(whole):
        address = link[0].rstrip(".,;:!?)'»”")
        start = len(whole[: link.start()].encode())
        yield {
            "index": {"byteStart": start, "byteEnd": start + len(address.encode())},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": address}],
        }

"""Servers that speak like Mastodon: how one is made known to them, let in, and asked: https://docs.joinmastodon.org"""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from kring.connectors import calls, http
from kring.connectors.channel import (
    Account,
    ChannelError,
    Connected,
    Connection,
    MisconfiguredError,
    MissingPermissionError,
    NeedsReconnectError,
    NoSuchAccountError,
    NotConnectedError,
    Published,
    RejectedError,
    TransientError,
)

SERVER = re.compile(r"^(?=.{3,190}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{2,5})?$")
MOST, LINK_WEIGHT = 500, 23


def tidy(said: str) -> str:
    """Return the server in "mastodon.example", "@name@mastodon.example" or "https://mastodon.example/@name"."""
    server = said.strip().lower().removeprefix("https://").removeprefix("http://").partition("/")[0]
    server = server.rpartition("@")[2].strip(".")
    is_whole = "." in server or server in http.client().private_hosts
    return server if is_whole and SERVER.match(server) else ""


def start(
    *, server: str, redirect_to: str, state: str, app: Mapping[str, Any] | None, scopes: Mapping[str, str]
) -> Connection:
    """Register Kring at the server where it is new, and return the server's page that asks the person."""
    origin = http.client().origin(server)
    new = None if app and app.get("redirect_to") == redirect_to else _register(origin, redirect_to, scopes)
    known = new or app or {}
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": known["client_id"],
        "redirect_uri": redirect_to,
        "scope": known["scope"],
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    remember = {"server": server, "verifier": verifier, "redirect_to": redirect_to}
    return Connection(f"{origin}/oauth/authorize?{urlencode(asked)}", remember, new, server)


def _register(origin: str, redirect_to: str, scopes: Mapping[str, str]) -> dict[str, Any]:
    """Make Kring known at a server, with no more rights than it takes."""
    scope = _scope(origin, scopes)
    asked = {"client_name": "Kring", "redirect_uris": redirect_to, "scopes": scope}
    try:
        said = calls.told(calls.send("POST", f"{origin}/api/v1/apps", data=asked, seconds=10))
        return {
            "client_id": calls.word(said, "client_id"),
            "client_secret": calls.word(said, "client_secret"),
            "redirect_to": redirect_to,
            "scope": scope,
        }
    except (
        RejectedError,
        NeedsReconnectError,
        MissingPermissionError,
        MisconfiguredError,
        TransientError,
    ) as error:
        raise NoSuchAccountError(origin) from error


def _scope(origin: str, scopes: Mapping[str, str]) -> str:
    """Return the least that does it: `profile` where the server knows it (4.3), else `read:accounts`."""
    try:
        said = calls.told(calls.send("GET", f"{origin}/.well-known/oauth-authorization-server", seconds=10))
        known = said.get("scopes_supported", []) if isinstance(said, dict) else []
    except ChannelError:
        known = []
    wanted = dict(scopes)
    if not isinstance(known, list) or "profile" not in known:
        wanted["account"] = "read:accounts"
    return " ".join(wanted.values())


def finish(*, remember: Mapping[str, Any], answer: Mapping[str, str], app: Mapping[str, Any] | None) -> Connected:
    """Turn the server's code into a token, and ask whose it is."""
    code = answer.get("code", "")
    if not code or app is None:
        raise NotConnectedError(answer.get("error", ""))
    origin = http.client().origin(remember["server"])
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
        "redirect_uri": remember["redirect_to"],
        "code_verifier": remember["verifier"],
    }
    reply = calls.send("POST", f"{origin}/oauth/token", data=asked, seconds=10)
    if reply.status == 401:
        raise MisconfiguredError("the server no longer knows us")
    try:
        token = calls.word(calls.told(reply), "access_token")
        me = ask("GET", origin, token, "/api/v1/accounts/verify_credentials", seconds=10)
    except (RejectedError, MissingPermissionError, NeedsReconnectError) as error:
        raise NotConnectedError from error
    most, link_weight = _limits(origin)
    return Connected(
        server=remember["server"],
        remote_id=calls.word(me, "id", most=200),
        handle=f"@{calls.word(me, 'username', most=100)}@{remember['server']}"[:200],
        credentials={
            "token": token,
            "client_id": app["client_id"],
            "client_secret": app["client_secret"],
            "most": most,
            "link_weight": link_weight,
        },
    )


def _limits(origin: str) -> tuple[int, int]:
    """Return how long a post may be on this server, and what a link counts."""
    for version in ("v2", "v1"):
        try:
            said = calls.told(calls.send("GET", f"{origin}/api/{version}/instance", seconds=10))
        except ChannelError:
            continue
        found = said.get("configuration", {}) if isinstance(said, dict) else {}
        rules = found.get("statuses") if isinstance(found, dict) else None
        most, weight = calls.count(rules, "max_characters"), calls.count(rules, "characters_reserved_per_url")
        return most or MOST, LINK_WEIGHT if weight is None else weight
    return MOST, LINK_WEIGHT


def revoke(account: Account) -> None:
    """Give the token back."""
    kept = account.credentials
    data = {name: kept.get(name, "") for name in ("client_id", "client_secret", "token")}
    calls.told(calls.send("POST", f"{http.client().origin(account.server)}/oauth/revoke", data=data, seconds=10))


def ask(method: str, origin: str, token: str, path: str, *, posts: bool = False, key: str = "", **options: Any) -> Any:
    """Call a server as the one whose token it is; `key` keeps a second try from posting twice."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    if key:
        headers["Idempotency-Key"] = key
    answer = calls.send(method, origin + path, posts=posts, headers=headers, **options)
    if answer.status in {404, 410} and not posts:
        raise GoneError
    return calls.told(answer, posts=posts)


class GoneError(RejectedError):
    """There is no such post (any more)."""


def published(said: Any) -> Published:
    """Return what a server made of a post."""
    ref = calls.word(said, "id", most=300)
    address = said.get("url") or said.get("uri") or ""
    return Published(ref=ref, url=address if isinstance(address, str) and len(address) <= 500 else "")


def moment(said: Mapping[str, Any]) -> datetime:
    """Return when something was posted."""
    try:
        moment = datetime.fromisoformat(str(said.get("created_at")).replace("Z", "+00:00"))
    except ValueError:
        raise TransientError from None
    if moment.tzinfo is None:
        raise TransientError
    return moment

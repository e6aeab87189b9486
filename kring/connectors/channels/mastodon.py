"""Mastodon, and servers that speak like it: https://docs.joinmastodon.org/methods/statuses/"""

import base64
import hashlib
import html
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from kring.connectors import calls, http
from kring.connectors.channel import (
    Account,
    Asks,
    Capabilities,
    Channel,
    ChannelError,
    Connected,
    Connection,
    Idempotency,
    Metric,
    MisconfiguredError,
    MissingPermissionError,
    Mode,
    NeedsReconnectError,
    NoSuchAccountError,
    NotConnectedError,
    Post,
    Published,
    Reading,
    RejectedError,
    TextRule,
    TransientError,
    UnknownOutcomeError,
)

SERVER = re.compile(r"^(?=.{3,190}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{2,5})?$")
TAGS = re.compile(r"<[^>]*>")
NUMBERS = {
    Metric.REACTIONS: "favourites_count",
    Metric.COMMENTS: "replies_count",
    Metric.RESHARES: "reblogs_count",
}
PAGES = 5  # of 40 posts each: as far back as a post is looked for
MOST, LINK_WEIGHT = 500, 23


class Mastodon(Channel):
    """A public post on one's own account."""

    caps = Capabilities(
        key="mastodon",
        name="Mastodon",
        icon="brand-mastodon",
        modes=(Mode.API,),
        text=TextRule(most=MOST, link_weight=LINK_WEIGHT),
        metrics=frozenset(NUMBERS),
        idempotency=Idempotency.HEADER,
        asks=Asks.SERVER,
        scopes={"account": "profile", "post": "write:statuses", "metrics": "read:statuses"},
        can_delete=True,
        place=40,
    )

    def tidy(self, said: str) -> str:
        """Return the server in "mastodon.example", "@name@mastodon.example" or "https://mastodon.example/@name"."""
        server = said.strip().lower().removeprefix("https://").removeprefix("http://").partition("/")[0]
        server = server.rpartition("@")[2].strip(".")
        is_whole = "." in server or server in http.client().private_hosts
        return server if is_whole and SERVER.match(server) else ""

    def start(self, *, server: str, redirect_to: str, state: str, app: Mapping[str, Any] | None) -> Connection:
        """Register Kring at the server where it is new, and return the server's page that asks the person."""
        origin = http.client().origin(server)
        new = None if app and app.get("redirect_to") == redirect_to else self._register(origin, redirect_to)
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

    def _register(self, origin: str, redirect_to: str) -> dict[str, Any]:
        """Make Kring known at a server, with no more rights than it takes."""
        scope = self._scope(origin)
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

    def _scope(self, origin: str) -> str:
        """Return the least that does it: `profile` where the server knows it (4.3), else `read:accounts`."""
        try:
            said = calls.told(calls.send("GET", f"{origin}/.well-known/oauth-authorization-server", seconds=10))
            known = said.get("scopes_supported", []) if isinstance(said, dict) else []
        except ChannelError:
            known = []
        wanted = dict(self.caps.scopes)
        if not isinstance(known, list) or "profile" not in known:
            wanted["account"] = "read:accounts"
        return " ".join(wanted.values())

    def finish(
        self, *, remember: Mapping[str, Any], answer: Mapping[str, str], app: Mapping[str, Any] | None
    ) -> Connected:
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
            me = self._ask("GET", origin, token, "/api/v1/accounts/verify_credentials", seconds=10)
        except (RejectedError, MissingPermissionError, NeedsReconnectError) as error:
            raise NotConnectedError from error
        most, link_weight = self._limits(origin)
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

    def _limits(self, origin: str) -> tuple[int, int]:
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

    def revoke(self, account: Account) -> None:
        """Give the token back."""
        kept = account.credentials
        data = {name: kept.get(name, "") for name in ("client_id", "client_secret", "token")}
        calls.told(calls.send("POST", f"{http.client().origin(account.server)}/oauth/revoke", data=data, seconds=10))

    def publish(self, account: Account, post: Post, *, key: str) -> Published:
        """Post it publicly; the server keeps `key` for an hour and answers a second try with the first post."""
        status = f"{post.text}\n\n{post.link}" if post.link else post.text
        body = {"status": status, "language": post.language, "visibility": "public"}
        said = self._call(account, "POST", "/api/v1/statuses", posts=True, json=body, key=key)
        try:
            return _published(said)
        except TransientError as error:
            raise UnknownOutcomeError("posted, but the answer makes no sense") from error

    def find(self, account: Account, post: Post, *, key: str, since: datetime) -> Published | None:
        """Look through what the account posted since the first try: our link is in one post only."""
        oldest = since - timedelta(minutes=10)  # clocks differ
        before: dict[str, str] = {}
        for _ in range(PAGES):
            asked = {"limit": "40", "exclude_reblogs": "true", **before}
            path = f"/api/v1/accounts/{account.remote_id}/statuses"
            said = self._call(account, "GET", path, params=asked)
            posts = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else None
            if posts is None:
                raise TransientError
            for one in posts:
                if _is(one, post):
                    return _published(one)
            if len(posts) < 20 or min(_moment(one) for one in posts) < oldest:
                return None
            before = {"max_id": calls.word(posts[-1], "id")}
        raise TransientError  # more posts than we look through: not known

    def delete(self, account: Account, ref: str) -> None:
        """Take a post back."""
        try:
            self._call(account, "DELETE", f"/api/v1/statuses/{ref}")
        except GoneError:
            return

    def read(self, accounts: Mapping[str, Account], refs: Sequence[str]) -> Mapping[str, Reading]:
        """Ask each post's home server, which counts what it has heard of."""
        found: dict[str, Reading] = {}
        for ref in refs:
            try:
                said = self._call(accounts[ref], "GET", f"/api/v1/statuses/{ref}")
            except GoneError:
                found[ref] = Reading({}, is_gone=True)
            except ChannelError:
                continue
            else:
                found[ref] = Reading({metric: calls.count(said, name) for metric, name in NUMBERS.items()})
        return found

    def _call(self, account: Account, method: str, path: str, *, posts: bool = False, **options: Any) -> Any:
        token, origin = account.credentials["token"], http.client().origin(account.server)
        return self._ask(method, origin, token, path, posts=posts, **options)

    @staticmethod
    def _ask(
        method: str, origin: str, token: str, path: str, *, posts: bool = False, key: str = "", **options: Any
    ) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        answer = calls.send(method, origin + path, posts=posts, headers=headers, **options)
        if answer.status in {404, 410} and not posts:
            raise GoneError
        return calls.told(answer, posts=posts)


class GoneError(RejectedError):
    """There is no such post (any more)."""


def _published(said: Any) -> Published:
    ref = calls.word(said, "id", most=300)
    address = said.get("url") or said.get("uri") or ""
    return Published(ref=ref, url=address if isinstance(address, str) and len(address) <= 500 else "")


def _is(said: Mapping[str, Any], post: Post) -> bool:
    content = html.unescape(str(said.get("content") or ""))
    if post.link:
        return re.search(re.escape(post.link) + r"(?![\w/-])", content) is not None
    return _bare(TAGS.sub("", content)) == _bare(post.text)


def _bare(text: str) -> str:
    return "".join(text.split())


def _moment(said: Mapping[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(str(said.get("created_at")).replace("Z", "+00:00"))
    except ValueError:
        raise TransientError from None
    if moment.tzinfo is None:
        raise TransientError
    return moment

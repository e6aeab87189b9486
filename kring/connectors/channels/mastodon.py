"""Mastodon, and servers that speak like it: https://docs.joinmastodon.org/methods/statuses/"""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from kring.connectors import calls, fediverse, http
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
    Mode,
    Post,
    Published,
    Reading,
    TextRule,
    TransientError,
    UnknownOutcomeError,
)
from kring.connectors.fediverse import LINK_WEIGHT, MOST, GoneError, moment, published

TAGS = re.compile(r"<[^>]*>")
NUMBERS = {
    Metric.REACTIONS: "favourites_count",
    Metric.COMMENTS: "replies_count",
    Metric.RESHARES: "reblogs_count",
}
PAGES = 5  # of 40 posts each: as far back as a post is looked for


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
        return fediverse.tidy(said)

    def start(self, *, server: str, redirect_to: str, state: str, app: Mapping[str, Any] | None) -> Connection:
        """Register Kring at the server where it is new, and return the server's page that asks the person."""
        return fediverse.start(server=server, redirect_to=redirect_to, state=state, app=app, scopes=self.caps.scopes)

    def finish(
        self, *, remember: Mapping[str, Any], answer: Mapping[str, str], app: Mapping[str, Any] | None
    ) -> Connected:
        """Turn the server's code into a token, and ask whose it is."""
        return fediverse.finish(remember=remember, answer=answer, app=app)

    def revoke(self, account: Account) -> None:
        """Give the token back."""
        fediverse.revoke(account)

    def publish(self, account: Account, post: Post, *, key: str) -> Published:
        """Post it publicly; the server keeps `key` for an hour and answers a second try with the first post."""
        status = f"{post.text}\n\n{post.link}" if post.link else post.text
        body = {"status": status, "language": post.language, "visibility": "public"}
        said = self._call(account, "POST", "/api/v1/statuses", posts=True, json=body, key=key)
        try:
            return published(said)
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
                    return published(one)
            if len(posts) < 20 or min(moment(one) for one in posts) < oldest:
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
        return fediverse.ask(method, origin, token, path, posts=posts, **options)


def _is(said: Mapping[str, Any], post: Post) -> bool:
    content = html.unescape(str(said.get("content") or ""))
    if post.link:
        return re.search(re.escape(post.link) + r"(?![\w/-])", content) is not None
    return _bare(TAGS.sub("", content)) == _bare(post.text)


def _bare(text: str) -> str:
    return "".join(text.split())

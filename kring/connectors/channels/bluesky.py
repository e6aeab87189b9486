"""Bluesky and the AT Protocol: https://atproto.com/specs/oauth and https://docs.bsky.app/docs/api"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from kring.connectors import atproto, calls, http
from kring.connectors.atproto import COLLECTION, facets, origin, published, rkey, safe
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
)

SCOPES = {
    "account": "atproto",
    "post": f"repo:{COLLECTION}?action=create",
    "delete": f"repo:{COLLECTION}?action=delete",
}
NUMBERS = {Metric.REACTIONS: "likeCount", Metric.COMMENTS: "replyCount", Metric.RESHARES: "repostCount"}
AT_ONCE = 25  # posts per question to the AppView
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class Config:
    """Where Bluesky's own parts are, and who we are to its servers."""

    directory: str = "https://plc.directory"
    view: str = "https://public.api.bsky.app"
    public_url: str = "http://localhost:8000"
    metadata_path: str = "/bluesky/client-metadata.json"
    callback_path: str = "/me/accounts/bluesky/callback"
    seeds: tuple[bytes, ...] = ()  # of the keys that prove who we are, newest first

    @property
    def is_local(self) -> bool:
        """Whether this is an installation on one's own machine, which servers cannot ask who it is."""
        return not self.public_url.startswith("https://")

    @property
    def redirect_to(self) -> str:
        """Where servers send people back to; on one's own machine it has to be written as a number."""
        origin = self.public_url.replace("//localhost", "//127.0.0.1") if self.is_local else self.public_url
        return origin + self.callback_path

    @property
    def client_id(self) -> str:
        """Who we are: the address of a document that we serve."""
        if self.is_local:
            asked = {"redirect_uri": self.redirect_to, "scope": " ".join(SCOPES.values())}
            return "http://localhost?" + urlencode(asked, quote_via=quote)
        return self.public_url + self.metadata_path

    @property
    def keys(self) -> list[ECKey]:
        """The keys that prove who we are."""
        return [_key_from(seed) for seed in self.seeds]


def _key_from(seed: bytes) -> ECKey:
    number = int.from_bytes(hashlib.sha512(b"kring bluesky client " + seed).digest(), "big")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
    return ECKey.import_key(ec.derive_private_key(number % (order - 1) + 1, ec.SECP256R1()))


class Bluesky(Channel):
    """A post on one's own account, wherever it is kept."""

    caps = Capabilities(
        key="bluesky",
        name="Bluesky",
        icon="brand-bluesky",
        modes=(Mode.API, Mode.INTENT),
        text=TextRule(most=300, counter="graphemes", most_bytes=3000),
        metrics=frozenset(NUMBERS),
        idempotency=Idempotency.CLIENT_ID,
        asks=Asks.HANDLE,
        scopes=SCOPES,
        can_delete=True,
        place=30,
    )

    def __init__(self) -> None:
        self.config = Config()

    def configure(self, config: Config) -> None:
        """Say once, at the start, where Bluesky's parts are and who we are."""
        self.config = config

    def client_metadata(self) -> dict[str, Any]:
        """Return the document that tells servers who we are."""
        return {
            "client_id": self.config.client_id,
            "client_name": "Kring",
            "client_uri": self.config.public_url,
            "application_type": "web",
            "redirect_uris": [self.config.redirect_to],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "scope": " ".join(SCOPES.values()),
            "dpop_bound_access_tokens": True,
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "jwks": {"keys": [{**k.as_dict(private=False), "kid": k.thumbprint()} for k in self.config.keys]},
        }

    def intent_address(self, post: Post) -> str:
        """Return Bluesky's own page with text and link in it."""
        return "https://bsky.app/intent/compose?" + urlencode({"text": _whole(post)}, quote_via=quote)

    def tidy(self, said: str) -> str:
        """Return the handle in "@name.bsky.social" or "https://bsky.app/profile/name.bsky.social"."""
        return atproto.tidy(said)

    def start(self, *, server: str, redirect_to: str, state: str, app: Mapping[str, Any] | None) -> Connection:
        """Find the server of the handle, hand it our request, and return its page that asks the person."""
        try:
            did, pds = atproto.who(server, view=self.config.view, directory=self.config.directory)
            issuer, said = self._authority(pds)
        except (RejectedError, NeedsReconnectError, MissingPermissionError) as error:
            raise NoSuchAccountError(server) from error
        key = ECKey.generate_key("P-256")
        verifier = secrets.token_urlsafe(48)
        remember = {
            "did": did,
            "handle": server,
            "pds": pds,
            "issuer": issuer,
            "key": key.as_dict(private=True),
            "verifier": verifier,
            "token_endpoint": safe(calls.word(said, "token_endpoint")),
            "revocation_endpoint": safe(said.get("revocation_endpoint") or "", may_be_empty=True),
            "authenticator": self._authenticator(),
        }
        asked = {
            "response_type": "code",
            "redirect_uri": self.config.redirect_to,
            "scope": " ".join(SCOPES.values()),
            "state": state,
            "login_hint": server,
            "code_challenge": _hashed(verifier),
            "code_challenge_method": "S256",
        }
        pushed = self._token_call(safe(calls.word(said, "pushed_authorization_request_endpoint")), remember, asked)
        query = {"client_id": self.config.client_id, "request_uri": calls.word(calls.told(pushed), "request_uri")}
        page = safe(calls.word(said, "authorization_endpoint"))
        return Connection(f"{page}?{urlencode(query)}", remember, None, server)

    def finish(
        self, *, remember: Mapping[str, Any], answer: Mapping[str, str], app: Mapping[str, Any] | None
    ) -> Connected:
        """Turn the server's code into tokens that only our key can use."""
        if not answer.get("code") or answer.get("iss") != remember["issuer"]:
            raise NotConnectedError(answer.get("error", ""))
        asked = {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": self.config.redirect_to,
            "code_verifier": remember["verifier"],
        }
        try:
            said = calls.told(self._token_call(remember["token_endpoint"], remember, asked))
        except (RejectedError, NeedsReconnectError, MissingPermissionError) as error:
            raise NotConnectedError from error
        kept = {name: value for name, value in remember.items() if name not in {"verifier", "did", "handle"}}
        granted = set(calls.word(said, "scope").split())
        if said.get("sub") != remember["did"] or not set(SCOPES.values()) <= granted:
            raise NotConnectedError
        return self._connected(said, kept, remember["did"], remember["handle"])

    def refresh(self, account: Account) -> Connected:
        """Change the tokens for fresh ones; the old ones are worth nothing from then on."""
        kept = account.credentials
        asked = {"grant_type": "refresh_token", "refresh_token": kept["refresh"]}
        try:
            said = calls.told(self._token_call(kept["token_endpoint"], kept, asked))
        except (RejectedError, MissingPermissionError) as error:
            raise NeedsReconnectError(str(error)) from error
        if said.get("sub") != account.remote_id:
            raise NeedsReconnectError
        return self._connected(said, kept, account.remote_id, account.handle)

    def _connected(self, said: Any, kept: Mapping[str, Any], did: str, handle: str) -> Connected:
        lasts = calls.count(said, "expires_in")
        tokens = {"access": calls.word(said, "access_token"), "refresh": calls.word(said, "refresh_token")}
        return Connected(
            server=urlsplit(kept["pds"]).netloc[:200],
            remote_id=did,
            handle=handle if handle.startswith("@") else f"@{handle}",
            credentials={**kept, **tokens},
            expires_at=datetime.now(UTC) + timedelta(seconds=lasts) if lasts else None,
        )

    def revoke(self, account: Account) -> None:
        """Give the tokens back."""
        kept = account.credentials
        if kept.get("revocation_endpoint"):
            calls.told(self._token_call(kept["revocation_endpoint"], kept, {"token": kept["refresh"]}))

    def publish(self, account: Account, post: Post, *, key: str) -> Published:
        """Post it under an id that follows from `key`, so that a second try cannot become a second post."""
        body = {
            "repo": account.remote_id,
            "collection": COLLECTION,
            "rkey": rkey(key),
            "record": {
                "$type": COLLECTION,
                "text": _whole(post),
                "createdAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "langs": [post.language],
                "facets": list(facets(_whole(post))),
                **({"embed": _card(post)} if post.link else {}),
            },
        }
        self._write(account, "com.atproto.repo.createRecord", body, posts=True)
        return published(account.remote_id, rkey(key))

    def find(self, account: Account, post: Post, *, key: str, since: datetime) -> Published | None:
        """Ask the account's own server for the id that the post has or would have; anybody may."""
        is_there = atproto.is_there(account.credentials["pds"], account.remote_id, rkey(key))
        return published(account.remote_id, rkey(key)) if is_there else None

    def delete(self, account: Account, ref: str) -> None:
        """Take a post back; the server answers the same when it is gone already."""
        body = {"repo": account.remote_id, "collection": COLLECTION, "rkey": ref.rpartition("/")[2]}
        self._write(account, "com.atproto.repo.deleteRecord", body)

    def read(self, accounts: Mapping[str, Account], refs: Sequence[str]) -> Mapping[str, Reading]:
        """Ask the AppView, which lags behind: a post it does not know is gone only when its own server says so."""
        found: dict[str, Reading] = {}
        for start in range(0, len(refs), AT_ONCE):
            part = refs[start : start + AT_ONCE]
            try:
                seen = self._numbers(part)
            except ChannelError:
                continue
            for ref in part:
                try:
                    found[ref] = seen.get(ref) or self._unseen(accounts[ref], ref)
                except ChannelError:
                    continue
        return found

    def _numbers(self, refs: Sequence[str]) -> dict[str, Reading]:
        address = f"{self.config.view}/xrpc/app.bsky.feed.getPosts?{urlencode([('uris', ref) for ref in refs])}"
        answer = calls.send("GET", address)
        if answer.status == 400:
            return {}
        posts = calls.told(answer).get("posts")
        if not isinstance(posts, list):
            raise TransientError
        known = {str(post.get("uri")): post for post in posts if isinstance(post, dict)}
        return {
            ref: Reading({metric: calls.count(post, name) for metric, name in NUMBERS.items()})
            for ref, post in known.items()
        }

    def _unseen(self, account: Account, ref: str) -> Reading:
        is_there = atproto.is_there(account.credentials["pds"], account.remote_id, ref.rpartition("/")[2])
        return Reading(dict.fromkeys(NUMBERS) if is_there else {}, is_gone=not is_there)

    def _authority(self, pds: str) -> tuple[str, Any]:
        """Return who hands out tokens for a server, and what it says of itself."""
        said = calls.told(calls.send("GET", f"{pds}/.well-known/oauth-protected-resource", seconds=10))
        names = said.get("authorization_servers") if isinstance(said, dict) else None
        if not isinstance(names, list) or not names:
            raise NoSuchAccountError(pds)
        issuer = origin(str(names[0]))
        said = calls.told(calls.send("GET", f"{issuer}/.well-known/oauth-authorization-server", seconds=10))
        if not isinstance(said, dict) or said.get("issuer") != issuer:
            raise MisconfiguredError("the server calls itself something else")
        return issuer, said

    def _authenticator(self) -> str:
        """Return which of our keys a new session is tied to; none on one's own machine."""
        return "" if self.config.is_local or not self.config.keys else self.config.keys[0].thumbprint()

    def _token_call(self, address: str, kept: Mapping[str, Any], asked: Mapping[str, str]) -> http.Answer:
        """Ask the token server something, signed; once more when it wants our proof to hold its newest nonce."""
        data = {**asked, "client_id": self.config.client_id}
        if kept.get("authenticator"):
            data |= {"client_assertion_type": ASSERTION, "client_assertion": self._assertion(kept)}
        nonce = ""
        for _ in range(2):
            headers = {"DPoP": _proof(kept["key"], "POST", address, nonce=nonce)}
            answer = calls.send("POST", address, headers=headers, data=data, seconds=10)
            if answer.status not in {400, 401} or not _wants_nonce(answer) or not answer.headers.get("dpop-nonce"):
                return answer
            nonce = answer.headers["dpop-nonce"]
        return answer

    def _assertion(self, kept: Mapping[str, Any]) -> str:
        key = next((key for key in self.config.keys if key.thumbprint() == kept["authenticator"]), None)
        if key is None:
            raise NeedsReconnectError("the key of this session is gone")
        me, now = self.config.client_id, int(time.time())
        claims = {"iss": me, "sub": me, "aud": kept["issuer"], "jti": secrets.token_urlsafe(16), "iat": now}
        return jwt.encode({"alg": "ES256", "kid": kept["authenticator"]}, {**claims, "exp": now + 60}, key)

    def _write(self, account: Account, method: str, body: Mapping[str, Any], *, posts: bool = False) -> Any:
        """Call one of the server's methods as the account; once more when it wants its newest nonce in the proof."""
        kept, nonce = account.credentials, ""
        address = f"{kept['pds']}/xrpc/{method}"
        for _ in range(2):
            proof = _proof(kept["key"], "POST", address, nonce=nonce, token=kept["access"])
            headers = {"Authorization": f"DPoP {kept['access']}", "DPoP": proof}
            answer = calls.send("POST", address, posts=posts, headers=headers, json=body)
            if answer.status != 401 or not _wants_nonce(answer) or not answer.headers.get("dpop-nonce"):
                break
            nonce = answer.headers["dpop-nonce"]
        return calls.told(answer, posts=posts)


def _wants_nonce(answer: http.Answer) -> bool:
    if "use_dpop_nonce" in answer.headers.get("www-authenticate", ""):
        return True
    try:
        said = json.loads(answer.content)
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("error") == "use_dpop_nonce"


def _proof(key: Mapping[str, Any], method: str, address: str, *, nonce: str = "", token: str = "") -> str:
    """Return a proof that we hold the session's key, for this one call (RFC 9449)."""
    own = ECKey.import_key(dict(key))
    claims: dict[str, Any] = {
        "jti": secrets.token_urlsafe(16),
        "htm": method,
        "htu": address.partition("?")[0],
        "iat": int(time.time()),
    }
    if nonce:
        claims["nonce"] = nonce
    if token:
        claims["ath"] = _hashed(token)
    return jwt.encode({"typ": "dpop+jwt", "alg": "ES256", "jwk": own.as_dict(private=False)}, claims, own)


def _hashed(word: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(word.encode()).digest()).rstrip(b"=").decode()


def _whole(post: Post) -> str:
    return f"{post.text}\n\n{post.link}" if post.link else post.text


def _card(post: Post) -> dict[str, Any]:
    title = post.title or urlsplit(post.link).netloc
    return {
        "$type": "app.bsky.embed.external",
        "external": {"uri": post.link, "title": title[:300], "description": ""},
    }

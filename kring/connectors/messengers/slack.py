"""Slack, as a bot of the organisation's own: https://docs.slack.dev/reference/methods/chat.postMessage"""

from collections.abc import Mapping
from typing import Any

from kring.connectors import calls
from kring.connectors.channel import (
    ChannelError,
    MisconfiguredError,
    MissingPermissionError,
    NeedsReconnectError,
    NoSuchAccountError,
    RejectedError,
    TransientError,
    UnknownOutcomeError,
)
from kring.connectors.messenger import Capabilities, GoneError, Messenger, Need, Note

API = "https://slack.com/api/"
MOST = 2900  # characters of a block; Slack takes 3,000

# What Slack says in a good answer that is not `ok`, and what it means for us.
MEANS: dict[str, type[ChannelError]] = {
    **dict.fromkeys(("users_not_found",), NoSuchAccountError),
    **dict.fromkeys(
        ("channel_not_found", "user_not_found", "user_not_visible", "user_disabled", "cannot_dm_bot", "is_archived"),
        GoneError,
    ),
    **dict.fromkeys(
        ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"), NeedsReconnectError
    ),
    **dict.fromkeys(
        ("missing_scope", "no_permission", "not_allowed_token_type", "team_access_not_granted", "ekm_access_denied",
         "restricted_action", "restricted_action_read_only_channel", "access_denied", "accesslimited"),
        MissingPermissionError,
    ),
    **dict.fromkeys(  # the last two: the workspace is being moved, and back when that is done
        ("ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "request_timeout",
         "org_login_required", "team_added_to_org"),
        TransientError,
    ),
    **dict.fromkeys(("fatal_error", "internal_error"), UnknownOutcomeError),
    **dict.fromkeys(
        ("msg_too_long", "no_text", "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"), RejectedError
    ),
}  # fmt: skip


class Slack(Messenger):
    """A message in Slack from the organisation's bot, to whoever has the same mail address there."""

    caps = Capabilities(key="slack", name="Slack", icon="message", needs=(Need("token", "Bot token"),), place=20)

    def tidy(self, said: Mapping[str, str]) -> Mapping[str, str]:
        """A bot's token begins with xoxb-."""
        token = said.get("token", "").strip()
        if not token.startswith("xoxb-") or not token.isascii() or len(token) > 300:
            raise MisconfiguredError("no bot token")
        return {"token": token}

    def find(self, set_up: Mapping[str, Any], email: str) -> Mapping[str, Any]:
        """Look the person up by their mail address; the bot needs `users:read.email` for it."""
        said = self._call("GET", "users.lookupByEmail", set_up, params={"email": email})
        user = said.get("user")
        if isinstance(user, Mapping) and user.get("deleted"):
            raise NoSuchAccountError
        return {"user": calls.word(user, "id", most=40)}

    def send(self, set_up: Mapping[str, Any], address: Mapping[str, Any], note: Note) -> None:
        """Post it to the person's own chat with the bot."""
        link = f"\n\n<{note.link}|{_bare(note.link_words)}>" if note.link else ""
        title = f"*{_bare(note.title)}*\n"
        words = f"{title}{_cut(note.text, MOST - len(title) - len(link))}{link}"
        why = f"{_bare(note.why)} <{note.off_link}|{_bare(note.off_words)}>"
        blocks = [
            {"type": "section", "text": {"type": "mrkdwn", "text": words}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": why}]},
        ]
        message = {"channel": address["user"], "text": _bare(note.title), "blocks": blocks, "unfurl_links": False}
        self._call("POST", "chat.postMessage", set_up, posts=True, json=message)

    @staticmethod
    def _call(
        method: str, name: str, set_up: Mapping[str, Any], *, posts: bool = False, **options: Any
    ) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {set_up['token']}"}
        said = calls.told(calls.send(method, API + name, posts=posts, headers=headers, **options), posts=posts)
        if not isinstance(said, Mapping) or not isinstance(said.get("ok"), bool):
            raise UnknownOutcomeError("no answer of Slack's") if posts else TransientError
        if not said["ok"]:
            reason = str(said.get("error", ""))[:100]
            means = MEANS.get(reason, MisconfiguredError)
            if means is UnknownOutcomeError and not posts:  # nothing was told yet: looking somebody up can be repeated
                means = TransientError
            raise means() if means is TransientError else means(reason)
        return said


def _cut(words: str, most: int) -> str:
    """Return as much text as fits, without mark-up and without half a character of it."""
    room = len(words)
    while len(bare := _bare(words[:room])) > most:
        room -= max(1, (len(bare) - most) // 5)  # one character takes five at most
    return bare


def _bare(words: str) -> str:
    """Return text in which nothing is Slack's mark-up."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

"""Talk to a network's API: what each way of going wrong means for a post."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from kring.connectors import http, text
from kring.connectors.channel import (
    MisconfiguredError,
    MissingPermissionError,
    NeedsReconnectError,
    RateLimitedError,
    RejectedError,
    TransientError,
    UnknownOutcomeError,
)

LONGEST_WAIT = timedelta(hours=24)


def send(method: str, address: str, *, posts: bool = False, **options: Any) -> http.Answer:
    """Send one request; `posts` says that doing it twice would be seen, so a cut-off call is an unknown outcome."""
    try:
        return http.client().request(method, address, **options)
    except (http.AddressNotAllowedError, http.NotAnAddressError) as error:
        raise MisconfiguredError(str(error)) from error
    except http.FetchError as error:
        if posts and error.may_have_arrived:
            raise UnknownOutcomeError(str(error)) from error
        raise TransientError from error


def told(answer: http.Answer, *, posts: bool = False) -> Any:
    """Return what a network answered, or raise what its refusal means."""
    status = answer.status
    if answer.is_good:
        try:
            return answer.json() if answer.content.strip() else {}
        except http.BadAnswerError as error:
            raise (UnknownOutcomeError(str(error)) if posts else TransientError()) from error
    if status == 429:
        raise RateLimitedError(wait(answer.headers))
    if status == 503:
        raise TransientError(wait(answer.headers))
    if status >= 500:
        raise UnknownOutcomeError(f"status {status}") if posts else TransientError(wait(answer.headers))
    if status == 401:
        raise NeedsReconnectError(reason(answer))
    if status == 403:
        raise MissingPermissionError(reason(answer))
    if status in {400, 404, 409, 410, 413, 422}:
        raise RejectedError(reason(answer))
    raise MisconfiguredError(f"status {status}")


def reason(answer: http.Answer) -> str:
    """Return why a network refused, in its own words, as one line of plain text."""
    try:
        said = answer.json()
    except http.BadAnswerError:
        return ""
    if not isinstance(said, Mapping):
        return ""
    spoken = said.get("message") or said.get("error_description") or said.get("error") or ""
    return text.line(spoken, most=200) if isinstance(spoken, str) else ""


def wait(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long a network asks us to wait; never longer than a day."""
    value = headers.get("retry-after", "").strip()
    reset = (headers.get("x-ratelimit-reset") or headers.get("ratelimit-reset") or "").strip()
    now = datetime.now(UTC)
    found: timedelta | None = None
    try:
        if value:
            found = timedelta(seconds=int(value)) if value.isdigit() else parsedate_to_datetime(value) - now
        elif reset.isdigit():  # seconds from now, or a moment
            found = timedelta(seconds=int(reset) if int(reset) < 1_000_000_000 else int(reset) - now.timestamp())
        elif reset:
            found = datetime.fromisoformat(reset.replace("Z", "+00:00")) - now
    except (ValueError, OverflowError, TypeError):
        return None
    return min(max(found, timedelta(0)), LONGEST_WAIT) if found is not None else None


def word(said: Any, name: str, *, most: int = 5000) -> str:
    """Return one text of an answer; an answer without it cannot be understood."""
    value = said.get(name) if isinstance(said, Mapping) else None
    if not isinstance(value, str) or not value or len(value) > most:
        raise TransientError
    return value


def count(said: Any, name: str) -> int | None:
    """Return one number of an answer; what is missing or no number is not known."""
    value = said.get(name) if isinstance(said, Mapping) else None
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
    return value if is_number else None

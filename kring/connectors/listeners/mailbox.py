"""A mailbox, read over IMAP: RFC 3501 and RFC 9051. Nothing in it is changed.

Attachments are left alone, but for mails to an address with a tag of ours (me+tag@…): those answer an invitation of
ours to send something. Whoever takes them in looks at what they are; here nothing of them is opened.
"""

import email
import email.policy
import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from kring.connectors import http, text
from kring.connectors.channel import MisconfiguredError, NeedsReconnectError, TransientError
from kring.connectors.listener import (
    Answers,
    Asks,
    Capabilities,
    Heard,
    HeardFile,
    HeardItem,
    Listener,
    NotUnderstoodError,
    Place,
    SetUp,
)

PORT = 993
AT_ONCE = 20
MOST_BYTES = 2_000_000  # of one mail: its text stands at the beginning, attachments after it
MOST_BYTES_WITH_FILES = 15_000_000  # of one mail that answers our invitation; one of these at a time
MOST_FILES = 12  # of one mail
A_LOGO = 20_000  # bytes: a smaller picture amid the text is part of a signature
NO_FILES = ("text/", "message/", "multipart/", "application/ics", "application/ms-tnef")  # how mails are made
MOST_SECONDS = 60.0  # for one look, however slowly the server speaks
FIRST_LOOK = timedelta(days=2)  # how far back a mailbox is read when it is new
ADDRESS = re.compile(r"^[^\s@<>,;:\"]+@[a-z0-9.-]+$", re.I)
SERVER = re.compile(r"^[a-z0-9](?:[a-z0-9.-]{0,188}[a-z0-9])?(?::\d{2,5})?$")
AUTOMATIC = re.compile(r"^(mailer-daemon|postmaster|no-?reply|bounces?)([+._-].*)?@", re.I)
# "On Monday … wrote:" in the languages of most of our mail: what follows was said before.
QUOTES = re.compile(r"^(?:op|on|am|le) .{5,200}(?:schreef|wrote|schrieb|a écrit).{0,80}:\s*$", re.I)


class Mailbox(Listener):
    """What people mail to the organisation."""

    caps = Capabilities(
        key="mailbox",
        name="E-mail",
        icon="mail",
        asks=(Asks.ADDRESS, Asks.MAIL_SERVER, Asks.LOGIN, Asks.PASSWORD),
        answers=Answers.MAIL,
        every=timedelta(minutes=3),
        place=40,
    )

    def set_up(self, said: Mapping[Asks, str]) -> SetUp:
        """Keep the address, and how its mailbox is opened."""
        address, server = said.get(Asks.ADDRESS, "").strip().lower(), said.get(Asks.MAIL_SERVER, "").strip().lower()
        if not ADDRESS.match(address) or len(address) > 254:
            raise NotUnderstoodError(Asks.ADDRESS)
        if not SERVER.match(server):
            raise NotUnderstoodError(Asks.MAIL_SERVER)
        login = said.get(Asks.LOGIN, "").strip() or address
        return SetUp(address, "", {"server": server, "login": login, "password": said.get(Asks.PASSWORD, "")})

    def listen(self, place: Place, secrets: Mapping[str, Any], cursor: Mapping[str, Any]) -> Heard:
        """Return the next mails after the last one that was kept, oldest first.

        A mailbox that was made anew numbers its mails anew (UIDVALIDITY): then it is read from a while before the
        last look, and the mails' own ids tell what came in already.
        """
        today = datetime.now(UTC).date()
        with _opened(secrets) as client:
            validity = int(client.select_folder("INBOX", readonly=True).get(b"UIDVALIDITY", 0))
            if cursor.get("validity") == validity:
                last = int(cursor.get("uid") or 0)
                numbers = sorted(number for number in client.search(["UID", f"{last + 1}:*"]) if number > last)
            else:
                last, seen = 0, _day(cursor.get("on")) or today
                numbers = sorted(client.search(["SINCE", seen - FIRST_LOOK]))
            some, items = _read(client, numbers[:AT_ONCE], validity, place.address.lower())
        kept = {"validity": validity, "uid": some[-1] if some else last, "on": today.isoformat()}
        return Heard(items, kept, len(numbers) > len(some))


class _Pinned(imaplib.IMAP4):
    """A connection to an address that was checked, which never holds more than it is asked to, nor lasts for ever."""

    _ours: socket.socket | None = None
    _over: threading.Timer | None = None

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        client = http.client()
        self._ours = client.connect(self.host, self.port, ports={PORT}, seconds=10)
        self._over = threading.Timer(MOST_SECONDS, self._hang_up)
        self._over.daemon = True
        self._over.start()
        if not client.is_private(self.host, self.port) or self.port == PORT:
            self._ours = http.trust().wrap_socket(self._ours, server_hostname=self.host)
        return self._ours

    def _hang_up(self) -> None:
        with suppress(OSError, AttributeError):
            self._ours.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]

    def read(self, size: int) -> bytes:
        if size > MOST_BYTES_WITH_FILES + 100_000:
            raise self.abort("more than was asked for")
        return super().read(size)

    def shutdown(self) -> None:
        if self._over is not None:
            self._over.cancel()
        super().shutdown()


class _Client(IMAPClient):
    """imapclient, with our own connection below it."""

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - imapclient's name
        return _Pinned(self.host, self.port)


@contextmanager
def _opened(secrets: Mapping[str, Any]) -> Iterator[Any]:
    """Open the mailbox for at most a minute, and tell what goes wrong in the words of this house."""
    host, _colon, port = str(secrets.get("server", "")).partition(":")
    if not SERVER.match(f"{host}:{port or PORT}"):
        raise MisconfiguredError("no mail server")
    try:
        client: Any = _Client(host, port=int(port or PORT), ssl=False, timeout=20.0)
    except (http.AddressNotAllowedError, http.NameNotFoundError):
        raise
    except http.FetchError as error:
        raise TransientError from error
    except ssl.SSLCertVerificationError as error:
        raise MisconfiguredError("the server cannot prove who it is") from error
    except (OSError, imaplib.IMAP4.error) as error:
        raise TransientError from error
    try:
        client.login(str(secrets.get("login", "")), str(secrets.get("password", "")))
        yield client
    except LoginError as error:
        raise NeedsReconnectError(text.line(str(error), most=200)) from error
    except (IMAPClientError, imaplib.IMAP4.error, OSError, ValueError, AssertionError) as error:
        raise TransientError from error
    finally:
        with suppress(Exception):
            client.shutdown()


def _read(client: Any, numbers: list[int], validity: int, mine: str) -> tuple[list[int], list[HeardItem]]:
    """Return which of these mails were read, and what they say; it ends after one with large files."""
    mails = client.fetch(numbers, ["RFC822.SIZE", f"BODY.PEEK[]<0.{MOST_BYTES}>"]) if numbers else {}
    items: list[HeardItem] = []
    for place, number in enumerate(numbers, start=1):
        if number not in mails:
            continue
        raw, size = _raw(mails[number]), int(mails[number].get(b"RFC822.SIZE", 0))
        is_cut = max(size, len(raw) + 1) > MOST_BYTES  # a server need not say the size
        if is_cut and _is_tagged(_sent_to(_parsed(raw)), mine) and size <= MOST_BYTES_WITH_FILES:
            whole = client.fetch([number], [f"BODY.PEEK[]<0.{MOST_BYTES_WITH_FILES}>"])
            raw, is_cut = _raw(whole.get(number, {})) or raw, number not in whole
        if item := _item(raw, f"{validity}.{number}", mine, is_cut=is_cut):
            items.append(item)
        if len(raw) > MOST_BYTES:
            return numbers[:place], items
    return numbers, items


def _is_tagged(sent_to: Sequence[str], mine: str) -> bool:
    """Whether a mail went to our address with a tag in it."""
    name, _at, domain = mine.rpartition("@")
    return any(one.startswith(f"{name}+") and one.endswith(f"@{domain}") for one in sent_to)


def _parsed(raw: bytes) -> EmailMessage:
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - for the types
    return mail


def _files(mail: EmailMessage) -> list[HeardFile]:
    """Return what is attached to a mail, one more than is taken at most."""
    found: list[HeardFile] = []
    for part in mail.walk():
        kind = part.get_content_type()
        if kind.startswith(NO_FILES) or kind.endswith("-signature") or len(found) > MOST_FILES:
            continue
        data, name = b"", ""
        with suppress(Exception):  # the standard library fails in many ways on what strangers write
            data, name = bytes(part.get_payload(decode=True) or b""), part.get_filename() or ""
        is_amid = part.get_content_disposition() != "attachment"
        if data and not (is_amid and len(data) < A_LOGO):
            found.append(HeardFile(text.line(name, most=200), kind, data))
    return found


def _raw(said: Mapping[Any, Any]) -> bytes:
    return next((value for name, value in said.items() if isinstance(value, bytes) and b"BODY[" in name), b"")


def _day(said: Any) -> date | None:
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        return None


def _item(raw: bytes, number: str, mine: str, *, is_cut: bool = False) -> HeardItem | None:
    """Return what a mail says; None for what a machine sent, or we did. One that is cut off gives no files."""
    mail = _parsed(raw)
    who, address = parseaddr(_header(mail, "From"))
    address = address.strip().lower()
    if not address or address == mine or _is_automatic(mail, address):
        return None
    message_id = _ids(mail, "Message-ID")[:1]
    before = _ids(mail, "References") or _ids(mail, "In-Reply-To")
    subject = " ".join(text.bare(_header(mail, "Subject"), most=300).split())
    words = _without_quotes(_words(mail))
    is_first = not before
    sent_to = _sent_to(mail)
    files = _files(mail) if not is_cut and _is_tagged(sent_to, mine) else []
    answer_to = parseaddr(_header(mail, "Reply-To"))[1].strip().lower() or address
    return HeardItem(
        key=(message_id[0] if message_id else number)[:300],
        text="\n\n".join(part for part in (subject if is_first else "", words) if part) or subject or "…",
        said_at=_moment(mail),
        who=" ".join(text.bare(who or address, most=200).split()),
        handle=address[:200],
        thread=(before[0] if before else message_id[0] if message_id else number)[:300],
        kind="message",
        reply_to={
            "to": answer_to,
            "subject": subject,
            "message_id": message_id[0] if message_id else "",
            "references": before[-20:],
        }
        if ADDRESS.match(answer_to)
        else {},
        sent_to=sent_to,
        files=tuple(files[:MOST_FILES]),
        has_more_files=is_cut or len(files) > MOST_FILES,
    )


def _header(mail: EmailMessage, name: str) -> str:
    """Return a header as text; one that is written wrongly counts as not written."""
    try:
        value = mail.get(name, "")
        return str(value).replace("\r", " ").replace("\n", " ")
    except Exception:  # the standard library fails in many ways on what strangers write
        return ""


def _is_automatic(mail: EmailMessage, address: str) -> bool:
    """Whether a machine sent it: an answer to it would reach nobody, or go round for ever (RFC 3834)."""
    submitted = _header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = _header(mail, "Precedence").strip().lower()
    return (
        submitted not in {"", "no"}
        or _header(mail, "Return-Path").strip() == "<>"
        or precedence in {"bulk", "junk", "auto_reply"}
        or bool(_header(mail, "X-Autoreply") or _header(mail, "X-Autorespond"))
        or mail.get_content_type() == "multipart/report"
        or AUTOMATIC.match(address) is not None
    )


def _ids(mail: EmailMessage, name: str) -> list[str]:
    return re.findall(r"<[^<>\s]{3,250}>", _header(mail, name))


def _sent_to(mail: EmailMessage) -> Sequence[str]:
    named = [_header(mail, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")]
    return tuple(address.lower() for _name, address in getaddresses(named) if ADDRESS.match(address))[:50]


def _words(mail: EmailMessage) -> str:
    """Return what the mail says: its plain text, or its page made plain."""
    try:
        body = mail.get_body(("plain", "html"))
        content = body.get_content() if body is not None else ""
    except Exception:  # an unknown character set, a part that ends half-way
        body, content = mail, ""
        with suppress(Exception):
            content = mail.as_bytes().partition(b"\n\n")[2].decode("utf-8", errors="replace")[:20_000]
    if not isinstance(content, str):
        return ""
    is_page = body is not None and body.get_content_type() == "text/html"
    return text.plain(content) if is_page else text.bare(content)


def _without_quotes(words: str) -> str:
    """Leave out what the writer quotes from before, where it stands at the end."""
    lines = words.split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith(">")):
        lines.pop()
    if len(lines) < len(words.split("\n")) and lines and QUOTES.match(lines[-1].strip()):
        lines.pop()
    return "\n".join(lines).strip() or words.strip()


def _moment(mail: EmailMessage) -> datetime:
    now = datetime.now(UTC)
    try:
        said = parsedate_to_datetime(_header(mail, "Date"))
        said = said if said.tzinfo else said.replace(tzinfo=UTC)
        return min(said.astimezone(UTC), now)
    except (ValueError, TypeError, OverflowError):
        return now

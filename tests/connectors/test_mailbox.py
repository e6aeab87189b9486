"""A mailbox, on a real IMAP server: what comes in, once, and what does not."""

import contextlib
import email.policy
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from kring.connectors import http
from kring.connectors.channel import MisconfiguredError, NeedsReconnectError, TransientError
from kring.connectors.listener import Place
from kring.connectors.listeners import mailbox as module
from kring.connectors.registry import LISTENERS

PLACE = Place("hub@bank.example")
INSIDE = ["127.0.0.1", "localhost", "10.0.0.1:993", "[::1]:993", "93.184.216.34:25", "169.254.169.254"]
GREETINGS = [b"", b"HTTP/1.1 400 No\r\n\r\n", b"* OK hi\r\n* CAPABILITY\r\n", b"* BYE\r\n", b"\xff" * 2000]


def mail(
    number=1, *, body="Wanneer gaat de brug open?", more="", kind="text/plain; charset=utf-8", who="Kim <kim@x.example>"
):
    return (
        f"From: {who}\r\nTo: hub@bank.example\r\nSubject: Vraag {number}\r\nMessage-ID: <m{number}@x.example>\r\n"
        f"Date: Mon, 23 Nov 2026 10:00:00 +0100\r\n{more}MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{body}\r\n"
    )


@pytest.fixture
def listen(letterbox):
    secrets = {"server": letterbox.host, "login": letterbox.login, "password": letterbox.password}
    return lambda cursor=None, **more: LISTENERS["mailbox"].listen(PLACE, secrets | more, cursor or {})


def test_a_mail_comes_in_as_plain_text_once(letterbox, listen):
    letterbox.deliver(mail())
    heard = listen()
    (item,) = heard.items
    assert item.text == "Vraag 1\n\nWanneer gaat de brug open?"
    assert (item.who, item.handle, item.kind) == ("Kim", "kim@x.example", "message")
    assert item.key == item.thread == "<m1@x.example>"
    assert item.said_at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert item.reply_to["to"] == "kim@x.example"
    assert not listen(heard.cursor).items
    letterbox.deliver(mail(2))
    assert [item.key for item in listen(heard.cursor).items] == ["<m2@x.example>"]


def test_nothing_in_the_mailbox_changes(letterbox, listen):
    letterbox.deliver(mail())
    listen()
    with letterbox.opened() as client:
        client.select_folder("INBOX", readonly=True)
        assert b"\\Seen" not in client.get_flags(client.search())[client.search()[0]]


def test_a_full_mailbox_is_caught_up_part_by_part(letterbox, listen):
    letterbox.deliver(*(mail(number) for number in range(45)))
    cursor, keys, parts = {}, [], []
    while True:
        heard = listen(cursor)
        cursor = heard.cursor
        keys += [item.key for item in heard.items]
        parts.append(len(heard.items))
        if not heard.has_more:
            break
    assert keys == [f"<m{number}@x.example>" for number in range(45)]
    assert parts == [20, 20, 5]


def test_a_mailbox_made_anew_gives_the_same_ids(letterbox, listen):
    letterbox.deliver(mail(1), mail(2))
    before = listen()
    letterbox.make_anew()
    after = listen(before.cursor)
    assert after.cursor["validity"] != before.cursor["validity"]
    assert [item.key for item in after.items] == [item.key for item in before.items]


@pytest.mark.parametrize(
    ("who", "more", "kind"),
    [
        ("a@x.example", "Auto-Submitted: auto-replied\r\n", "text/plain"),
        ("a@x.example", "Return-Path: <>\r\n", "text/plain"),
        ("a@x.example", "Precedence: bulk\r\n", "text/plain"),
        ("MAILER-DAEMON@x.example", "", "text/plain"),
        ("no-reply@x.example", "", "text/plain"),
        ("a@x.example", "", 'multipart/report; report-type=delivery-status; boundary="b"'),
        ("hub@bank.example", "", "text/plain"),
        ("", "", "text/plain"),
    ],
)
def test_what_a_machine_sent_or_we_did_is_left_out(letterbox, listen, who, more, kind):
    letterbox.deliver(mail(1, who=who, more=more, kind=kind), mail(2, more="Auto-Submitted: no\r\n"))
    assert [item.key for item in listen().items] == ["<m2@x.example>"]


def test_a_page_is_made_plain_and_scripts_are_gone(letterbox, listen):
    body = "<style>p{}</style><p>Hoe&nbsp;laat?</p><script>alert(1)</script><p onclick=x>Groet</p>"
    letterbox.deliver(mail(body=body, kind="text/html; charset=utf-8"))
    (item,) = listen().items
    assert item.text == "Vraag 1\n\nHoe laat?\nGroet"


def test_plain_text_is_preferred_and_an_attachment_is_not_read(letterbox, listen):
    body = (
        "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n"
        "--c\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "Caf=E9 a < b\r\n--c\r\nContent-Type: text/html\r\n\r\n<b>anders</b>\r\n--c--\r\n"
        "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=x.exe\r\n\r\nMZ geheim\r\n--b--"
    )
    letterbox.deliver(mail(body=body, kind="multipart/mixed; boundary=b").encode())
    (item,) = listen().items
    assert item.text == "Vraag 1\n\nCafé a < b"


def test_answers_belong_to_what_they_answer_and_quotes_are_left_out(letterbox, listen):
    body = "Dank je!\r\n\r\nOp ma 23 nov. 2026 om 10:00 schreef Hub <hub@bank.example>:\r\n> Maandag.\r\n> Groet"
    more = "In-Reply-To: <a2@bank.example>\r\nReferences: <m1@x.example> <a2@bank.example>\r\n"
    letterbox.deliver(mail(3, body=body, more=more))
    (item,) = listen().items
    assert item.thread == "<m1@x.example>"
    assert item.text == "Dank je!"
    assert item.reply_to["references"] == ["<m1@x.example>", "<a2@bank.example>"]


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@x.example\r\n\r\n",
        b"From: =?utf-8?b?broken?= <a@x.example>\r\nSubject: =?x-unknown?q?=FF?=\r\nDate: never\r\n\r\nTekst",
        b"From: a@x.example\r\nContent-Type: text/plain; charset=no-such-set\r\n\r\nTekst",
        b"From: a@x.example\r\nContent-Type: multipart/mixed\r\n\r\nTekst",
        b"From: a@x.example\r\nReferences: <<<>>> x\r\nMessage-ID: geen\r\nReply-To: (;\r\n\r\nTekst",
        b"From: a@x.example\r\nContent-Type: message/rfc822\r\n\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 300,
        b"From: a@x.example\r\nTo: " + b"a@x.example, " * 3000 + b"\r\n\r\nTekst",
        b"From: a@x.example\r\nSubject: \x00\xff\xfe\r\n\r\n\x00\x01\xff",
    ],
)
def test_a_mail_that_is_written_wrongly_stops_nothing(raw):
    item = module._item(raw, "1.1", "hub@bank.example")
    assert item is not None
    assert item.text
    assert "\x00" not in item.text + item.who
    assert item.key


def test_a_huge_mail_is_read_at_its_beginning_only(letterbox, listen, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 2000)
    letterbox.deliver(mail(body="Begin " + "x" * 500_000), mail(2))
    first, second = listen().items
    assert first.text.startswith("Vraag 1\n\nBegin x")
    assert len(first.text) < 2000
    assert second.key == "<m2@x.example>"


def test_a_wrong_password_asks_for_another(listen):
    with pytest.raises(NeedsReconnectError):
        listen(password="anders")


def test_to_it_a_plus_address_is_seen(letterbox, listen):
    letterbox.deliver(mail(more="Delivered-To: hub+idea-abc@bank.example\r\n"))
    (item,) = listen().items
    assert "hub+idea-abc@bank.example" in item.sent_to


@pytest.mark.parametrize("server", INSIDE)
def test_it_opens_no_server_inside_and_no_other_port(server, monkeypatch):
    monkeypatch.setattr(http.socket, "create_connection", lambda *a, **k: pytest.fail("it was opened"))
    with pytest.raises((http.AddressNotAllowedError, http.NameNotFoundError, MisconfiguredError)):
        LISTENERS["mailbox"].listen(PLACE, {"server": server, "login": "a", "password": "b"}, {})


@pytest.mark.parametrize("greeting", GREETINGS)
def test_whatever_a_server_says_is_an_error_of_ours(greeting, open_host):
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"

        def serve():
            with contextlib.suppress(OSError):
                connection, _ = server.accept()
                connection.sendall(greeting)
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        open_host(host)
        with pytest.raises(TransientError):
            LISTENERS["mailbox"].listen(PLACE, {"server": host, "login": "a", "password": "b"}, {})


def test_a_server_that_drips_is_hung_up_on(open_host, monkeypatch):
    monkeypatch.setattr(module, "MOST_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"

        def serve():
            with contextlib.suppress(OSError):
                connection, _ = server.accept()
                connection.sendall(b"* OK hi\r\n")
                while True:
                    connection.sendall(b"* ")
                    time.sleep(0.05)

        threading.Thread(target=serve, daemon=True).start()
        open_host(host)
        began = time.monotonic()
        with pytest.raises(TransientError):
            LISTENERS["mailbox"].listen(PLACE, {"server": host, "login": "a", "password": "b"}, {})
        assert time.monotonic() - began < timedelta(seconds=5).total_seconds()


def with_photo(number, to, data, *, amid=b""):
    """A mail with a photo attached, and a logo amid its words."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Message-ID"] = "k@x.example", to, "Re", f"<p{number}@x.example>"
    made.set_content("Kijk eens.")
    made.add_attachment(data, maintype="image", subtype="jpeg", filename="brug.jpg")
    if amid:
        made.add_attachment(amid, maintype="image", subtype="png", filename="logo.png", disposition="inline")
    return made.as_bytes(policy=email.policy.SMTP)


def test_photos_come_along_with_what_answers_our_invitation_and_with_nothing_else(letterbox, listen):
    photo, large = b"\xff\xd8" + bytes(50_000), b"\xff\xd8" + bytes(3_000_000)
    letterbox.deliver(
        with_photo(1, "hub+idea-1-2@bank.example", photo, amid=bytes(900)),
        with_photo(2, "hub@bank.example", photo),
        with_photo(3, "hub+idea-1-2@bank.example", large),
        with_photo(4, "hub+idea-1-2@bank.example", large),
    )
    heard = listen()
    first, other, third = heard.items
    assert [(file.name, file.content_type, len(file.data)) for file in first.files] == [
        ("brug.jpg", "image/jpeg", len(photo))
    ]
    assert other.files == ()
    assert [file.data == large for file in third.files] == [True]
    assert heard.has_more  # one large mail at a time
    assert [item.key for item in listen(heard.cursor).items] == ["<p4@x.example>"]


def test_a_mail_that_is_too_large_comes_in_without_its_photos_and_says_so(letterbox, listen, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES_WITH_FILES", 2_500_000)
    letterbox.deliver(with_photo(1, "hub+idea-1-2@bank.example", bytes(3_000_000)))
    (item,) = listen().items
    assert (item.text, item.files, item.has_more_files) == ("Re\n\nKijk eens.", (), True)

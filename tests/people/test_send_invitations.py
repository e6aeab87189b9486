"""Letters go out once, through a real mail server, whatever happens on the way."""

import email
import socket
from datetime import timedelta
from email.policy import default

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.utils import timezone

from kring.people import actions
from kring.people.actions.joining import claim_letter
from kring.people.models import Invitation
from kring.people.tasks.invitations import send_invitations
from tests import make


class Postbox:
    """Takes letters; refuses whoever is called unknown."""

    def __init__(self):
        self.letters = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the library's name
        if address.startswith("unknown"):
            return "550 no such person"
        if address.startswith("busy"):
            return "451 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def postbox(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    yield box
    controller.stop()


def invite(organisation, *names, language="nl"):
    people = [
        make.person(
            organisation,
            joined_at=None,
            email=f"{name}@voorbeeld.example",
            name=f"{name} Jansen",
            language=language,
        )
        for name in names
    ]
    actions.invite_people(by=None, people=people, now=timezone.now())
    return people


def work(organisation):
    send_invitations.func(organisation_id=organisation.pk, row_id=0)


def test_each_letter_goes_once_with_a_link_of_its_own(organisation, postbox):
    invite(organisation, "noor", "bas")
    work(organisation)
    work(organisation)
    assert {letter["To"] for letter in postbox.letters} == {"noor@voorbeeld.example", "bas@voorbeeld.example"}
    texts = [letter.get_body(("plain",)).get_content() for letter in postbox.letters]
    links = {line for text in texts for line in text.split() if "/join/" in line}
    assert len(links) == 2
    assert all(letter.get_body(("html",)) is not None for letter in postbox.letters)
    assert not Invitation.objects.filter(sent_at=None).exists()


def test_a_letter_speaks_its_readers_language(organisation, postbox):
    invite(organisation, "noor", language="nl")
    invite(organisation, "bob", language="en")
    work(organisation)
    assert "doe je mee" in postbox.letters[0].get_body(("plain",)).get_content()
    assert "will you join" in postbox.letters[1].get_body(("plain",)).get_content()


def test_an_unknown_address_is_told_and_the_others_go(organisation, postbox):
    invite(organisation, "unknown", "noor")
    work(organisation)
    assert [letter["To"] for letter in postbox.letters] == ["noor@voorbeeld.example"]
    assert Invitation.objects.exclude(problem="").get().person.name == "unknown Jansen"


def test_a_letter_that_may_have_gone_waits_an_hour(organisation, postbox):
    invite(organisation, "busy")
    work(organisation)
    assert claim_letter(now=timezone.now() + timedelta(minutes=59)) is None
    assert claim_letter(now=timezone.now() + timedelta(minutes=61)) is not None


def test_a_worker_that_died_with_a_letter_in_hand_does_not_send_it_twice_within_the_hour(organisation, postbox):
    invite(organisation, "noor")
    assert claim_letter(now=timezone.now())  # and then the worker was killed
    work(organisation)
    assert not postbox.letters
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        work(organisation)
    assert len(postbox.letters) == 1


def test_without_a_mail_server_every_letter_stays(organisation, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    invite(organisation, "noor")
    work(organisation)
    letter = Invitation.objects.get()
    assert (letter.claimed_at, letter.sent_at, letter.problem) == (None, None, "")


def test_somebody_who_joined_in_the_meantime_gets_no_letter(organisation, postbox):
    (person,) = invite(organisation, "noor")
    actions.join(by=person, account=None, also=(), language="nl", now=timezone.now())
    work(organisation)
    assert not postbox.letters
    assert not Invitation.objects.exists()


def test_a_name_cannot_add_a_line_to_the_head_of_a_letter(organisation, postbox):
    organisation.name = "Bank\r\nBcc: iedereen@voorbeeld.example"
    organisation.save()
    invite(organisation, "noor")
    work(organisation)
    assert postbox.letters[0]["Bcc"] is None

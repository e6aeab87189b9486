"""Mails in the organisation's look and the reader's language: plain text and HTML, readable in light and dark."""

import logging
import smtplib
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kring.core.models import Organisation, OrganisationModel
from kring.ui import color

log = logging.getLogger(__name__)
Letter = TypeVar("Letter", bound=OrganisationModel)
LETTERS_A_RUN = 100
PAUSE = {"seconds": 10}  # between two runs, so about ten letters a second at most, for each organisation


def mail(
    template: str,
    *,
    to: str,
    language: str,
    organisation: Organisation | None = None,
    connection: BaseEmailBackend | None = None,
    key: str = "",
    headers: dict[str, str] | None = None,
    **context: Any,
) -> EmailMultiAlternatives:
    """Return the mail of `template`: <template>.txt, whose first line is the subject, and <template>.html.

    A mail that Kring writes by itself has a `key` of its own ("survey-7"), by which a second copy can be known.
    """
    if key:
        host = urlsplit(settings.PUBLIC_URL).hostname
        headers = {"Message-ID": f"<{key}@{host}>", "Auto-Submitted": "auto-generated"} | (headers or {})
    brand = organisation.brand_color if organisation else "#0f5c5c"
    context |= {"organisation": organisation, "brand": color.readable(brand, on="#ffffff"), "language": language}
    with translation.override(language):
        subject, _line, text = render_to_string(f"{template}.txt", context).strip().partition("\n")
        page = render_to_string(f"{template}.html", context)
    made = EmailMultiAlternatives(
        " ".join(subject.split()), text.strip() + "\n", to=[to], connection=connection, headers=headers
    )
    made.attach_alternative(page, "text/html")
    return made


class Posted(Enum):
    """What a mail server said to one mail."""

    SENT = "sent"
    REFUSED = "refused"  # for good: the address is wrong
    UNKNOWN = "unknown"  # refused for now, or broken off on the way: it may have gone; send no more for a while


def post(made: EmailMultiAlternatives) -> Posted:
    """Hand one mail to the mail server, over the connection it was made with, and say what came of it."""
    try:
        made.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        return _refused(max(code for code, _text in refusal.recipients.values()))
    except smtplib.SMTPResponseException as refusal:
        return _refused(refusal.smtp_code)
    except ValueError:  # an address that no mail can be written to
        return Posted.REFUSED
    except OSError:
        return Posted.UNKNOWN
    return Posted.SENT


def _refused(code: int) -> Posted:
    return Posted.REFUSED if code >= 500 else Posted.UNKNOWN


def send_run(
    *,
    claim: Callable[[], Letter | None],
    write: Callable[[Letter, BaseEmailBackend], EmailMultiAlternatives],
    sent: Callable[[Letter], None],
    refused: Callable[[Letter, str], None],
) -> bool:
    """Send a run of letters over one connection, each claimed before it goes; return whether more may follow.

    A letter of which nobody knows whether it went ends the run, and is left alone for as long as `claim` says.
    """
    connection = get_connection()
    try:
        connection.open()  # a server that does not answer took no letter: all of them stay as they are
    except OSError as trouble:
        log.warning("The mail server does not answer: %s", trouble)
        return False
    try:
        for _number in range(LETTERS_A_RUN):
            letter = claim()
            if letter is None:
                return False
            try:
                made = write(letter, connection)
            except Exception:  # it stays claimed, and is tried again later; the others need not wait for it
                log.exception("%s %s could not be written", type(letter).__name__, letter.pk)
                continue
            posted = post(made)
            if posted is Posted.UNKNOWN:
                return False
            if posted is Posted.SENT:
                sent(letter)
                continue
            with translation.override(letter.organisation.language):
                refused(letter, _("The mail server does not know this address."))
    finally:
        connection.close()
    return True

"""Mails in the organisation's look and the reader's language: plain text and HTML, readable in light and dark."""

import smtplib
from enum import Enum
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation

from kring.core.models import Organisation
from kring.ui import color


def mail(
    template: str,
    *,
    to: str,
    language: str,
    organisation: Organisation | None = None,
    connection: BaseEmailBackend | None = None,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> EmailMultiAlternatives:
    """Return the mail of `template`: <template>.txt, whose first line is the subject, and <template>.html."""
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

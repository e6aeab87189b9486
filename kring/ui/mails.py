"""Mails in the organisation's look and the reader's language: plain text and HTML, readable in light and dark."""

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

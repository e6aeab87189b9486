"""A message in the shape of its way: a mail, or a note for a messenger."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from kring.connectors.messenger import Note
from kring.reach.kinds import Letter, kinds
from kring.reach.models import Message
from kring.reach.queries import links
from kring.ui.mails import mail

TEMPLATE = "reach/mails/message"


def as_mail(message: Message, letter: Letter, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail of a message: with its reason, and a way to switch its kind off in one click."""
    person = message.person
    return mail(
        letter.template or TEMPLATE,
        to=person.email,
        language=person.reads,
        organisation=message.organisation,
        connection=connection,
        key=f"message-{message.pk}",
        headers=links.mail_headers(person, message.kind),
        letter=letter,
        paragraphs=[part for part in letter.text.split("\n\n") if part.strip()],
        link=_whole(letter.link),
        why=kinds()[message.kind].why,
        first_name=person.first_name,
        off=links.off_address(person, message.kind),
        site=settings.PUBLIC_URL,
        **letter.context,
    )


def as_note(message: Message, letter: Letter) -> Note:
    """Return what a messenger tells."""
    return Note(
        key=f"message-{message.pk}",
        title=letter.title,
        text=letter.text,
        link=_whole(letter.link),
        link_words=letter.link_words or _("Open Kring"),
        why=str(kinds()[message.kind].why),
        off_link=links.off_address(message.person, message.kind),
        off_words=_("No more of these"),
    )


def _whole(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}" if path else ""

"""Send a mail to who was called to a story and agreed to mail: each once."""

import logging
import smtplib

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.worker import job, periodic, wake
from kring.people import queries as people
from kring.people.rules import Purpose
from kring.stories import actions, queries
from kring.ui.mails import mail

log = logging.getLogger(__name__)


@job()
def tell(row_id: int) -> None:
    """Send one mail, unless it went already; broken off on the way it may have gone, so it waits an hour."""
    mention = actions.claim_mention(mention_id=row_id, now=timezone.now())
    if mention is None:
        return
    person, note = mention.person, mention.note
    if not people.has_consent(person, Purpose.EMAIL):
        actions.drop_mention_mail(mention=mention)
        return
    language = queries.language_of(person)
    made = mail(
        "stories/mails/mention",
        to=person.email,
        language=language,
        organisation=mention.organisation,
        key=f"mention-{mention.pk}",
        who=note.by.name if note.by else "Kring",
        title=queries.titles([note.story_id], language).get(note.story_id, ""),
        words=note.words,
        link=settings.PUBLIC_URL + reverse("stories:talk", args=[note.story_id]),
    )
    try:
        made.send()
    except (smtplib.SMTPRecipientsRefused, ValueError):
        actions.drop_mention_mail(mention=mention)
        return
    except OSError as trouble:
        log.warning("The mail server did not take a mail: %s", trouble)
        return
    actions.record_mention_mailed(mention=mention, now=timezone.now())


@periodic(cron="* * * * *")
def tell_waiting(organisation: Organisation) -> None:
    """Wake the mails whose wake-up call was lost."""
    for mention in queries.mentions_to_mail(timezone.now())[:100]:
        wake(tell.name, mention)

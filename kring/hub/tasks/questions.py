"""Tell people by mail that their question was answered, if they agreed to mail: each once."""

import logging

from django.conf import settings
from django.core.mail import get_connection
from django.urls import reverse
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.worker import job, periodic, wake
from kring.hub.actions import questions as actions
from kring.hub.queries import questions as queries
from kring.people.queries import has_consent
from kring.people.rules import Purpose
from kring.stories.queries import language_of
from kring.ui.mails import mail

log = logging.getLogger(__name__)


@job()
def tell_answer(row_id: int) -> None:
    """Write that an answer is there. A mail that may have gone is not sent again: the answer stands in Kring."""
    connection = get_connection()
    try:
        connection.open()  # a server that does not answer took nothing
    except OSError as trouble:
        log.warning("The mail server does not answer: %s", trouble)
        return
    try:
        question = actions.claim_telling(question_id=row_id, now=timezone.now())
        if question is None or not has_consent(question.person, Purpose.EMAIL):
            return
        made = mail(
            "hub/mails/answered",
            to=question.person.email,
            language=language_of(question.person),
            organisation=question.person.organisation,
            connection=connection,
            key=f"answer-{question.pk}",
            first_name=question.person.first_name,
            link=f"{settings.PUBLIC_URL}{reverse('hub:my_question', args=[question.pk])}",
        )
        made.send()
    except (OSError, ValueError) as trouble:
        log.warning("A mail about an answer did not go: %s", trouble)
    finally:
        connection.close()


@periodic(cron="*/5 * * * *")
def wake_answers(organisation: Organisation) -> None:
    """Wake the mails whose wake-up call was lost, or whose server did not answer."""
    for question in queries.answers_to_tell()[:100]:
        wake(tell_answer.name, question)

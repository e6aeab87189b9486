"""What the worker does: keep the files of the figures as they should be, work answers out, send reports."""

import logging
import smtplib
from datetime import datetime

from django.conf import settings
from django.core.mail import get_connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kring.core.models import Organisation
from kring.core.worker import each_step, job, periodic
from kring.insights import actions, queries, report
from kring.insights.actions.working import work_out_answers
from kring.insights.actions.writing import bring_up_to_date
from kring.insights.models import Export, ReportMail
from kring.ui.mails import Posted, mail, post

log = logging.getLogger(__name__)


@periodic(cron="*/5 * * * *")
def look_for_files(organisation: Organisation) -> None:
    """Wake the worker for every organisation whose files are due: once a day, and where a wake-up call was lost."""
    actions.wake_due_files(organisation=organisation, now=timezone.now())


@job()
def write_files(row_id: int) -> None:
    """Make the files of an organisation again where something in them changed."""
    export = Export.objects.select_related("organisation").filter(pk=row_id).first()
    if export:
        bring_up_to_date(export=export, now=timezone.now())


@job()
def work_out(row_id: int) -> None:
    """Work the answers out that a row asks for."""
    row = actions.claim_answers(row_id=row_id, now=timezone.now())
    if row:
        work_out_answers(row=row)


@job()
def send_report(row_id: int) -> None:
    """Send one report, once: it is claimed for good before it leaves, and let go only when it surely did not."""
    claimed = actions.claim_report(row_id=row_id, now=timezone.now())
    if claimed is None:
        return
    organisation, person = claimed.organisation, claimed.person
    found = queries.answers(organisation, timezone.now())
    if found is None:
        ask_for_newest(organisation)
        actions.release_report(mail=claimed)
        return
    with override(person.reads):
        paper = report.pdf(found, organisation, language=person.reads)
        name = report.file_name(found)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as trouble:
        log.warning("The mail server does not answer: %s", trouble)
        actions.release_report(mail=claimed)
        return
    made = mail(
        "insights/mails/report",
        to=person.email,
        language=person.reads,
        organisation=organisation,
        connection=connection,
        key=f"report-{claimed.pk}",
        first_name=person.first_name,
        month=claimed.month,
        sentence=report.first_sentence(found, language=person.reads),
        link=f"{settings.PUBLIC_URL}{reverse('insights:answers')}",
    )
    made.attach(name, paper, "application/pdf")
    _record(claimed, post(made), found.fingerprint)
    connection.close()


def _record(claimed: ReportMail, posted: Posted, fingerprint: str) -> None:
    if posted == Posted.SENT:
        actions.record_report_sent(mail=claimed, fingerprint=fingerprint, now=timezone.now())
    elif posted == Posted.REFUSED:
        with override(claimed.organisation.language):
            actions.record_report_problem(mail=claimed, problem=_("The mail server does not know this address."))


def ask_for_newest(organisation: Organisation) -> None:
    """Ask for the answers over everything until the last Sunday, as the first page shows them."""
    now = timezone.now()
    actions.ask_for_answers(
        organisation=organisation,
        part="all",
        weeks=queries.USUAL_WEEKS,
        sunday=queries.last_sunday(organisation, now),
        now=now,
    )


@periodic(cron="*/5 * * * *")
def look_after(organisation: Organisation) -> None:
    """Ask for answers when a week has closed, wake what waits, and write down which reports are due."""
    now = timezone.now()
    each_step(
        lambda: _ask_when_settled(organisation, now),
        lambda: actions.wake_waiting_answers(now=now),
        lambda: actions.write_due_reports(now=now),
        lambda: actions.tidy_answers(now=now),
    )


def _ask_when_settled(organisation: Organisation, now: datetime) -> None:
    if queries.is_week_settled(organisation, now):
        ask_for_newest(organisation)

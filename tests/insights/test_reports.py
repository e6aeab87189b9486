"""The report by mail: to whom may see figures, each month, each one once."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail

from kring.insights import actions, tasks
from kring.insights.errors import MayNotSeeFiguresError
from kring.insights.models import ReportMail
from kring.insights.queries import answers as worked  # the function
from kring.people.models import RoleGrant
from tests import make
from tests.insights.conftest import NOW
from tests.insights.test_answers_view import bank, worked_out  # noqa: F401 - a fixture

FIRST = datetime(2026, 12, 1, 9, tzinfo=UTC)


def plan(manager, *, day=28, readers=None):
    chosen = [manager.pk] if readers is None else readers
    return actions.plan_reports(by=manager, is_on=True, day=day, readers=chosen, now=NOW)


def send(row):
    tasks.send_report.func(organisation_id=row.organisation_id, row_id=row.pk)


def test_a_month_has_one_report_for_each_reader(manager):
    plan(manager)
    for day in (NOW, datetime(2026, 11, 28, 9, tzinfo=UTC), datetime(2026, 11, 30, 9, tzinfo=UTC), FIRST):
        actions.write_due_reports(now=day)
    assert list(ReportMail.objects.values_list("person", "month")) == [(manager.pk, date(2026, 11, 1))]


def test_a_plan_that_begins_after_its_day_begins_next_month(manager):
    plan(manager, day=3)
    actions.write_due_reports(now=NOW)
    assert not ReportMail.objects.exists()
    actions.write_due_reports(now=datetime(2026, 12, 3, 9, tzinfo=UTC))
    assert ReportMail.objects.get().month == date(2026, 12, 1)


def test_only_who_may_see_figures_gets_it(manager, person):
    with pytest.raises(MayNotSeeFiguresError):
        plan(manager, readers=[person.pk])
    plan(manager)
    RoleGrant.objects.filter(person=manager).delete()
    actions.write_due_reports(now=datetime(2026, 11, 28, 9, tzinfo=UTC))
    assert not ReportMail.objects.exists()


@pytest.mark.usefixtures("bank")
def test_it_leaves_once_with_the_paper_in_it(organisation, manager):
    row = make.report_mail(manager)
    send(row)
    assert not mail.outbox  # the answers are worked out first
    found = worked_out(organisation)
    for _ in range(2):
        send(row)
    (made,) = mail.outbox
    assert made.to == [manager.email]
    (name, paper, kind), = made.attachments  # fmt: skip
    assert (name, kind) == ("answers-2026-11-22.pdf", "application/pdf")
    assert paper.startswith(b"%PDF-")
    assert ReportMail.objects.get().fingerprint == found.fingerprint == worked(organisation, NOW).fingerprint


@pytest.mark.usefixtures("bank")
def test_a_worker_that_dies_while_it_sends_sends_nothing_twice(organisation, manager):
    worked_out(organisation)
    row = make.report_mail(manager)
    assert actions.claim_report(row_id=row.pk, now=NOW)  # and it is killed here
    send(row)
    actions.write_due_reports(now=NOW)
    assert not mail.outbox
    assert ReportMail.objects.get().sent_at is None

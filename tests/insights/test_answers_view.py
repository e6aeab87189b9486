"""The four answers: worked out once, told as far as they go, closed to small groups, and worked out again."""

import csv
import io
import json
from datetime import date, datetime, timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kring.core.models import AuditNote, Organisation
from kring.insights import actions, queries
from kring.insights.models import Answered, Counted, Protocol
from kring.insights.queries.effects import usable
from kring.insights.rules.answers import Claim
from kring.people.models import Unit
from kring.people.rules import Role
from tests import make
from tests.insights.conftest import NOW
from tests.insights.world import fill

SUNDAY = date(2026, 11, 22)
TRUE = 1.6


@pytest.fixture
def bank(organisation):
    """Sixteen units in four waves, watched from half a year ago, with counts over everybody."""
    Organisation.objects.filter(pk=organisation.pk).update(created_at=NOW - timedelta(weeks=27))
    organisation.refresh_from_db()
    made = fill(organisation, units=16, people_each=14, seed=3, region_size=4)
    dice, weeks = np.random.default_rng(8), 26
    first = SUNDAY - timedelta(days=6, weeks=weeks - 1)
    rows = []
    for unit in made.units:
        level = dice.lognormal(2.5, 0.2)
        for week in range(weeks):
            monday = first + timedelta(weeks=week)
            rate = level * (1 + 0.2 * np.sin(week / 4)) * (TRUE if monday >= unit.starts_on else 1)
            posts = int(dice.poisson(rate))
            rows.append(
                Counted(
                    organisation=organisation, unit=unit, monday=monday, posts=posts, engagements=4 * posts,
                    active=min(14, int(dice.poisson(rate / 6))), came_at=NOW - timedelta(weeks=weeks - 1 - week),
                )
            )  # fmt: skip
    Counted.objects.bulk_create(rows)
    make.protocol(organisation, locked_at=NOW - timedelta(weeks=26))
    return made


def worked_out(organisation, part="all", weeks=13):
    """The answers, made and kept as the worker does."""
    row = actions.ask_for_answers(organisation=organisation, part=part, weeks=weeks, sunday=SUNDAY, now=NOW)
    actions.work_out_answers(row=actions.claim_answers(row_id=row.pk, now=NOW))
    return queries.answers(organisation, NOW, part=part, weeks=weeks)


def test_it_finds_what_was_put_in_and_says_so(organisation, bank):
    found = worked_out(organisation)
    ratio = found.posts.figure("ratio")
    assert found.posts.claim == Claim.LED_TO
    assert ratio.low < TRUE < ratio.high
    assert found.posts.grade.letter == "B"  # no lot in this world
    assert "not_by_lot" in found.posts.grade.reasons
    assert found.engagements.claim == Claim.LED_TO
    assert {"participation.shared", "posts.ratio", "posts.per_100", "activation.per_100"} <= set(found.figures)
    assert len(found.waves) == 0  # units start one after the other, but in no wave of a plan


def test_without_counts_over_everybody_there_is_no_number_about_a_cause(organisation, bank):
    Counted.objects.all().delete()
    found = worked_out(organisation)
    for effect in (found.activation, found.posts, found.engagements):
        assert effect.claim == Claim.CANNOT_TELL
        assert effect.grade.letter == "D"
        assert effect.figures == effect.points == ()
    assert "measure_everybody" in found.posts.grade.missing


def test_counts_of_some_units_are_not_counts_over_everybody(organisation, bank):
    Counted.objects.filter(unit=bank.units[0]).delete()
    assert worked_out(organisation).posts.claim == Claim.CANNOT_TELL


def test_the_longest_run_of_weeks_that_is_known_is_used():
    counts = np.ones((3, 10))
    counts[1, 2] = counts[2, 8] = np.nan
    found = usable(counts, np.array([True, True, True]))
    assert (found.first, found.after) == (3, 8)
    counts[0] = np.nan
    assert usable(counts, np.array([True, True, True])) is None


def test_the_fingerprint_follows_one_sum(organisation, bank):
    first = worked_out(organisation)
    actions.forget_answers()
    assert worked_out(organisation) == first
    row = Counted.objects.first()
    Counted.objects.filter(pk=row.pk).update(posts=row.posts + 1)
    actions.forget_answers()
    assert worked_out(organisation).fingerprint != first.fingerprint


def test_a_sum_that_came_late_is_said(organisation, bank):
    Counted.objects.filter(monday=date(2026, 8, 3)).update(came_at=datetime(2026, 9, 1, 9, tzinfo=NOW.tzinfo))
    assert worked_out(organisation).late == len(bank.units)


def test_work_that_was_cut_off_is_found_again_and_done_once(organisation, bank, django_capture_on_commit_callbacks):
    row = actions.ask_for_answers(organisation=organisation, part="all", weeks=13, sunday=SUNDAY, now=NOW)
    again = actions.ask_for_answers(organisation=organisation, part="all", weeks=13, sunday=SUNDAY, now=NOW)
    assert again == row
    assert actions.claim_answers(row_id=row.pk, now=NOW)  # and its worker dies
    with CaptureQueriesContext(connection) as asked:
        actions.wake_waiting_answers(now=NOW + timedelta(minutes=5))
    assert any("procrastinate" in one["sql"] for one in asked.captured_queries)
    actions.work_out_answers(row=actions.claim_answers(row_id=row.pk, now=NOW))
    assert actions.claim_answers(row_id=row.pk, now=NOW) is None
    assert Answered.objects.count() == 1


def test_the_page_waits_for_the_worker_and_then_answers_in_few_queries(organisation, bank, manager, client_of):
    client = client_of(manager)
    assert "Working the answers out" in client.get("/answers").content.decode()
    assert Answered.objects.get().status == "waiting"
    worked_out(organisation)
    client.get("/answers")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/answers").content.decode()
    assert len(asked) <= 18
    assert "the programme led to about" in page
    assert "How sure: B" in page
    note = AuditNote.objects.last()
    assert (note.verb, note.details) == ("looked at answers", {"part": "all", "weeks": 13, "how": "page"})


@pytest.mark.parametrize("path", ["", "/report.pdf", "/table.csv", "/sums.json", "/reports"])
def test_it_is_closed_to_people_without_the_role(person, organisation, client_of, path):
    administrator = make.person(organisation, account=make.account(), roles=[Role.ADMINISTRATOR])
    assert client_of(person).get(f"/answers{path}").status_code == 403
    assert client_of(administrator).get(f"/answers{path}").status_code == 403


def test_a_part_that_is_not_on_offer_is_never_worked_out(organisation, bank, manager, client_of):
    small = make.unit(organisation, name="Klein")
    for _ in range(3):
        make.person(organisation, unit=small)
    make.counted(small, date(2026, 5, 25))
    found = worked_out(organisation)
    assert f"unit-{small.pk}" not in {one.code for one in found.parts}
    assert client_of(manager).get(f"/answers?part=unit-{small.pk}").status_code == 302
    assert client_of(manager).get(f"/answers/table.csv?part=unit-{small.pk}").status_code == 404
    assert Answered.objects.count() == 1


def test_a_part_by_itself_has_no_number_about_a_cause(organisation, bank, manager, client_of):
    group = next(one for one in worked_out(organisation).parts if one.kind in ("group", "channel", "pillar"))
    found = worked_out(organisation, part=group.code)
    assert found.part == group
    assert found.participation.figure("shared") is not None
    assert found.posts.claim == Claim.CANNOT_TELL
    page = client_of(manager).get(f"/answers?part={group.code}").content.decode()
    assert "For this part by itself nobody can say" in page


def test_the_report_is_a_tagged_pdf_in_the_readers_language(organisation, bank, manager, client_of):
    worked_out(organisation)
    answer = client_of(manager).get("/answers/report.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"/Lang" in answer.content
    assert b"pdfuaid" in answer.content
    assert AuditNote.objects.last().details["how"] == "report"


def test_the_table_holds_every_figure_with_its_range(organisation, bank, manager, client_of):
    found = worked_out(organisation)
    rows = list(csv.DictReader(io.StringIO(client_of(manager).get("/answers/table.csv").content.decode("utf-8-sig"))))
    assert {row["figure"] for row in rows} == set(found.figures)


def test_somebody_else_works_it_out_again(organisation, bank, manager, client_of, tmp_path):
    found = worked_out(organisation)
    out = StringIO()
    call_command("recompute", stdout=out)
    assert "The same sums and the same figures." in out.getvalue()
    assert found.sums == ()  # small units: nothing is given away
    assert client_of(manager).get("/answers/sums.json").status_code == 404
    Counted.objects.filter(monday=date(2026, 8, 3)).update(posts=0)
    with pytest.raises(CommandError, match="Other sums"):
        call_command("recompute", stdout=out)
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"format": "kring-sums-1"}))
    with pytest.raises(CommandError, match="not a file with sums"):
        call_command("recompute", str(file), stdout=out)


def test_a_change_after_the_start_stands_with_the_answers(organisation, bank, manager, client_of):
    client = client_of(manager)
    asked = {"outcome": "engagements", "weeks_before": 0, "source": "", "cap": "", "why": ""}
    worked_out(organisation)
    answer = client.post("/answers/protocol", asked)
    assert answer.status_code == 422
    assert "Say why you change" in answer.content.decode()
    assert client.post("/answers/protocol", asked | {"why": "Een ander bureau"}).status_code == 302
    assert [row.why for row in queries.protocols()] == ["Een ander bureau", ""]
    assert not Answered.objects.exists()
    worked_out(organisation)
    page = client.get("/answers").content.decode()
    assert "Changed after the start, on 26 November 2026." in page
    assert "not locked before the start" in page
    again = client.post("/answers/protocol", asked | {"why": "Nog eens"})
    assert "This is what is locked already." in again.content.decode()
    assert Protocol.objects.count() == 2


def test_counts_are_brought_in_and_corrected(organisation, manager, client_of):
    unit = make.unit(organisation, name="Goes")
    client = client_of(manager)
    for posts in (4, 6):
        file = io.BytesIO(f"unit,week,posts\nGoes,2026-11-16,{posts}".encode())
        file.name = "counts.csv"
        assert client.post("/answers/counts", {"file": file}).status_code == 302
    assert list(Counted.objects.values_list("unit", "posts")) == [(unit.pk, 6)]
    file = io.BytesIO(b"unit,week,posts\nNergens,2026-11-16,4")
    file.name = "counts.csv"
    answer = client.post("/answers/counts", {"file": file})
    assert answer.status_code == 422
    assert "Line 2: no unit has this name." in answer.content.decode()


def test_the_directors_page_says_one_thing_and_what_is_next(organisation, bank, manager, client_of):
    client = client_of(manager)
    assert "being worked out" in client.get("/overview").content.decode()
    worked_out(organisation)
    page = client.get("/overview").content.decode()
    assert "The programme works: about" in page
    assert "No wave is waiting to start." in page
    assert Unit.objects.filter(starts_on__isnull=False).exists()

"""The four answers: worked out once, told as far as they go, closed to small groups, and worked out again."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kring.core.models import AuditNote, Organisation
from kring.insights import actions, drawing, queries, telling, telling_late
from kring.insights.actions.working import work_out_answers
from kring.insights.models import Answered, Counted, CountedPart, Protocol
from kring.insights.queries.counting import outside_by
from kring.insights.queries.in_groups import in_groups
from kring.insights.queries.totals import totals
from kring.insights.queries.usable import as_drawn, usable
from kring.insights.rules.answers import Claim, Kind, Part
from kring.insights.rules.protocol import Promise
from kring.people.models import TargetGroup, Unit
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
    work_out_answers(row=actions.claim_answers(row_id=row.pk, now=NOW))
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
    steps = [one.key for one in found.participation.way]
    assert (steps[0], steps[-1]) == ("staff", "still_active")
    assert found.participation.units_differ is False
    assert len(found.waves) == 0  # units start one after the other, but in no wave of a plan


def test_answers_of_an_older_version_are_worked_out_anew(organisation, bank, manager, client_of):
    worked_out(organisation)
    row = Answered.objects.get()
    Answered.objects.update(content=row.content | {"version": 0})
    assert queries.answers(organisation, NOW) is None
    assert client_of(manager).get("/answers").status_code == 200
    row.refresh_from_db()
    assert (row.status, row.progress) == (Answered.Status.WAITING, 0)
    assert worked_out(organisation) is not None


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
    found = worked_out(organisation)
    assert (found.late, found.late_weeks) == (len(bank.units), (date(2026, 8, 3),))
    words = telling_late.weeks_late(found)
    assert words == "16 sums came in more than a week after their week was over: of the week of 3 August."


def by_part(bank, kind, parts):
    """What others counted, told apart: each part has a share of every count, the last one the rest."""
    rows = []
    for one in Counted.objects.all():
        left = one.posts
        for key, share in parts.items():
            posts = left if key == list(parts)[-1] else int(one.posts * share)
            left -= posts
            rows.append(
                CountedPart(
                    organisation_id=one.organisation_id, counted=one, kind=kind, key=key, posts=posts,
                    came_at=one.came_at,
                )
            )  # fmt: skip
    CountedPart.objects.bulk_create(rows)


def test_the_effect_is_known_per_group_and_channel_where_counts_are_told_apart(organisation, bank, manager, client_of):
    offered = worked_out(organisation).parts
    keys = [str(one.pk) for one in TargetGroup.objects.all()]
    by_part(bank, "group", dict.fromkeys(keys, 1 / len(keys)) | {"": 0})
    channel = next(one for one in offered if one.kind == "channel")
    by_part(bank, "channel", {channel.key: 0.6, "": 0.4})
    actions.forget_answers()
    found = worked_out(organisation)
    assert found.posts.groups == ()  # in this small bank the figures show no group by itself
    sums = totals(organisation, NOW)
    apart = outside_by(Kind.GROUP, sums.units, sums.mondays, UTC)
    all_groups = [Part(Kind.GROUP, key) for key in keys]
    shown = in_groups(found.posts, sums, apart, as_drawn(sums), Promise(), all_groups)
    assert [str(one.group) for one in shown] == keys[2:]  # of the others there is nobody in many units
    assert all(one.ratio.low < TRUE < one.ratio.high for one in shown)
    assert in_groups(found.engagements, sums, apart, as_drawn(sums), Promise(), all_groups) == ()  # not told apart
    told = telling.told(
        replace(found, posts=replace(found.posts, groups=shown)), queries.titles_of(found, "en"), {}, drawing.PAGE
    )
    assert "By target group" in {table.caption for table in told[2].tables}
    alone = worked_out(organisation, part=channel.code)
    assert alone.posts.claim == Claim.TOGETHER  # a part is looked at after the whole
    assert alone.posts.figure("ratio").low < TRUE < alone.posts.figure("ratio").high
    assert alone.activation.claim == alone.engagements.claim == Claim.CANNOT_TELL
    page = client_of(manager).get(f"/answers?part={channel.code}").content.decode()
    assert f"more posts on {channel.name} together with the programme" in page


def test_work_that_was_cut_off_is_found_again_and_done_once(organisation, bank, django_capture_on_commit_callbacks):
    row = actions.ask_for_answers(organisation=organisation, part="all", weeks=13, sunday=SUNDAY, now=NOW)
    again = actions.ask_for_answers(organisation=organisation, part="all", weeks=13, sunday=SUNDAY, now=NOW)
    assert again == row
    assert actions.claim_answers(row_id=row.pk, now=NOW)  # and its worker dies
    with CaptureQueriesContext(connection) as asked:
        actions.wake_waiting_answers(now=NOW + timedelta(minutes=5))
    assert any("procrastinate" in one["sql"] for one in asked.captured_queries)
    work_out_answers(row=actions.claim_answers(row_id=row.pk, now=NOW))
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


def test_units_by_themselves_say_nothing_about_a_cause_and_ask_for_nothing(organisation, bank, settings):
    settings.SMALLEST_GROUP = 2  # so that units of this small world are on offer
    region = next(one for one in worked_out(organisation).parts if one.kind == "unit")
    alone = worked_out(organisation, region.code)
    assert alone.posts.claim == alone.activation.claim == alone.engagements.claim == Claim.CANNOT_TELL
    assert (alone.posts.grade.reasons, alone.posts.grade.missing) == (("part_not_counted",), ())


def test_the_method_of_other_analysts_is_there_where_numbers_are(organisation, bank, manager, client_of):
    client = client_of(manager)
    assert client.get("/answers/group-time").status_code == 302  # the worker has still to begin
    found = worked_out(organisation)
    posts = next(one for one in found.methods if one.outcome == "posts")
    (simple,) = [one.overall for one in posts.together if one.kind == "simple"]
    per_100 = found.posts.figure("per_100")
    assert simple.low < per_100.value < simple.high  # both ask the same
    assert [one.kind for one in posts.together] == ["simple", "group", "dynamic", "calendar"]
    page = client.get("/answers/group-time").content.decode()
    assert "With the programme +" in page
    assert "Why this is not the headline" in page
    assert "the method that other analysts use" in client.get("/answers").content.decode()
    rows = list(csv.DictReader(io.StringIO(client.get("/answers/group-time.csv").content.decode("utf-8-sig"))))
    assert sum(row["taken together"] == "each" and row["outcome"] == "posts" for row in rows) == len(posts.pairs)
    Counted.objects.all().delete()
    actions.forget_answers()
    assert worked_out(organisation).methods == ()
    assert "There is no number to show here" in client.get("/answers/group-time").content.decode()
    assert client.get("/answers/group-time.csv").status_code == 404


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


def test_parts_are_brought_in_in_both_languages_and_have_to_add_up(organisation, manager, client_of):
    make.unit(organisation, name="Goes")
    client = client_of(manager)

    def bring(*lines):
        file = io.BytesIO("\n".join(["eenheid;week;doelgroep;kanaal;berichten;mensen", *lines]).encode())
        file.name = "counts.csv"
        return client.post("/answers/counts", {"file": file})

    first, second = (group.name["nl"] for group in TargetGroup.objects.all()[:2])
    day = "Goes;2026-11-16"
    lines = f"{day};{first};;3;2", f"{day};{second};;4;1", f"{day};;linkedin;5;", f"{day};;Overig;2;"
    assert bring(*lines).status_code == 302
    whole = Counted.objects.get()
    assert (whole.posts, whole.active) == (7, 3)  # there was no line of the whole: the parts add up to it
    kept = set(CountedPart.objects.values_list("kind", "posts", "key"))
    assert {("channel", 5, "linkedin"), ("channel", 2, "")} < kept
    assert {(kind, posts) for kind, posts, _key in kept if kind == "group"} == {("group", 3), ("group", 4)}
    for lines, words in (
        ([f"{day};{first};;3;", f"{day};;;9;"], "Line 3: the parts of this unit and week do not add up to the whole."),
        ([f"{day};;;9;"], "Line 2: this unit and week were brought in with parts before"),
        ([f"{day};{first};linkedin;3;"], "Line 2: a line is about one target group, channel or pillar."),
        ([f"{day};Niemand;;3;"], "do not add up"),
        ([f"{day};Niemand;;7;"], "Line 2: no target group has this name."),
    ):
        answer = bring(*lines)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert Counted.objects.get().posts == 7
    assert bring(f"{day};{second};;7;3").status_code == 302  # takes the place of all groups of that week
    assert CountedPart.objects.filter(kind="group").count() == 1
    assert bring("Goes;2026-11-09;;;0;").status_code == 302  # nothing at all has no parts, and all of them are 0
    sums = totals(organisation, NOW)
    apart = outside_by(Kind.GROUP, sums.units, (date(2026, 11, 9), date(2026, 11, 16)), UTC)
    (unit,) = [n for n, one in enumerate(sums.units) if one.name == "Goes"]
    assert [table.posts[unit].tolist() for table in apart.values()] == [[0, 7]]


def test_the_directors_page_says_one_thing_and_what_is_next(organisation, bank, manager, client_of):
    client = client_of(manager)
    assert "being worked out" in client.get("/overview").content.decode()
    worked_out(organisation)
    page = client.get("/overview").content.decode()
    assert "The programme works: about" in page
    assert "No wave is waiting to start." in page
    assert Unit.objects.filter(starts_on__isnull=False).exists()

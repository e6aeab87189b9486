"""The files that figures are read from: whole, told apart by month, without anybody who was erased."""

import shutil
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from kring.insights import actions, tasks
from kring.insights.actions import writing
from kring.insights.actions.writing import bring_up_to_date
from kring.insights.models import Export, MonthFile
from kring.insights.queries import files, rows
from kring.insights.queries.totals import totals
from kring.privacy.actions import erase_person
from tests import make
from tests.insights.conftest import NOW
from tests.insights.test_totals import weeks_ago


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PARQUET_ROOT = tmp_path


@pytest.fixture
def export(organisation):
    return Export.objects.create(organisation=organisation, wanted_at=NOW)


def everything(kind, organisation):
    return pq.ParquetDataset(files.folder(organisation.pk) / kind).read().to_pylist()


def assert_same(one, other):
    for name, array in vars(one).items():
        if isinstance(array, np.ndarray):
            np.testing.assert_array_equal(array, getattr(other, name), err_msg=name)


def test_the_files_say_what_the_database_says(organisation, world, export, monkeypatch):
    from_rows = {key: totals(organisation, NOW, **key_of(key, world)) for key in ("all", "channel", "pillar")}
    assert bring_up_to_date(export=export, now=NOW) == len(MonthFile.objects.all()) > 12
    monkeypatch.setattr(rows, "tables", None)  # nothing but files from here on
    for key, expected in from_rows.items():
        assert_same(totals(organisation, NOW, **key_of(key, world)), expected)


def key_of(key, world):
    return {"all": {}, "channel": {"channel": "linkedin"}, "pillar": {"pillar": world.stories[0].theme.pillar_id}}[key]


def test_only_months_in_which_something_changed_are_written_again(organisation, export):
    person, stories = make.person(organisation), [make.story(organisation) for _ in range(2)]
    old = make.share(person, stories[0], posted_at=weeks_ago(9))
    make.share(person, stories[1], posted_at=weeks_ago(1))
    assert bring_up_to_date(export=export, now=NOW) == 9
    assert bring_up_to_date(export=export, now=NOW + timedelta(days=1)) == 0
    make.click(old, clicked_at=weeks_ago(1))  # late: the month of its share changes
    assert bring_up_to_date(export=export, now=NOW + timedelta(days=2)) == 1
    assert [row["count"] for row in everything("events", organisation)] == [1]


def test_somebody_who_was_erased_is_in_no_file(organisation, export, run_jobs):
    gone, stays = (make.person(organisation) for _ in range(2))
    for person in (gone, stays):
        make.share(person, make.story(organisation), posted_at=weeks_ago(6))
    tasks.write_files(organisation_id=organisation.pk, row_id=export.pk)
    assert len(everything("shares", organisation)) == 2
    erase_person(by=None, person=gone)
    assert totals(organisation, NOW).shares.sum() == 1, "nobody reads what the files still hold"
    run_jobs()
    (left,) = everything("shares", organisation)
    assert left["unit"] == stays_unit(stays)
    assert totals(organisation, NOW).staff[:, -1].sum() == 1
    assert Export.objects.get().looked_at == NOW


def stays_unit(person):
    return make.Placement.objects.get(person=person).unit_id


def test_no_file_names_a_person_or_is_open_to_others(organisation, export):
    person = make.person(organisation)
    make.share(person, make.story(organisation), posted_at=weeks_ago(1))
    bring_up_to_date(export=export, now=NOW)
    (row,) = everything("shares", organisation)
    assert person.pk not in (row["person"], abs(row["person"]))
    found = [path for path in files.folder(organisation.pk).rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in found} == {0o600}
    assert files.folder(organisation.pk).stat().st_mode & 0o077 == 0


def test_files_of_months_that_are_kept_no_longer_go(organisation, export):
    person = make.person(organisation)
    share = make.share(person, make.story(organisation), posted_at=weeks_ago(9))
    make.share(person, make.story(organisation), posted_at=weeks_ago(1))
    bring_up_to_date(export=export, now=NOW)
    share.delete()
    bring_up_to_date(export=export, now=NOW + timedelta(days=1))
    assert {path.name for path in files.folder(organisation.pk).glob("*/*")} == {"month=2026-11"}
    assert {row.month for row in MonthFile.objects.all()} == {"2026-11"}


def test_files_that_are_gone_are_made_again(organisation, export):
    make.share(make.person(organisation), make.story(organisation), posted_at=weeks_ago(1))
    bring_up_to_date(export=export, now=NOW)
    assert not files.is_due(organisation, NOW)
    shutil.rmtree(files.folder(organisation.pk))  # as after a backup was put back
    assert totals(organisation, NOW).shares.sum() == 1
    assert bring_up_to_date(export=export, now=NOW) == 3
    assert totals(organisation, NOW).shares.sum() == 1


class Killed(BaseException):
    """What no except of ours catches."""


@pytest.mark.parametrize("dies_at", ["write", "rename", "row", "end"])
def test_whoever_dies_at_it_loses_and_doubles_nothing(organisation, export, monkeypatch, dies_at):
    person = make.person(organisation)
    make.share(person, make.story(organisation), posted_at=weeks_ago(6))
    bring_up_to_date(export=export, now=NOW)
    share = make.share(person, make.story(organisation), posted_at=weeks_ago(0))
    make.click(share, clicked_at=weeks_ago(0))
    place, name = {
        "write": (writing.os, "fsync"),
        "rename": (Path, "replace"),
        "row": (MonthFile.objects, "update_or_create"),
        "end": (writing, "_remove_others"),
    }[dies_at]

    def die(*args, **named):
        raise Killed

    later = NOW + timedelta(days=1)
    with monkeypatch.context() as patch:
        patch.setattr(place, name, die)
        with pytest.raises(Killed):
            bring_up_to_date(export=export, now=later)
    assert totals(organisation, later).shares.sum() == 2, "nobody reads half of it"
    assert files.is_due(organisation, later)
    bring_up_to_date(export=export, now=later)
    assert (len(everything("shares", organisation)), len(everything("events", organisation))) == (2, 1)
    found = {path for path in files.folder(organisation.pk).rglob("*") if path.is_file()}
    assert found == {files.path(organisation.pk, row.kind, row.month) for row in MonthFile.objects.all()}


def test_another_run_is_needed_when_somebody_is_erased_meanwhile(organisation, export, monkeypatch):
    make.share(make.person(organisation), make.story(organisation), posted_at=weeks_ago(1))
    real = rows.tables

    def and_meanwhile(*args, **named):
        actions.want_files(organisation=organisation, now=NOW + timedelta(seconds=1))
        return real(*args, **named)

    monkeypatch.setattr(rows, "tables", and_meanwhile)
    bring_up_to_date(export=export, now=NOW)
    assert files.is_due(organisation, NOW)

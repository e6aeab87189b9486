"""When somebody shared, from LinkedIn's own archive; nothing else of it is read, and no archive can hurt."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from kring.connectors import linkedin_export
from kring.connectors.linkedin_export import NotAnArchiveError, times

SHARES = """Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility
2025-03-04 23:30:00,https://www.linkedin.com/feed/update/1,"A line, with a comma
""and another, 2025-01-01 10:00:00
",,,MEMBER_NETWORK
2024-11-09 08:00:05,https://www.linkedin.com/feed/update/2,,,,MEMBER_NETWORK
not a day,https://www.linkedin.com/feed/update/3,,,,
"""
WHEN = [datetime(2025, 3, 4, 23, 30, tzinfo=UTC), datetime(2024, 11, 9, 8, 0, 5, tzinfo=UTC)]


def archive(files, **how):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            book.writestr(name, content)
    made.seek(0)
    return made


@pytest.mark.parametrize("begin", ["", "\ufeff"])
def test_it_reads_the_times_of_the_table(begin):
    assert times(io.BytesIO((begin + SHARES).encode())) == WHEN


@pytest.mark.parametrize("name", ["Shares.csv", "Basic_LinkedInDataExport/Shares.csv"])
def test_it_finds_the_table_in_the_archive(name):
    assert times(archive({"Connections.csv": "First Name", name: SHARES})) == WHEN


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"PK\x03\x04 not a zip",
        b"\xff\xfe\x00\x01 no text",
        b"Date,Message\n2025-03-04 10:00:00,Hi",
        archive({"Connections.csv": SHARES}).getvalue(),
        archive({"a/Shares.csv": SHARES, "b/Shares.csv": SHARES}).getvalue(),
        archive({"../../Shares.csv": b"\x00" * 100}).getvalue(),
        archive({"Shares.csv": SHARES}).getvalue()[:-30],
    ],
)
def test_it_refuses_what_is_no_archive(given):
    with pytest.raises(NotAnArchiveError):
        times(io.BytesIO(given))


def test_it_refuses_an_archive_that_unpacks_to_more_than_any_can_be(monkeypatch):
    monkeypatch.setattr(linkedin_export, "MAX_UNPACKED", 1000)
    with pytest.raises(NotAnArchiveError, match="too large"):
        times(archive({"Shares.csv": SHARES + " " * 100_000}))


def test_it_refuses_more_shares_than_anybody_can_make(monkeypatch):
    monkeypatch.setattr(linkedin_export, "MAX_SHARES", 2)
    with pytest.raises(NotAnArchiveError, match="rows"):
        times(io.BytesIO(SHARES.encode()))

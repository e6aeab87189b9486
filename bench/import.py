"""`./run bench import`: 100,000 people, end to end, against COPY of the same rows into the same tables.


Uploads a messy list of 100,000 rows, works out what it changes and brings it in; then the same list again; then one in
which one in twenty moved. Its database is its own, on the server that Kring uses, and goes afterwards.
"""

import argparse
import csv
import io
import json
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

NAME = f"bench_import_{os.getpid()}"
HEADINGS = [
    "Voornaam", "Tussenvoegsel", "Achternaam", "E-mailadres", "Kantoor", "Regio", "Afdeling", "Functieniveau",
    "Locatie", "Taal", "In dienst", "Uit dienst",
]  # fmt: skip
FIRST = ("Jan", "Anna", "Ömer", "Zoë", "Fatima", "Łukasz", "Bram", "Noor", "Marie-José", "Renée", "Ahmed", "Özlem")
LAST = ("Jansen", "Vries", "Berg", "Bakker", "Visser", "Smit", "Meijer", "Boer", "Mulder", "Yılmaz", "Kaya")
MISTAKES = 0.01


def messy(rows: int, *, seed: int = 1, moved: float = 0.0) -> bytes:
    """Return a list as a payroll program writes it: semicolons, Windows line ends, and one row in a hundred wrong."""
    chance, mover = random.Random(seed), random.Random(seed + 1)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for n in range(rows):
        unit = chance.randrange(300)
        if mover.random() < moved:
            unit = (unit + 1) % 300
        email = f"{chance.choice(FIRST)}.{n}@Voorbeeldbank.example".encode("ascii", "ignore").decode()
        since = f"{chance.randint(1, 28):02d}-{chance.randint(1, 12):02d}-{chance.randint(1990, 2025)}"
        row = [
            chance.choice(FIRST), chance.choice(["", "", "van der", "de"]), f" {chance.choice(LAST)} ", email,
            f"Bank {unit:03d}", f"Regio {unit % 12}", f"Afdeling {chance.randrange(40)}",
            f"Niveau {chance.randrange(9)}",
            f"Plaats {unit % 80}", chance.choice(["NL", "Nederlands", "en", ""]), since, "",
        ]  # fmt: skip
        if chance.random() < MISTAKES:
            row[chance.choice([3, 4, 10])] = chance.choice(["", "onbekend", "30-02-2020"])
        writer.writerow(row)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def peak() -> float:
    """Return the most memory this process has used, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # what the parent used is not in it, as it is in ru_maxrss
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def set_up(address: str) -> None:
    """Make Django ready for the database at `address`."""
    os.environ["DATABASE_URL"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "kring.config.settings"
    import django

    django.setup()


def in_a_worker(address: str, job: str, organisation_id: int, row_id: int, answers: Any) -> None:
    """Run one job as the worker does, in a process of its own; send back the time and the memory it took."""
    set_up(address)
    from kring.people.tasks import staff_lists

    before, started = peak(), time.perf_counter()
    try:
        getattr(staff_lists, job).func(organisation_id=organisation_id, row_id=row_id)
    finally:
        answers.put((time.perf_counter() - started, before, peak()))


def run_job(address: str, job: str, organisation_id: int, row_id: int) -> tuple[float, float, float]:
    """Return seconds, memory before and memory at most of one job."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    process = context.Process(target=in_a_worker, args=(address, job, organisation_id, row_id, answers))
    process.start()
    answer = answers.get(timeout=600)
    process.join()
    return answer


def bring_in(address: str, person: Any, content: bytes, label: str) -> dict[str, Any]:
    """Upload, read and bring in one list, and say how long each step took."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from kring.people import actions, queries

    today = timezone.localdate()
    started = time.perf_counter()
    made = actions.upload_staff_list(by=person, file=SimpleUploadedFile("l.csv", content), file_name="l.csv")
    actions.map_columns(
        by=person, staff_import=made, mapping=made.mapping, absent_people_left=True, valid_from=today, today=today
    )
    upload = time.perf_counter() - started
    read, before, most = run_job(address, "read", person.organisation_id, made.pk)
    made = queries.staff_import(made.pk)
    applied = 0.0
    if queries.would_change_something(made):
        actions.apply_staff_list(by=person, staff_import=made, many_may_leave=True)
        applied, _, most_applied = run_job(address, "bring_in", person.organisation_id, made.pk)
        most = max(most, most_applied)
    made = queries.staff_import(made.pk)
    total = upload + read + applied
    return {
        "list": label, "upload_s": upload, "dry_run_s": read, "apply_s": applied, "total_s": total,
        "baseline_mb": before, "peak_mb": most, "status": made.status, "counts": made.counts,
    }  # fmt: skip


def copy_alone(organisation_id: int) -> tuple[float, float]:
    """Return the seconds that COPY needs for the same people, and for people with their placements.

    The tables are made like the real ones, with every index and foreign key; row-level security is left off, since
    PostgreSQL takes no COPY with it on.
    """
    from django.db import connection, transaction

    seconds = []
    with connection.cursor() as cursor:
        for table in ("people_person", "people_placement"):
            raw = cursor.cursor
            raw.execute(f"create table copy_{table} (like {table} including all)")
            raw.execute(
                "select pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and contype = 'f'",
                [table],
            )
            for (definition,) in raw.fetchall():
                raw.execute(f"alter table copy_{table} add {definition}")
            pieces = []
            with raw.copy(f"copy (select * from {table}) to stdout") as out:
                pieces.extend(bytes(piece) for piece in out)
            content = b"".join(pieces)
            started = time.perf_counter()
            with transaction.atomic(), raw.copy(f"copy copy_{table} from stdin") as into:
                into.write(content)
            seconds.append(time.perf_counter() - started)
            raw.execute(f"drop table copy_{table}")
    return seconds[0], sum(seconds)


def measure(address: str, rows: int) -> dict[str, Any]:
    """Run it all, and print a table."""
    from django.core.management import call_command

    from kring.core.models import Organisation
    from kring.core.scope import inside
    from kring.people.models import Person, TargetGroup

    call_command("migrate", verbosity=0)
    organisation = Organisation.objects.create(name="Bench")
    with inside(organisation):
        TargetGroup.objects.create(organisation=organisation, key="ambassador", is_default=True)
        person = Person.objects.create(organisation=organisation, name="Beheer", email="beheer@voorbeeld.example")
        steps = [
            bring_in(address, person, messy(rows), "first list"),
            bring_in(address, person, messy(rows), "the same list again"),
            bring_in(address, person, messy(rows, moved=0.05), "one in twenty moved"),
        ]
        for step in steps:
            print(
                f"{step['list']:22} upload {step['upload_s']:5.2f} s   dry run {step['dry_run_s']:5.2f} s   "
                f"bring in {step['apply_s']:5.2f} s   all {step['total_s']:5.2f} s   peak {step['peak_mb']:4.0f} MB "
                f"({step['peak_mb'] - step['baseline_mb']:+.0f} above the worker at rest)   {step['status']}"
            )
            print(" " * 22, {kind: number for kind, number in step["counts"].items() if number})
        people, all_rows = copy_alone(organisation.pk)
    first = steps[0]["total_s"]
    print(f"COPY into the same indexed tables: people {people:.2f} s, people and placements {all_rows:.2f} s")
    print(f"the first list runs at {people / first:.2f} of COPY of people, {all_rows / first:.2f} of COPY of both")
    return {
        "bench": "import", "rows": rows, "seconds": round(first, 2), "peak_mb": round(max(s["peak_mb"] for s in steps)),
        "above_baseline_mb": round(max(s["peak_mb"] - s["baseline_mb"] for s in steps)),
        "same_again_seconds": round(steps[1]["total_s"], 2), "moved_seconds": round(steps[2]["total_s"], 2),
        "copy_people_seconds": round(people, 2), "copy_both_seconds": round(all_rows, 2),
        "ratio_to_copy_people": round(people / first, 2), "ratio_to_copy_both": round(all_rows / first, 2),
    }  # fmt: skip


def drop(server: str) -> None:
    """Take the database away, as soon as the server's own cleaners are out of it."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as link:
        for _ in range(30):
            try:
                link.execute(f'drop database if exists "{NAME}"')
            except (psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege):
                time.sleep(1)
            else:
                return


def main() -> int:
    """Make a database, measure, take it away."""
    options = argparse.ArgumentParser(prog="./run bench import")
    options.add_argument("--rows", type=int, default=100_000)
    rows = options.parse_args().rows
    from kring.config import postgres

    server = os.environ.get("DATABASE_URL") or postgres.start(
        Path(os.environ.get("DATA", ".data")).resolve() / "postgres"
    )
    import psycopg

    address = server.replace("/kring?", f"/{NAME}?") if "/kring?" in server else server.rsplit("/", 1)[0] + f"/{NAME}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f'create database "{NAME}"')
    try:
        with tempfile.TemporaryDirectory() as media:
            os.environ["DATA"] = media
            set_up(address)
            answer = measure(address, rows)
            from django.db import connections

            connections.close_all()
    finally:
        drop(server)
    print(json.dumps(answer))
    is_good = rows > 100_000 or (answer["seconds"] < 60 and answer["peak_mb"] < 500)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())

"""./run bench feed: the page that people open, at 45,000 people and 5,000 live stories, beside a page of one row.

Everything runs in this process through Django's own WSGI handler with all its middleware: no web server between, one
request at a time. The bare page is a signed-in page with the same frame that reads one story. The last line is JSON.
"""

import argparse
import io
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SMALL = {"people": 450, "live": 50, "stories": 200, "impressions": 10_000, "shares": 2_000}
LARGE = {"people": 45_000, "live": 5_000, "stories": 20_000, "impressions": 200_000, "shares": 40_000}
LOOKS = 150


def main() -> None:
    """Measure both sizes, in a database of our own on the embedded server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--looks", type=int, default=LOOKS)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kring-bench-"))
    os.environ |= {"DATA": str(folder), "DEBUG": "off", "ALLOWED_HOSTS": "testserver", "DEMO": "off"}
    os.environ.pop("DATABASE_URL", None)
    try:
        measured = {}
        for name, size in (("small", SMALL), ("large", LARGE)):
            measured[name] = measure(folder, name, size, options.looks)
            print(json.dumps({name: measured[name]}), file=sys.stderr, flush=True)
        report(measured)
    finally:
        from django.db import connections

        connections.close_all()
        shutil.rmtree(folder, ignore_errors=True)


def measure(folder: Path, name: str, size: dict[str, int], looks: int) -> dict[str, Any]:
    """Fill an organisation of one size, and open its pages."""
    handler = start(folder)
    from kring.core.scope import inside
    from kring.feed import actions

    began = time.perf_counter()
    organisation, people = fill(name, size)
    loaded = time.perf_counter() - began
    from django.utils import timezone

    with inside(organisation):
        began = time.perf_counter()
        actions.follow_all(organisation_id=organisation.pk, now=timezone.now())
        followed = time.perf_counter() - began
        began = time.perf_counter()
        actions.follow_counts(organisation_id=organisation.pk, now=timezone.now())
        counted = time.perf_counter() - began
    analyse()
    sessions = sign_in(people[: looks + 20])
    return {
        **size,
        "load_seconds": round(loaded, 1),
        "follow_stories_seconds": round(followed, 1),
        "follow_counts_seconds": round(counted, 1),
        **pages(handler, sessions, looks),
    }


def start(folder: Path) -> Callable[..., Any]:
    """Return the WSGI handler, the first time with a migrated database."""
    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kring.config.settings")
    django.setup()
    settings.ROOT_URLCONF = "bench.feed"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    from kring.config import translations

    translations.compile_all()
    call_command("migrate", verbosity=0)
    return get_wsgi_application()


def copy(table: str, columns: list[str], rows: Any) -> None:
    """Load rows by COPY, by way of a table without locks: row-level security takes inserts only."""
    from django.db import connection

    connection.ensure_connection()
    began = time.perf_counter()
    named = ", ".join(columns)
    with connection.connection.cursor() as cursor:
        cursor.execute("drop table if exists loaded")
        cursor.execute(f"create temp table loaded as select {named} from {table} where false")
        with cursor.copy(f"copy loaded ({named}) from stdin") as to:
            for row in rows:
                to.write_row(row)
        cursor.execute(f"insert into {table} ({named}) select {named} from loaded")
        cursor.execute(f"analyze {table}")  # or the checks of the next table look through all of this one
    print(f"{table}: {time.perf_counter() - began:.1f} s", file=sys.stderr, flush=True)


def ids(table: str, organisation_id: int) -> list[int]:
    """Return the ids of a table of one organisation, in order."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"select id from {table} where organisation_id = %s order by id", [organisation_id])
        return [row[0] for row in cursor.fetchall()]


def fill(name: str, size: dict[str, int]) -> tuple[Any, list[int]]:
    """Make an organisation of a size; most is loaded by COPY. Return it and its people."""
    import random
    from datetime import timedelta

    from django.utils import timezone

    from kring.core.models import Organisation
    from kring.core.scope import inside
    from kring.people.models import TargetGroup
    from kring.stories.actions import seed_pillars
    from kring.stories.models import Theme

    chance, now, today = random.Random(8), timezone.now(), timezone.localdate()
    organisation = Organisation.objects.create(name=f"Bench {name}", language="nl")
    o = organisation.pk
    with inside(organisation):
        for place, key in enumerate(["role_model", "thought_leader", "networker", "ambassador"]):
            TargetGroup.objects.create(
                organisation=organisation, key=key, name={"nl": key, "en": key}, position=place, hue=place + 1,
                prompts={"nl": ["Wat vertelde jij je laatste klant hierover?"], "en": ["What did you tell?"]},
                weekly_step={"nl": ["Reageer op drie berichten."], "en": ["React to three posts."]},
            )  # fmt: skip
        groups = list(TargetGroup.objects.values_list("pk", flat=True))
        seed_pillars(organisation=organisation)
        themes = list(Theme.objects.values_list("pk", flat=True))
        email = [f"p{n}@{name}.example" for n in range(size["people"])]
        copy("core_account", ["email", "password", "language", "is_active", "created_at"],
             ((e, "!", "nl", True, now) for e in email))  # fmt: skip
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("select id from core_account where email like %s order by id", [f"%@{name}.example"])
            accounts = [row[0] for row in cursor.fetchall()]
        copy("core_membership", ["organisation_id", "account_id"], ((o, a) for a in accounts))
        copy(
            "people_person",
            ["organisation_id", "account_id", "name", "email", "language", "target_group_id", "is_own_choice",
             "joined_at", "photo", "created_at"],
            ((o, a, f"Mens {n}", email[n], "nl", groups[3] if n % 10 else groups[n // 10 % 3], False, now, "", now)
             for n, a in enumerate(accounts)),
        )  # fmt: skip
        people = ids("people_person", o)
        live_until = now - timedelta(days=1)
        copy(
            "stories_story",
            ["organisation_id", "theme_id", "link", "picture", "picture_alt", "live_from", "live_until", "editorial",
             "is_for_everyone", "created_at", "changed_at"],
            ((o, chance.choice(themes), f"https://news.example/{n}", "", "{}",
              now - timedelta(hours=1 + (n % 720)) if n < size["live"] else now - timedelta(days=60),
              None if n < size["live"] else live_until, 0, n % 4 != 0, now, now) for n in range(size["stories"])),
        )  # fmt: skip
        stories = ids("stories_story", o)
        copy(
            "stories_storytext",
            ["organisation_id", "story_id", "language", "title", "body"],
            ((o, s, language, f"Verhaal {s} over iets dat deze week gebeurde", "Een alinea van gewone lengte. " * 12)
             for s in stories for language in ("nl", "en")),
        )  # fmt: skip
        copy(
            "stories_variant",
            ["organisation_id", "story_id", "target_group_id", "prompt", "example"],
            ((o, s, chance.choice(groups), json.dumps({"nl": "Wat zag jij hiervan?"}), "{}") for s in stories[::4]),
        )  # fmt: skip
        theme_of = dict(enumerate(themes))
        shown = stories[: size["live"]]
        seen = set()
        while len(seen) < size["impressions"]:
            seen.add((chance.randrange(len(people)), chance.randrange(len(shown)), chance.randrange(1, 28)))
        copy(
            "feed_impression",
            ["organisation_id", "person_id", "story_id", "theme_id", "place", "propensity", "is_explored", "why",
             "shown_on"],
            ((o, people[p], shown[s], theme_of[s % len(themes)], 0, 0.9, False, "new", today - timedelta(days=d))
             for p, s, d in seen),
        )  # fmt: skip
        shared = set()
        while len(shared) < size["shares"]:
            shared.add((chance.randrange(len(people)), chance.randrange(len(shown))))
        copy(
            "sharing_share",
            ["organisation_id", "person_id", "story_id", "channel", "own_words", "post", "language", "words_kind",
             "status", "key", "ref", "url", "problem", "tries", "created_at", "posted_at"],
            ((o, people[p], shown[s], "mastodon", "Mooi.", "Mooi.", "nl", "own", "published", f"{name}-{n}", "", "",
              "", 0, now, now - timedelta(days=n % 25)) for n, (p, s) in enumerate(shared)),
        )  # fmt: skip
    return organisation, people


def analyse() -> None:
    """Let the database know its own tables, as its own housekeeping would."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def sign_in(people: list[int]) -> list[str]:
    """Return a session per person."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection

    from kring.core.models import Account

    keys = []
    with connection.cursor() as cursor:
        cursor.execute("select max(organisation_id) from core_membership")
        organisation_id = cursor.fetchone()[0]
    from kring.core.scope import inside

    with inside(organisation_id), connection.cursor() as cursor:
        cursor.execute("select account_id from people_person where id = any(%s) order by id", [people])
        accounts = [row[0] for row in cursor.fetchall()]
    for account in Account.objects.filter(pk__in=accounts).order_by("pk"):
        session = SessionStore()
        session["_auth_user_id"] = str(account.pk)
        session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
        session["_auth_user_hash"] = account.get_session_auth_hash()
        session.save()
        keys.append(str(session.session_key))
    return keys


def ask(handler: Callable[..., Any], path: str, session: str) -> tuple[float, bytes]:
    """Open a page; return how many milliseconds it took and what it said."""
    from django.conf import settings

    said: dict[str, str] = {}

    def begin(status: str, headers: list[tuple[str, str]], _info: Any = None) -> None:
        said["status"] = status

    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "testserver",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "testserver", "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.multithread": False,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
        "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={session}",
    }  # fmt: skip
    began = time.perf_counter()
    response = handler(environ, begin)
    body = b"".join(response)
    took = (time.perf_counter() - began) * 1000
    response.close()
    if not said["status"].startswith("200"):
        raise SystemExit(f"{path} answered {said['status']}")
    return took, body


def count_queries(work: Callable[[], Any]) -> int:
    """Return how many statements a piece of work sends."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as counted:
        work()
    return len(counted)


def pages(handler: Callable[..., Any], sessions: list[str], looks: int) -> dict[str, Any]:
    """Open the feed for the first time of the day and again, and the bare page in between."""
    from django.core.cache import caches

    counters, timers = sessions[:20], sessions[20:]
    for session in counters[1:]:  # warm up
        for path in ("/", "/bare"):
            ask(handler, path, session)
    caches["default"].clear()
    caches["cards"].clear()
    cold_queries = count_queries(lambda: ask(handler, "/", counters[0]))
    warm_queries = count_queries(lambda: ask(handler, "/", counters[0]))
    bare_queries = count_queries(lambda: ask(handler, "/bare", counters[0]))
    took: dict[str, list[float]] = {"cold": [], "warm": [], "bare": []}
    bytes_ = 0
    for session in timers:
        took["cold"].append(ask(handler, "/", session)[0])
    for _ in range(max(1, looks // len(timers)) * 2):
        for session in timers:
            milliseconds, body = ask(handler, "/", session)
            took["warm"].append(milliseconds)
            bytes_ = max(bytes_, len(body))
            took["bare"].append(ask(handler, "/bare", session)[0])
    p50 = {name: statistics.median(values) for name, values in took.items()}
    p95 = {name: statistics.quantiles(values, n=20)[-1] for name, values in took.items()}
    return {
        "queries": {"cold": cold_queries, "warm": warm_queries, "bare": bare_queries},
        "p50_ms": {name: round(value, 2) for name, value in p50.items()},
        "p95_ms": {name: round(value, 2) for name, value in p95.items()},
        "warm_over_bare_p50": round(p50["warm"] / p50["bare"], 2),
        "cold_over_bare_p50": round(p50["cold"] / p50["bare"], 2),
        "html_bytes": bytes_,
        "looks": len(timers),
    }


def report(measured: dict[str, dict[str, Any]]) -> None:
    """Print a table for people, and one JSON object."""
    print(f"\n{'':28}{'small':>12}{'large':>12}")
    for key in ("people", "stories", "live", "impressions", "shares", "load_seconds", "follow_stories_seconds",
                "follow_counts_seconds", "html_bytes", "warm_over_bare_p50", "cold_over_bare_p50"):  # fmt: skip
        print(f"{key.replace('_', ' '):28}{measured['small'][key]:>12,}{measured['large'][key]:>12,}")
    for key in ("queries", "p50_ms", "p95_ms"):
        for which in ("bare", "warm", "cold"):
            row = [measured[size][key][which] for size in ("small", "large")]
            print(f"{which + ' page, ' + key.replace('_', ' '):28}{row[0]:>12}{row[1]:>12}")
    small, large = measured["small"]["queries"], measured["large"]["queries"]
    good = small == large and max(large.values()) <= 12
    print(f"\nThe same number of queries at both sizes, at most 12: {'yes' if good else 'NO'}")
    print(f"Warm page at most twice the bare one: {'yes' if measured['large']['warm_over_bare_p50'] <= 2 else 'NO'}\n")
    print(json.dumps({"bench": "feed", "stack": "Django WSGI handler in this process", **measured}))


if __name__ == "__main__":
    main()
else:
    from django.urls import path

    from kring.config.urls import urlpatterns as ours
    from kring.people.access import Request, signed_in

    @signed_in
    def bare(request: Request) -> Any:
        """A signed-in page in the same frame that reads one row."""
        from django.http import HttpResponse
        from django.template import engines

        from kring.stories import queries

        story = queries.live().first()
        template = engines["django"].from_string(
            '{% extends "ui/base.html" %}{% block page %}<h1>{{ story.link }}</h1>{% endblock %}'
        )
        return HttpResponse(template.render({"story": story}, request))

    urlpatterns = [path("bare", bare), *ours]

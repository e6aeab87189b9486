"""What every test may ask for: an organisation, a person, a client that is signed in."""

import hashlib
import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

import kring
from kring.config import translations
from tests import make

pytest_plugins = ["tests.browser", "tests.outside", "tests.peers", "tests.spark"]


def pytest_addoption(parser):
    parser.addoption("--peers", action="store_true", help="also run the tests that need the heavy real servers")


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
        if item.get_closest_marker("peer"):
            item.add_marker(pytest.mark.xdist_group("peer"))
    if not config.getoption("--peers"):
        items[:] = [item for item in items if not item.get_closest_marker("peer")]


@pytest.fixture(scope="session", autouse=True)
def plain_settings(tmp_path_factory):
    """Uploads, files of figures and mails go to a folder of the run; static files keep their names."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    settings.PARQUET_ROOT = tmp_path_factory.mktemp("parquet")
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def in_english():
    """What a test calls by itself answers in English; a page answers in its reader's language."""
    with translation.override("en"):
        yield


KRING = Path(kring.__file__).parent
TEMPLATES = "kring_test_template_"
RUN = "KRING_TEST_RUN"  # names the run's databases: the process that leads it


def pytest_configure(config):
    """Name the run, for the workers too, and make the Dutch texts readable."""
    os.environ.setdefault(RUN, str(os.getpid()))
    if not hasattr(config, "workerinput"):
        translations.compile_all()
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@contextmanager
def one_at_a_time(connection):
    """A cursor on the server itself, for one test process after the other."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("select pg_advisory_lock(735711)")
        try:
            yield cursor
        finally:
            cursor.execute("select pg_advisory_unlock(735711)")


def is_running(process):
    """Return whether a process with this number is there."""
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True
    return True


def drop_databases(cursor, unwanted):
    """Drop the test databases of the runs that are `unwanted`."""
    cursor.execute("select datname from pg_database where datname ~ '^kring_test_[0-9]+_'")
    for (name,) in cursor.fetchall():
        if unwanted(name.split("_")[2]):
            cursor.execute(f'drop database if exists "{name}" with (force)')


def make_template(default, cursor, template):
    """Make the migrated template, under its name only once it is whole; those of other tables go."""
    cursor.execute("select datname from pg_database where datname like %s", [TEMPLATES + "%"])
    for (name,) in cursor.fetchall():
        cursor.execute(f'drop database if exists "{name}" with (force)')
    half = TEMPLATES + "half"
    cursor.execute(f'create database "{half}"')
    default.close()
    default.settings_dict["NAME"] = half
    call_command("migrate", verbosity=0)
    default.close()
    cursor.execute(f'alter database "{half}" rename to "{template}"')


def of_these_tables():
    """Return what tells one set of tables from another: all that migrating reads."""
    files = [*KRING.glob("*/migrations/*.py"), *KRING.glob("core/**/*.py"), KRING.parent / "requirements.lock"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()[:16]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """Make one migrated template, once for all workers and later runs; every worker copies it, which takes a moment."""
    run = os.environ[RUN]
    template, mine = TEMPLATES + of_these_tables(), f"kring_test_{run}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    default = connections["default"]
    before = default.settings_dict["NAME"]
    with django_db_blocker.unblock():
        with one_at_a_time(default) as cursor:
            drop_databases(cursor, lambda other: not is_running(other))
            cursor.execute("select 1 from pg_database where datname = %s", [template])
            if not cursor.fetchone():
                make_template(default, cursor, template)
            cursor.execute(f'create database "{mine}" template "{template}"')
        default.close()
        default.settings_dict["NAME"] = mine
    yield
    with django_db_blocker.unblock():
        default.close()
        default.settings_dict["NAME"] = before
        with default._nodb_cursor() as cursor:
            cursor.execute(f'drop database if exists "{mine}" with (force)')


def pytest_sessionfinish(session):
    """What is left of the run goes with the process that leads it."""
    if hasattr(session.config, "workerinput"):
        return
    try:
        with (
            session.config.stash[blocking_manager_key].unblock(),
            one_at_a_time(connections["default"]) as cursor,
        ):
            drop_databases(cursor, lambda run: run == os.environ[RUN])
    except Exception as error:  # a server that is gone has nothing to clean
        print(f"test databases stay: {error}")


def empty_tables(self):
    """Empty the tables with rows in them, all at once: Django's own way takes a second for every test."""
    keep = ["django_migrations", "django_content_type"]
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
            " and pg_relation_size(oid) > 0 and relname <> all(%s)",
            [keep],
        )
        if tables := [f'"{name}"' for (name,) in cursor.fetchall()]:
            cursor.execute("set lock_timeout = '20s'")
            cursor.execute(f"truncate {', '.join(tables)} cascade")
            cursor.execute("reset lock_timeout")


TransactionTestCase._fixture_teardown = empty_tables


@pytest.fixture(scope="session")
def server_of_the_run(django_db_setup):
    """Kring's web server, in threads of this process, on this process's test database."""
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def live_kring(transactional_db, server_of_the_run, settings):
    """Kring on an address of its own: `.url`. What a test writes is there for the server, and gone after the test."""
    settings.PUBLIC_URL = server_of_the_run.url
    settings.CSRF_TRUSTED_ORIGINS = [server_of_the_run.url]
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    return server_of_the_run


@pytest.fixture
def organisation(db):
    """An organisation with the usual groups; the test runs inside its scope."""
    from kring.core.scope import inside

    made = make.organisation()
    with inside(made):
        yield made


@pytest.fixture
def other_organisation(organisation):
    """A second organisation, which the first must never see."""
    return make.organisation(name="Andere Bank")


@pytest.fixture
def person(organisation):
    """A participant with an account, an ambassador by default."""
    return make.person(organisation, account=make.account())


@pytest.fixture
def client_of():
    """A function that gives a test client signed in as a person."""

    def signed_in(person):
        client = Client()
        client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def count_queries():
    """Count the queries of a block."""
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)


@pytest.fixture
def open_host():
    """A function that lets the one client open a host:port of this machine, until the test ends."""
    from kring.connectors import http

    opened = set(http.client().private_hosts)

    def let_in(*hosts):
        opened.update(hosts)
        http.configure(private_hosts=opened)

    yield let_in
    http.configure(private_hosts=settings.PRIVATE_HOSTS)

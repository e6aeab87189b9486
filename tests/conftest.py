"""What every test may ask for: an organisation, a person, a client that is signed in."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from tests import make

ROOT = Path(__file__).resolve().parent.parent


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
    """Uploads and mails go to a folder of the run; static files keep their names."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, tmp_path_factory):
    """Make one migrated template, once for all workers; every worker copies it, which takes a moment."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:8]
    template, mine = f"test_{run}_template", f"test_{run}_{worker}"
    default = connections["default"]
    with django_db_blocker.unblock():
        with default._nodb_cursor() as cursor:
            cursor.execute("select pg_advisory_lock(735711)")
            cursor.execute("select 1 from pg_database where datname = %s", [template])
            if not cursor.fetchone():
                cursor.execute(f'create database "{template}"')
                default.close()
                default.settings_dict["NAME"] = template
                call_command("migrate", verbosity=0)
                default.close()
            cursor.execute(f'create database "{mine}" template "{template}"')
            cursor.execute("select pg_advisory_unlock(735711)")
        default.close()
        default.settings_dict["NAME"] = mine
    yield
    with django_db_blocker.unblock():
        default.close()
        with default._nodb_cursor() as cursor:
            cursor.execute(f'drop database if exists "{mine}" with (force)')


def pytest_sessionfinish(session):
    """The template goes with the last process of the run."""
    if hasattr(session.config, "workerinput"):
        return
    run = getattr(session.config, "_kring_run", None) or os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:8]
    try:
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute("select datname from pg_database where datname like %s", [f"test_{run}%"])
            for (name,) in cursor.fetchall():
                cursor.execute(f'drop database if exists "{name}" with (force)')
    except Exception as error:  # a server that is gone has nothing to clean
        print(f"test databases stay: {error}")


def pytest_xdist_setupnodes(config, specs):
    config._kring_run = config.pluginmanager.getplugin("dsession").nodemanager.testrunuid[:8]


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

"""The tests' own tools do what they say: browser, server, mail, worker, databases."""

import os
import subprocess
import sys
from types import SimpleNamespace

import httpx2
import pytest
from django.core.mail import send_mail
from django.db import connection, transaction

from kring.core import worker
from kring.people.models import Unit
from tests import browser as chromium
from tests import conftest, make


@pytest.mark.browser
def test_a_browser_is_signed_in_as_a_person(organisation, person, open_screen):
    page = open_screen(person, width=390)
    answer = page.goto("/healthz")
    assert answer.status == 200
    assert page.evaluate("innerWidth") == 390
    assert "kring" in {cookie["name"] for cookie in page.context.cookies()}


@pytest.mark.browser
def test_what_goes_wrong_on_a_page_is_noticed(organisation, live_kring, browser):
    page = browser.new_page(base_url=live_kring.url)
    watched = chromium.Watched(page, frozenset())
    page.goto("/there-is-no-such-page")
    page.evaluate("setTimeout(() => { throw new Error('torn') })")
    page.evaluate("document.body.appendChild(Object.assign(document.createElement('script'), {text: 'var a = 1'}))")
    for _ in range(100):
        page.wait_for_timeout(50)
        found = "\n".join(watched.found)
        if "torn" in found and "Content Security Policy" in found:
            break
    page.close()
    assert "404" in found
    assert "torn" in found
    assert "Content Security Policy" in found


@pytest.mark.browser
def test_axe_and_the_ruler_find_what_is_wrong(browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content("<body style='margin:0'><main style='width:800px'><input type=text></main>")
    with pytest.raises(AssertionError, match="label"):
        chromium.axe(page)
    with pytest.raises(AssertionError, match="800 wide on a screen of 390"):
        chromium.fits(page)
    page.close()


@pytest.mark.browser
def test_a_machine_without_a_browser_gets_one(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "packed")
    code = """
from tests import browser
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(**browser.how_to_launch())
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.set_content("<!doctype html><html lang=en><title>t</title><main><h1>Hello</h1><button>Go</button></main>")
    browser.axe(page)
    browser.fits(page)
    print(chromium.version, page.inner_text("h1"))
    chromium.close()
"""
    environment = os.environ | {"PLAYWRIGHT_NODEJS_PATH": str(chromium.NODE)}
    said = subprocess.check_output([sys.executable, "-c", code], text=True, env=environment, timeout=150)
    assert said.split()[1:] == ["Hello"]
    assert said.startswith("147.")


@pytest.mark.parametrize("turn", [1, 2])
def test_what_was_committed_is_gone_in_the_next_test(turn, organisation, transactional_db):
    make.unit(organisation, name="Once")
    assert Unit.objects.count() == 1


def test_mail_goes_over_the_wire(smtp, settings):
    send_mail("Hello", "Come to http://localhost/join/x today", None, ["an@voorbeeld.example"])
    assert smtp.link_in("an@voorbeeld.example") == "http://localhost/join/x"


def test_mastodon_answers(mastodon):
    assert httpx2.get(f"{mastodon.base_url}/api/v2/instance").json()["configuration"]["statuses"]["max_characters"]


@pytest.fixture
def counted(monkeypatch):
    """A job that counts, known to the worker for one test."""
    seen = []

    def count(row_id):
        seen.append(row_id)
        if row_id < 0:
            raise ValueError(row_id)

    count.__module__ = "kring.tests"
    worker.job()(count)
    yield seen
    del worker.app.tasks["tests.count"]


def test_jobs_run_once_inside_their_organisation(organisation, counted, run_jobs):
    worker.wake("tests.count", SimpleNamespace(organisation_id=organisation.pk, pk=7))
    assert run_jobs() == ["tests.count"]
    assert run_jobs() == []
    assert counted == [7]


def test_a_job_of_a_transaction_that_failed_is_no_job(organisation, counted, run_jobs):
    with transaction.atomic():
        worker.wake("tests.count", SimpleNamespace(organisation_id=organisation.pk, pk=7))
        transaction.set_rollback(True)
    assert run_jobs() == []


def test_a_job_that_fails_stops_the_test(organisation, counted, run_jobs):
    worker.wake("tests.count", SimpleNamespace(organisation_id=organisation.pk, pk=-1))
    with pytest.raises(ValueError, match="-1"):
        run_jobs()


def test_databases_of_a_run_that_was_killed_are_dropped(transactional_db):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    name = f"kring_test_{gone.pid}_template"
    with conftest.one_at_a_time(connection) as cursor:
        cursor.execute(f'create database "{name}"')
        conftest.drop_databases(cursor, lambda run: not conftest.is_running(run))
        cursor.execute("select datname from pg_database where datname ~ '^kring_test_'")
        left = {row[0] for row in cursor.fetchall()}
    assert name not in left
    assert connection.settings_dict["NAME"] in left

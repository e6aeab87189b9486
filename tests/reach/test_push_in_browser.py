"""A browser says yes to notifications, shows what it is told, and everything works without that as well."""

import json

import pytest

from kring.core.scope import inside
from kring.people.rules import Purpose
from kring.reach.models import Way
from kring.reach.queries import links
from tests import make
from tests.browser import axe, fits
from tests.connectors.test_every_messenger import subscription

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SAYS_YES = """said => {
    window.PushManager.prototype.subscribe = async function () { return { toJSON: () => said }; };
}"""
SHOWN = """async () => {
    const found = await navigator.serviceWorker.getRegistration("/static/ui/");
    for (let turn = 0; turn < 300; turn++) {
        const all = await found.getNotifications();
        if (all.length) return { title: all[0].title, body: all[0].body, data: all[0].data };
        await new Promise((done) => { setTimeout(done, 100); });
    }
}"""


def test_a_browser_is_added_and_shows_what_it_is_told(live_kring, open_screen):
    organisation = make.organisation(name="Waterbank")
    with inside(organisation):
        person = make.person(organisation, account=make.account(language="nl"), language="nl")
        make.consent(person, Purpose.EMAIL)
        off = links.off_path(person, "surveys.letter")

    phone = open_screen(person)
    phone.context.grant_permissions(["notifications"], origin=live_kring.url)
    phone.goto("/me/reach")
    axe(phone)
    fits(phone)
    said = subscription("https://push.example/")
    phone.evaluate(SAYS_YES, {"endpoint": said["endpoint"], "keys": said["keys"]})
    wire = phone.context.new_cdp_session(phone)
    registered = []
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda told: registered.extend(told["registrations"]))
    wire.send("ServiceWorker.enable")
    phone.get_by_role("button", name="Deze browser toevoegen").click()
    phone.get_by_text("berichten komen voortaan in deze browser").wait_for()
    with inside(organisation):
        assert Way.objects.get().name == "Chrome, Android"

    told = {
        "title": "Nieuw verhaal",
        "body": "Over de brug",
        "link": "/",
        "tag": "m1",
        "off": {"words": "Uit", "link": off},
    }
    number = next(one["registrationId"] for one in registered if one["scopeURL"].endswith("/static/ui/"))
    wire.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": live_kring.url, "registrationId": number, "data": json.dumps(told)},
    )
    shown = phone.evaluate(SHOWN)
    assert (shown["title"], shown["body"]) == ("Nieuw verhaal", "Over de brug")
    assert shown["data"] == {"link": "/", "off": off}

    plain = open_screen(script=False)
    plain.goto(off)
    plain.get_by_role("button", name="Stuur me deze niet meer").click()
    plain.get_by_role("heading", name="Uit: Vragenlijsten").wait_for()

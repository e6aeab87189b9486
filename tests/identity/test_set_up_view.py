"""Starting an organisation on an empty installation, and later where that is allowed."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from kring.core.models import Account, Organisation
from kring.core.scope import inside
from kring.people import queries as people
from kring.people.rules import Role
from kring.stories import queries as stories
from tests import make

FILLED_IN = {
    "name": "Stad Ergens",
    "admin_name": "Noor de Wit",
    "admin_email": "noor@ergens.example",
    "language": "nl",
}


@pytest.fixture
def page(db, settings):
    cache.clear()
    return f"{reverse('identity:set_up')}?code={settings.SET_UP_CODE}"


def test_an_empty_installation_leads_to_where_the_way_is_told(client, db):
    answer = client.get(reverse("identity:sign_in"), follow=True)
    assert "Kring is ready to start" in answer.content.decode() or "klaar" in answer.content.decode()
    assert not answer.context.get("form")


def test_the_code_opens_the_form_and_starts_the_organisation(client, page):
    assert client.get(page).status_code == 200
    answer = client.post(page, FILLED_IN)
    assert answer.url == "/"
    organisation = Organisation.objects.get()
    assert organisation.name == "Stad Ergens"
    with inside(organisation):
        founder = people.person_by_email("noor@ergens.example")
        assert people.roles_of(founder) == {Role.PERSON, Role.ADMINISTRATOR, Role.MANAGER}
        assert founder.is_participant
        assert [group.key for group in people.target_groups()] == [
            "role_model",
            "thought_leader",
            "networker",
            "ambassador",
        ]
        assert len(stories.pillars()) == 4
    assert client.session["_auth_user_id"] == str(founder.account_id)


@pytest.mark.parametrize("code", ["", "?code=", "?code=geraden", "?code=é"])
def test_without_the_code_nobody_starts_anything(client, page, code):
    client.post(reverse("identity:set_up") + code, FILLED_IN)
    assert not Organisation.objects.exists()


def test_the_code_is_worth_nothing_once_there_is_an_organisation(client, page, organisation):
    client.post(page, FILLED_IN)
    assert list(Organisation.objects.all()) == [organisation]


def test_where_anybody_may_start_the_address_is_checked_first(client, page, organisation, settings):
    settings.OPEN_SIGN_UP = True
    said = client.post(reverse("identity:set_up"), FILLED_IN).content.decode()
    assert "Stad Ergens" in said
    assert f'href="{reverse("identity:set_up")}"' in said  # where to try again
    assert Organisation.objects.count() == 1
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    assert client.get(link).status_code == 200
    assert Organisation.objects.count() == 1
    client.post(link)
    assert client.post(link).status_code == 404
    assert Organisation.objects.count() == 2
    assert "_auth_user_id" in client.session


def test_starting_with_somebody_elses_address_does_not_sign_in_as_them(client, page, organisation, settings):
    settings.OPEN_SIGN_UP = True
    make.account(email="noor@ergens.example")
    client.post(reverse("identity:set_up"), FILLED_IN)
    assert "_auth_user_id" not in client.session
    assert Account.objects.count() == 1


def test_every_group_has_six_weekly_steps_and_its_own_questions_in_both_languages():
    from kring.people.seeds import TARGET_GROUPS

    for group in TARGET_GROUPS:
        for texts in (group.weekly_step, group.prompts):
            assert len(texts["nl"]) == len(texts["en"]) >= 6
        assert all(question.endswith("?") for several in group.prompts.values() for question in several)
        assert group.name.keys() == group.explanation.keys() == {"nl", "en"}
    steps = [step for group in TARGET_GROUPS for several in group.weekly_step.values() for step in several]
    assert len(steps) == len(set(steps))


def test_the_command_prints_a_way_in(client, db, capsys):
    from django.core.management import call_command

    call_command("organisation", "Stad Ergens", "noor@ergens.example")
    link = re.search(r"https?://[^/]+(/\S+)", capsys.readouterr().out)[1]
    assert client.post(link).url == "/"
    assert "_auth_user_id" in client.session

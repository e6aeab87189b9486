"""Safe practice: a draft and an answer are for two people, and either can take theirs back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.core import personal
from kring.training import actions, queries
from kring.training.errors import (
    AskedYourselfError,
    ColleagueUnknownError,
    DraftEmptyError,
    DraftTooLongError,
    NobodyAskedError,
    PracticeGoneError,
    TooManyAskedError,
)
from kring.training.models import Practice, PracticeAnswer
from kring.training.personal_data import KEEPS
from tests import make

NOW = timezone.now()


@pytest.fixture
def hero(organisation):
    made = make.person(organisation, name="Hanna Held", account=make.account(), roles=["hero"])
    make.consent(made, "be_named")
    return made


def ask(by, **fields):
    return actions.ask_practice(
        **{"by": by, "words": "Dinsdag.", "helper_id": None, "address": "", "now": NOW} | fields
    )


def test_a_hero_who_lets_themselves_be_named_is_asked_by_name(person, hero):
    made = ask(person, helper_id=hero.pk)
    assert made.helper == hero
    assert queries.practice_for(person, made.pk).helper_name == "Hanna Held"


def test_whom_the_circle_proposes_is_chosen_already_and_only_who_lets_themselves_be_named(
    organisation, person, hero, client_of
):
    for n in range(9):
        make.consent(make.person(organisation, name=f"Aad {n}", roles=["hero"]), "be_named")
    page = client_of(person).get("/practice/new", {"helper": hero.pk}).text
    assert f'value="{hero.pk}" class="radio radio-primary" checked' in page
    assert page.count('name="helper"') == 9
    shy = make.person(organisation, name="Sjaan Stil", roles=["hero"])
    for helper in (shy.pk, person.pk, "x", "9" * 30):
        page = client_of(person).get("/practice/new", {"helper": helper}).text
        assert "Sjaan" not in page
        assert 'radio-primary" checked' not in page.split('id="colleagues"')[1]


def test_somebody_without_that_consent_is_neither_found_nor_asked_by_name(organisation, person):
    shy = make.person(organisation, name="Sjaan Stil", roles=["hero"])
    assert queries.colleagues(person, "Sjaan") == []
    with pytest.raises(NobodyAskedError):
        ask(person, helper_id=shy.pk)


def test_by_work_address_anybody_is_asked_and_the_name_stays_unsaid(organisation, person):
    shy = make.person(organisation, name="Sjaan Stil", email="s.stil@bank.example")
    made = ask(person, address=" S.Stil@bank.example ")
    assert made.helper == shy
    assert queries.practice_for(person, made.pk).helper_name == "s.stil@bank.example"


def test_whether_somebody_takes_part_does_not_show(organisation, person, client_of):
    said = []
    for joined_at in (NOW, None):
        someone = make.person(organisation, name="Iemand", joined_at=joined_at, unit=None)
        answer = client_of(person).post("/practice/new", {"words": "Hoi", "address": someone.email}, follow=True)
        said.append(answer.content.decode().replace(someone.email, "x"))
    strip = [line for line in zip(*(page.splitlines() for page in said), strict=True) if "csrf" not in line[0].lower()]
    different = [pair for pair in strip if pair[0] != pair[1] and "/practice/" not in pair[0]]
    assert different == []


def test_without_words_heroes_are_offered_first_and_never_oneself(organisation, person, hero):
    other = make.person(organisation, name="Hanne Ander")
    make.consent(other, "be_named")
    make.consent(person, "be_named")
    assert [one.name for one in queries.colleagues(person, "")] == ["Hanna Held"]
    assert [one.name for one in queries.colleagues(person, "han")] == ["Hanna Held", "Hanne Ander"]
    assert queries.colleagues(person, person.name) == []


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"words": "  "}, DraftEmptyError),
        ({"words": "x" * 3001}, DraftTooLongError),
        ({}, NobodyAskedError),
        ({"address": "niemand@nergens.example"}, ColleagueUnknownError),
    ],
)
def test_it_refuses_what_nobody_can_answer(person, fields, error):
    with pytest.raises(error):
        ask(person, **fields)


def test_one_does_not_ask_oneself(person):
    with pytest.raises(AskedYourselfError):
        ask(person, address=person.email)


def test_five_drafts_at_most_wait_at_once(person, hero):
    for _ in range(5):
        made = ask(person, helper_id=hero.pk)
    with pytest.raises(TooManyAskedError):
        ask(person, helper_id=hero.pk)
    actions.answer_practice(by=hero, practice=made, words="Mooi!", now=NOW)
    assert ask(person, helper_id=hero.pk)


def test_the_two_see_it_and_nobody_else_does(organisation, person, hero, client_of):
    made = make.practice(person, hero, answer="Zo laten!")
    address = f"/practice/{made.pk}"
    assert "Zo laten!" in client_of(person).get(address).content.decode()
    assert made.words in client_of(hero).get(address).content.decode()
    boss = make.person(organisation, account=make.account(), roles=["administrator", "manager", "works_council"])
    for path in ("", "/take-back", "/step-back"):
        assert client_of(boss).get(address + path).status_code in (404, 405)
        assert client_of(boss).post(address + path, {"words": "x"}).status_code == 404
    assert PracticeAnswer.objects.get().words == "Zo laten!"


def test_the_asker_takes_it_back_and_it_is_gone_for_both(person, hero):
    made = make.practice(person, hero, answer="Mooi")
    actions.take_back_practice(by=hero, practice=made)  # not theirs to take back
    assert Practice.objects.exists()
    actions.take_back_practice(by=person, practice=made)
    assert not Practice.objects.exists()
    assert not PracticeAnswer.objects.exists()


def test_the_colleague_steps_back_and_their_words_are_gone(person, hero):
    made = make.practice(person, hero, answer="Mooi")
    actions.decline_practice(by=hero, practice=made, now=NOW)
    assert queries.practice_for(hero, made.pk) is None
    mine = queries.practice_for(person, made.pk)
    assert (mine.answer, mine.is_waiting) == (None, False)
    with pytest.raises(PracticeGoneError):
        actions.answer_practice(by=hero, practice=made, words="Toch", now=NOW)


def test_after_ninety_days_both_are_gone(person, hero):
    make.practice(person, hero, answer="Mooi", asked_at=NOW - timedelta(days=91))
    kept = make.practice(person, hero, asked_at=NOW - timedelta(days=89))
    personal.expire(KEEPS, now=NOW)
    assert list(Practice.objects.all()) == [kept]
    assert not PracticeAnswer.objects.exists()


def test_looking_for_a_name_keeps_what_was_written(person, hero, client_of):
    client = client_of(person)
    answer = client.post("/practice/new", {"words": "Half af", "search": "hanna", "look": "yes"})
    assert answer.status_code == 200
    assert "Half af" in answer.content.decode()
    assert "Hanna Held" in answer.content.decode()
    assert not Practice.objects.exists()
    part = client.post("/practice/new", {"search": "hanna", "look": "yes"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_a_refusal_goes_back_to_the_form_with_the_words(person, client_of):
    answer = client_of(person).post("/practice/new", {"words": "Half af"})
    assert answer.status_code == 422
    assert "Half af" in answer.content.decode()
    assert "Choose a colleague" in answer.content.decode()


def test_heroes_of_ones_own_unit_come_first(organisation):
    here, there = make.unit(organisation), make.unit(organisation)
    person = make.person(organisation, unit=here)
    for name, unit in (("Aad Ver", there), ("Zus Nabij", here)):
        make.consent(make.person(organisation, name=name, unit=unit, roles=["hero"]), "be_named")
    assert [one.name for one in queries.colleagues(person, "")] == ["Zus Nabij", "Aad Ver"]

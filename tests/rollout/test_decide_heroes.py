import pytest
from django.core import mail
from django.utils import timezone

from kring.core.models import AuditNote
from kring.core.secrets import unseal
from kring.people.models import Consent, Person
from kring.people.queries import roles_of
from kring.people.rules import Purpose, Role
from kring.reach import actions as reach
from kring.rollout.actions import deciding, nominations
from kring.rollout.errors import ChangedMeanwhileError, NotAskedError
from kring.rollout.models import Choice, Hero, KeptOut, Nomination, Proposed, TieFile
from kring.rollout.queries import heroes as queries
from kring.rollout.tasks.heroes import ask
from tests.rollout import heroes as world

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(organisation):
    return world.unit_of(organisation)


@pytest.fixture
def manager(organisation):
    return world.manager(organisation)


@pytest.fixture
def choice(unit, manager):
    choice = world.open_round(unit, manager)
    world.everybody_names(unit)
    Person.objects.filter(pk__in=[person.pk for person in unit.staff[:30]]).update(joined_at=timezone.now())
    Consent.objects.bulk_create(
        Consent(organisation=unit.organisation, person=person, purpose=Purpose.WORK_WITH, text_version=1,
                given_at=timezone.now())
        for person in unit.staff[:30]
    )  # fmt: skip
    pairs = "".join(f"{a.email};{b.email};3\n" for a, b in zip(unit.staff[:29], unit.staff[1:30], strict=True))
    nominations.bring_in_ties(by=manager, choice=choice, file=pairs.encode(), now=timezone.now())
    nominations.close_round(by=manager, choice=choice, now=timezone.now())
    return world.proposed(unit, manager, 8, ("rank", "Directeur", 1, None))


def decide(choice, manager):
    return deciding.decide_heroes(by=manager, choice=choice, version=choice.version, now=timezone.now())


def test_it_asks_everybody_and_deletes_what_was_said(choice, manager):
    assert Nomination.objects.count() == 40
    assert TieFile.objects.count() == 1
    listed = set(Proposed.objects.values_list("person", flat=True))
    decide(choice, manager)
    assert not Nomination.objects.exists()
    assert not TieFile.objects.exists()
    assert not Proposed.objects.exists()
    assert not KeptOut.objects.exists()
    assert set(Hero.objects.filter(status="asked").values_list("person", flat=True)) == listed
    kept = unseal(Choice.objects.get().sealed)
    assert set(kept) == {"for", "wishes"}
    assert "named" not in str(kept)


def test_it_decides_on_the_list_that_was_seen(choice, manager):
    Choice.objects.update(version=choice.version + 1)
    with pytest.raises(ChangedMeanwhileError):
        decide(choice, manager)
    assert Nomination.objects.exists()


def test_each_is_written_to_once(choice, manager):
    decide(choice, manager)
    for _twice in range(2):
        ask(organisation_id=choice.organisation_id, row_id=Hero.objects.first().pk)
    assert len(mail.outbox) == 8
    assert "/hero/asked" in mail.outbox[0].body or "/join/" in mail.outbox[0].body


def test_the_letter_is_off_in_one_tap_and_the_question_waits_in_kring(choice, manager, client_of):
    decide(choice, manager)
    unwilling = Hero.objects.select_related("person").first().person
    reach.turn_off(by=unwilling, kind="rollout.asked", now=timezone.now())
    ask(organisation_id=choice.organisation_id, row_id=Hero.objects.first().pk)
    assert len(mail.outbox) == 7
    assert unwilling.email not in {letter.to[0] for letter in mail.outbox}
    for letter in mail.outbox:
        assert "/off/" in letter.extra_headers["List-Unsubscribe"]
        assert all("/off/" in body for body in (letter.body, letter.alternatives[0].content))
    world.sign_in(unwilling)
    assert "/hero/asked" in client_of(unwilling).get("/circle").text
    deciding.answer(by=unwilling, yes=False, now=timezone.now())
    assert "/hero/asked" not in client_of(unwilling).get("/circle").text


def test_a_yes_makes_a_hero_and_stopping_takes_it_back(choice, manager):
    decide(choice, manager)
    person = Hero.objects.first().person
    hero = deciding.answer(by=person, yes=True, now=timezone.now())
    assert hero.status == Hero.Status.ACCEPTED
    assert Role.HERO in roles_of(person)
    with pytest.raises(NotAskedError):
        deciding.answer(by=person, yes=False, now=timezone.now())
    deciding.stop_being_hero(by=person, person=person, now=timezone.now())
    assert Role.HERO not in roles_of(person)
    assert Hero.objects.get(person=person).status == Hero.Status.ENDED


def test_who_said_no_is_replaced_and_who_said_yes_stays(choice, unit, manager):
    decide(choice, manager)
    people = [hero.person for hero in Hero.objects.select_related("person").order_by("pk")]
    for person in people[1:]:
        deciding.answer(by=person, yes=True, now=timezone.now())
    deciding.answer(by=people[0], yes=False, now=timezone.now())
    assert queries.heroes(choice, timezone.now()).free == 1
    assert deciding.propose_for_free_places(by=manager, choice=choice, now=timezone.now()) == 1
    choice.refresh_from_db()
    new = Proposed.objects.get(choice=choice).person
    assert new.pk not in {person.pk for person in people}
    deciding.ask_for_free_places(by=manager, choice=choice, version=choice.version, now=timezone.now())
    assert Hero.objects.get(person=new).status == Hero.Status.ASKED
    assert Hero.objects.filter(status="accepted").count() == 7
    assert queries.heroes(choice, timezone.now()).free == 0


def test_a_refusal_is_not_in_the_audit_trail(choice, manager):
    decide(choice, manager)
    before = AuditNote.objects.count()
    deciding.answer(by=Hero.objects.first().person, yes=False, now=timezone.now())
    assert AuditNote.objects.count() == before

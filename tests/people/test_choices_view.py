"""My choices: one tap, one request, no script needed."""

from django.urls import reverse

from kring.people.models import Consent, Person
from tests import make


def test_each_consent_is_one_tap_there_and_one_back(person, client_of):
    client = client_of(person)
    for purpose in ("be_named", "connect_account", "on_the_wall", "email"):
        client.post(reverse("people:consent"), {"purpose": purpose, "agree": "on"})
        assert Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).exists()
        client.post(reverse("people:consent"), {"purpose": purpose})
        assert not Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).exists()


def test_it_says_when_something_was_agreed(person, client_of):
    client = client_of(person)
    client.post(reverse("people:consent"), {"purpose": "email", "agree": "on"})
    assert "Agreed on" in client.get(reverse("people:choices")).content.decode()


def test_stopping_keeps_the_person_signed_in_and_able_to_return(person, client_of):
    client = client_of(person)
    answer = client.post(reverse("people:consent"), {"purpose": "take_part"}, follow=True)
    assert "Join again" in answer.content.decode()
    client.post(reverse("people:consent"), {"purpose": "take_part", "agree": "on"})
    assert Person.objects.get(pk=person.pk).is_participant


def test_an_unknown_purpose_changes_nothing(person, client_of):
    client_of(person).post(reverse("people:consent"), {"purpose": "everything", "agree": "on"})
    assert not Consent.objects.exists()


def test_the_target_group_is_ones_own_choice(person, client_of):
    group = make.group(person.organisation, "networker")
    client_of(person).post(reverse("people:choose_target_group"), {"group": group.pk})
    person.refresh_from_db()
    assert (person.target_group, person.is_own_choice) == (group, True)


def test_a_group_of_another_organisation_is_not_there(person, client_of, other_organisation):
    from kring.core.scope import inside

    with inside(other_organisation):
        group = make.group(other_organisation, "networker")
    assert client_of(person).post(reverse("people:choose_target_group"), {"group": group.pk}).status_code == 404


def test_the_language_changes_for_account_and_person(person, client_of):
    client = client_of(person)
    client.post(reverse("identity:language"), {"language": "nl", "next": reverse("people:choices")})
    assert "Mijn keuzes" in client.get(reverse("people:choices")).content.decode()
    person.refresh_from_db()
    assert (person.language, person.account.language) == ("nl", "nl")


def test_the_page_takes_a_fixed_number_of_queries(person, client_of, count_queries):
    client = client_of(person)
    client.get(reverse("people:choices"))
    with count_queries() as counted:
        client.get(reverse("people:choices"))
    assert len(counted) <= 14, [q["sql"] for q in counted]

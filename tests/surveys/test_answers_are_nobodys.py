"""An administrator with the whole database tries to find out who answered what, and does not.

They look at every table after each answer, with the places of rows on the disk and their transactions, and know besides
in which order people answered (from whom they saw with a phone, say).
"""

import base64
import json
from collections import Counter
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kring.core.scope import inside
from kring.surveys import actions
from kring.surveys.models import Answer, Asked, Envelope, Remark
from kring.surveys.queries import asking
from tests import make
from tests.surveys.asking import answered, opened, sent, staff

FEWEST = 5
CHANCE = 5  # standard deviations of the number of right guesses by chance


def look(*tables):
    """Everything in these tables, with where it stands and which transaction wrote it; by the place on the disk."""
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f'select ctid::text, xmin::text, to_jsonb(t)::text from "{table}" t order by ctid')
            found[table] = [(ctid, int(xmin), json.loads(row)) for ctid, xmin, row in cursor.fetchall()]
    return found


def every_table():
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
        return [name for (name,) in cursor.fetchall()]


def played(organisation, count):
    """People answer one after the other, each something else; the administrator looks after each answer."""
    people = staff(organisation, max(count + 3, 10))
    survey = sent(organisation)
    looks = []
    for n, person in enumerate(people[:count]):
        answered(survey, person, **all_of(n), helped=f"{n}")
        actions.mix(survey=survey, now=timezone.now())
        looks.append(look("surveys_envelope", "surveys_asked"))
    opened(survey)
    return people, looks


def all_of(n):
    """What the n-th person answers; nobody else answers the same."""
    return {"listen": 1 + n % 5, "respond": 1 + n // 5 % 5, "share": 1 + n // 25}


def number_of(answer):
    return answer["listen"] - 1 + 5 * (answer["respond"] - 1) + 25 * (answer["share"] - 1)


def right(order):
    """How many guesses are right, when the n-th row is taken for the n-th person."""
    return sum(number == place for place, number in enumerate(order))


@pytest.mark.parametrize("count", [5, 8, 13, 30])
def test_no_order_joins_an_answer_to_its_person(transactional_db, count):
    rounds, guesses = 6, Counter()
    for _ in range(rounds):
        organisation = make.organisation()
        with inside(organisation):
            played(organisation, count)
            seen = look("surveys_answer", "surveys_remark")
        rows, said = ([row for row in table if row[2]["organisation_id"] == organisation.pk] for table in seen.values())
        assert len(rows) == len(said) == count
        assert len({xmin for _ctid, xmin, _row in [*rows, *said]}) == 1, "a transaction of its own tells whose it is"
        orders = {
            "place of an answer": [number_of(row) for _ctid, _xmin, row in rows],
            "number of an answer": [number_of(row) for _c, _x, row in sorted(rows, key=lambda r: UUID(r[2]["id"]))],
            "place of a remark": [int(row["text"]) for _ctid, _xmin, row in said],
            "number of a remark": [int(r["text"]) for _c, _x, r in sorted(said, key=lambda r: UUID(r[2]["id"]))],
        }
        guesses.update({name: right(order) for name, order in orders.items()})
        guesses.update({f"{name}, turned": right(order[::-1]) for name, order in orders.items()})
        by_number = dict(zip(orders["place of an answer"], orders["place of a remark"], strict=True))
        guesses["remark beside answer"] += sum(one == other for one, other in by_number.items())
    most = rounds + CHANCE * rounds**0.5  # by chance one of each order is right, give or take one
    assert {name: count for name, count in guesses.items() if count > most} == {}


def test_between_two_looks_either_nobody_or_several_have_answered(transactional_db):
    organisation = make.organisation()
    with inside(organisation):
        _people, looks = played(organisation, 23)
        before = set()
        for seen in looks:
            now = {row["person_id"] for _ctid, _xmin, row in seen["surveys_asked"] if row["answered_on"]}
            assert len(now - before) == 0 or len(now - before) >= FEWEST
            before = now
        assert before


def test_while_it_is_open_no_envelope_can_be_told_from_another(transactional_db):
    organisation = make.organisation()
    with inside(organisation):
        _people, looks = played(organisation, 20)
        for seen in looks:
            mixed = [(ctid, xmin, row) for ctid, xmin, row in seen["surveys_envelope"] if row["slot"] is None]
            assert len({xmin for _ctid, xmin, _row in mixed}) <= 1
            assert len({len(row["sealed"]) for _ctid, _xmin, row in seen["surveys_envelope"]}) == 1
        # What lay in the box before a mixing is not found in it afterwards: other numbers, other seals.
        early = {row["id"] for _ctid, _xmin, row in looks[4]["surveys_envelope"]}
        late = {row["id"] for _ctid, _xmin, row in looks[9]["surveys_envelope"]}
        assert early
        assert not early & late


def test_a_seal_tells_neither_what_nor_when(organisation):
    people = staff(organisation, 10)
    survey = sent(organisation)
    answered(survey, people[0], listen=4, helped="geheimvanmij")
    sealed = bytes(Envelope.objects.get().sealed)
    assert b"geheim" not in sealed
    assert base64.urlsafe_b64decode(sealed)[1:9] == bytes(8)  # where Fernet writes the time


def test_sending_an_answer_writes_one_sealed_row_and_nothing_else(transactional_db, caplog):
    organisation = make.organisation()
    with inside(organisation):
        people = staff(organisation, 10)
        survey = sent(organisation)
        asked = Asked.objects.get(survey=survey, person=people[0])
        address = reverse("surveys:answer_letter", args=[asking.token(asked)])
        signed_in = make.account()
        people[1].account = signed_in
        people[1].save()
        make.Membership.objects.create(organisation=organisation, account=signed_in)
        client = Client()
        client.force_login(signed_in, backend="allauth.account.auth_backends.AuthenticationBackend")
        tables = every_table()
        for who, where in ((Client(), address), (client, reverse("surveys:answer"))):
            who.get(where)
            before = look(*tables)
            answer = who.post(where, {"listen": "4", "helped": "geheimvanmij"}, follow=True)
            assert "Thank you" in answer.content.decode() or "Dank" in answer.content.decode()
            after = look(*tables)
            changed = {table for table in tables if before[table] != after[table]}
            assert changed == {"surveys_envelope"}
            (new,) = [row for row in after["surveys_envelope"] if row not in before["surveys_envelope"]]
            told = json.dumps(new[2])
            assert "person" not in told
            assert set(new[2]) == {"id", "organisation_id", "survey_id", "slot", "sealed"}
    assert "geheimvanmij" not in caplog.text


@pytest.mark.parametrize("model", [Answer, Envelope, Remark])
def test_no_column_tells_who_or_when(model):
    fields = model._meta.get_fields()
    assert not [f for f in fields if isinstance(f, models.DateTimeField)]
    assert isinstance(model._meta.pk, models.UUIDField)
    labels = {f.related_model._meta.label for f in fields if f.is_relation}
    assert not labels & {"people.Person", "core.Account", "surveys.Asked"}


def test_a_day_of_an_open_answer_is_a_monday(organisation):
    people = staff(organisation, 10)
    survey = sent(organisation)
    for n, person in enumerate(people):
        answered(survey, person, helped=f"{n}")
    opened(survey)
    assert {day.weekday() for day in Remark.objects.values_list("kept_from", flat=True)} == {0}


def test_no_table_points_from_an_answer_to_a_person():
    """By no way of foreign keys, however long."""
    reached, waiting = set(), [Answer, Remark, Envelope]
    while waiting:
        model = waiting.pop()
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model not in reached:
                reached.add(field.related_model)
                waiting.append(field.related_model)
    assert apps.get_model("people.Person") not in reached
    assert apps.get_model("core.Account") not in reached

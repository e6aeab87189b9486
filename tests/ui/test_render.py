"""A whole page never ends up in the middle of another one."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_what_went_wrong_takes_the_place_of_the_page():
    answer = Client().get("/there-is-no-such-page", headers=HTMX)
    assert answer.status_code == 404
    assert answer["HX-Retarget"] == "body"
    assert "HX-Retarget" not in Client().get("/there-is-no-such-page")


def test_somebody_who_was_signed_out_loads_their_page_anew(organisation):
    answer = Client().get("/", headers=HTMX, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/sign-in")
    assert answer["HX-Refresh"] == "true"


def test_a_part_is_a_part(person, client_of):
    answer = client_of(person).get("/", headers=HTMX)
    assert answer.status_code == 200
    assert "HX-Refresh" not in answer

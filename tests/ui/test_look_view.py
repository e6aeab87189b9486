"""An organisation's own colour, for whoever looks at one of its pages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from kring.core.scope import inside
from kring.people.queries.joining import join_token
from tests import make

pytestmark = pytest.mark.django_db


def test_an_invitation_has_the_organisations_own_colour():
    organisation = make.organisation(brand_color="#7a1f5c")
    with inside(organisation):
        person = make.person(organisation, joined_at=None)
        page = Client().get(reverse("people:join", args=[join_token(person)])).content.decode()
    sheet = Client().get(re.search(r'href="(/look\.css[^"]*)"', page)[1])
    assert sheet["Content-Type"].startswith("text/css")
    assert "--color-primary:#7a1f5c" in sheet.content.decode()


@pytest.mark.parametrize("asked", ["", "7a1f5", "7a1f5c;}body{display:none", "%23"])
def test_what_is_no_colour_styles_nothing(asked):
    assert Client().get(f"{reverse('ui:look')}?{asked}").content == b""

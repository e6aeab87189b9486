"""Uploaded files are kept per organisation, under names of our own."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kring.core.files import Folder


class Row:
    organisation_id = 7


@given(st.text())
def test_a_file_name_never_leads_out_of_its_folder(name):
    assert re.fullmatch(r"7/photos/[\w-]{20,30}(\.[a-z0-9]{1,5})?", Folder("photos")(Row(), name), re.ASCII)


def test_the_ending_stays():
    assert Folder("logos")(Row(), "../../Logo.PNG").endswith(".png")

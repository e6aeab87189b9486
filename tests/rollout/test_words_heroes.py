"""Why somebody is on a list, in words."""

from django.utils.translation import override

from kring.rollout import words_heroes as words


def test_a_part_that_stands_for_several_departments_says_so():
    why = {"kind": "parts", "parts": [["Agrarisch", "Directie", "HR"], ["Beheer", "Recht"], ["Zorg"]]}
    with override("en"):
        said = words.reason(why, {})
    assert said == ("Near to many in Agrarisch (with 2 other departments), Beheer (with 1 other department) and Zorg.")

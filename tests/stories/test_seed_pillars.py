"""What a new organisation starts with."""

from kring.stories import queries
from kring.stories.actions import seed_pillars


def test_a_new_organisation_has_four_pillars_with_themes_in_both_languages(organisation):
    seed_pillars(organisation=organisation)
    assert [p.name["nl"] for p in queries.pillars()] == [
        "Dienstverlening", "Marktontwikkeling", "Relatie", "Merk en reputatie",
    ]  # fmt: skip
    assert all(theme.name["nl"] and theme.name["en"] for theme in queries.themes())
    assert {theme.pillar.hue for theme in queries.themes()} == {1, 2, 3, 4}

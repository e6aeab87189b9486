"""What figures mean is written down twice, for readers of the page and of the repository: with the same names."""

from pathlib import Path

from django.utils.translation import override

from kring.insights.meaning import MEANINGS

DOCS = Path(__file__).resolve().parents[2] / "docs" / "figures.md"


def test_every_figure_has_a_heading_in_the_docs():
    headings = {line[3:] for line in DOCS.read_text().splitlines() if line.startswith("## ")}
    with override("en"):
        assert {str(meaning.name) for meaning in MEANINGS.values()} == headings

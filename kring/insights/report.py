"""The report on paper: the same sentences, pictures and tables as the page, set by Typst as an accessible PDF."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from kring.core.models import Organisation
from kring.insights import drawing, queries, telling, telling_late, words
from kring.insights.rules.answers import Answers, Kind
from kring.insights.shapes import Table, Told
from kring.ui import color

PAPER = Path(__file__).resolve().parent / "paper" / "report.typ"
FONTS = Path(__file__).resolve().parent.parent / "ui" / "vendor" / "fonts"
WHITE = "#ffffff"


def pdf(found: Answers, organisation: Organisation, *, language: str) -> bytes:
    """Return the report as PDF/UA: tagged, with its title and language, pictures told in words."""
    with override(language):
        data = json.dumps(content(found, organisation, language), ensure_ascii=False)
    made = typst.compile(
        PAPER,
        root=PAPER.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards="ua-1",
    )
    assert isinstance(made, bytes)  # noqa: S101 - for the type: a PDF is one file
    return made


def content(found: Answers, organisation: Organisation, language: str) -> dict[str, Any]:
    """Return everything that stands on paper, as plain values in the language of now."""
    brand = color.readable(organisation.brand_color, on=WHITE)
    look = drawing.on_paper(brand)
    groups = queries.group_names()
    found = queries.named(found, groups, queries.pillar_names(language))
    answers = telling.told(found, queries.titles_of(found, language), groups, look)
    day = date_format(found.sunday, "j F Y")
    lead = _("Until Sunday %(day)s. Groups only; nobody can be found in it.") % {"day": day}
    if found.part.kind != Kind.ALL:
        lead = f"{words.part_name(found.part)}. {lead}"
    footer = [organisation.name, day, *([_("simulated")] if organisation.is_simulated else [])]
    return {
        "language": language,
        "organisation": organisation.name,
        "title": title(),
        "lead": f"{lead} {telling_late.weeks_late(found)}".strip(),
        "brand": brand,
        "answers": [_answer(one, lights=one.key != "activation") for one in answers],  # the same for both: once
        "tables": [
            _table(table)
            for table in (*(table for one in answers for table in one.tables), *telling_late.later_table(found))
        ],
        "protocol": f"{words.standing_said(found)} {telling_late.later_said(found)}".strip(),
        "fingerprint": found.fingerprint,
        "footer": " · ".join(footer),
        "words": {
            "sure": _("How sure"),
            "better": _("What would make it surer"),
            "tables": _("The numbers as tables"),
            "protocol": _("How it was measured"),
            "fingerprint": _("Fingerprint of all sums and of what was promised"),
        },
    }


def title() -> str:
    """Return what the report is called."""
    return _("What the programme brought about")


def _answer(one: Told, *, lights: bool) -> dict[str, Any]:
    return {
        "question": one.question,
        "sentence": one.said.sentence,
        "range": one.said.range,
        "more": one.said.more,
        "pictures": [{"title": p.title, "note": p.note, "svg": p.wide} for p in one.pictures],
        "letter": one.letter,
        "letter_name": one.letter_name,
        "grade": str(one.grade),
        "by_lot": one.by_lot,
        "missing": [str(words) for words in one.missing] if lights else [],
        "lights": [
            {"light": light.light, "name": light.name, "asked": str(light.asked), "found": str(light.found)}
            for light in one.lights
            if lights
        ],
    }


def _table(one: Table) -> dict[str, Any]:
    rows = [list(row) for row in one.rows]
    return {"caption": one.caption, "head": list(one.head), "rows": rows, "wide": one.has_titles}


def file_name(found: Answers) -> str:
    """Return what the file is called."""
    name = _("answers")
    return f"{name}-{found.sunday}.pdf"


def first_sentence(found: Answers, *, language: str) -> str:
    """Return how it is going, for the mail around the report."""
    with override(language):
        said = words.how_it_goes(found)
        return f"{said.sentence}. {said.range}".strip() + ("." if said.range else "")

"""Figures, proposals and decisions as the pages say them."""

from dataclasses import dataclass
from datetime import date

from kring.adjust import words
from kring.adjust.models import Choice, Decision
from kring.adjust.queries.decisions import figure_of, hoped_of
from kring.adjust.rules.figures import Change, Figure, Unit
from kring.adjust.rules.proposing import Proposal

DONE = (Choice.ACCEPT, Choice.CHANGE)  # a proposal that is followed


@dataclass(frozen=True)
class Whisker:
    """A dot with its range, in per cent of the width of the drawing."""

    low: str
    value: str
    high: str


@dataclass(frozen=True)
class Shown:
    """A figure with its picture, on a scale that it shares with another."""

    name: str
    value: str
    range: str
    link: str
    mark: Whisker
    ends: tuple[str, str]
    when: date | None = None


@dataclass(frozen=True)
class Offer:
    """A proposal as the page says it."""

    key: str
    title: str
    why: str
    hoped: str
    condition: str
    figure: Shown


@dataclass(frozen=True)
class Told:
    """A decision as the pages say it: what, why, hoped, what came of it."""

    row: Decision
    title: str
    is_no: bool
    because: str
    hoped: str
    outcome: str
    came: str
    cannot: str
    then: Shown | None
    now: Shown | None
    place: words.Place | None  # where it is carried out


def figure(one: Figure, *others: Figure | None) -> Shown:
    """Return a figure to be drawn, on one scale with the others."""
    every = [one, *(other for other in others if other is not None)]
    if one.unit == Unit.DIFFERENCE:
        low, high = -0.3, 0.3
    else:
        ends = [end for some in every for end in (some.value, *(some.range or ()), some.facts.get("mean", 0.0))]
        low, high = min(0.0, *ends), max(*ends, 0.0) * 1.15 or 1.0
    between = one.range or (one.value, one.value)
    scale = (words.amount(low, one.unit), words.amount(high, one.unit))
    return Shown(
        name=words.figure_name(one),
        value=words.value_said(one),
        range=words.range_said(one),
        link=words.page_of(one),
        mark=Whisker(*(at(end, low, high) for end in (between[0], one.value, between[1]))),
        ends=("−30", "+30") if one.unit == Unit.DIFFERENCE else scale,
    )


def at(value: float, low: float, high: float) -> str:
    """Return where a value stands on a scale, in per cent of its width."""
    return f"{100 * min(1.0, max(0.0, (value - low) / (high - low))):.2f}"


def offer(one: Proposal) -> Offer:
    """Return a proposal in words."""
    return Offer(
        key=one.key,
        title=words.title(one.rule, one.because),
        why=words.reason(one.rule, one.because),
        hoped=words.hope(one.hoped, one.watch),
        condition=words.condition(one.rule),
        figure=figure(one.because),
    )


def told(row: Decision) -> Told:
    """Return a decision in words, with what came of it when that is known."""
    because, watch, hoped = figure_of(row.because), figure_of(row.watch), hoped_of(row)
    made = getattr(row, "verdict", None)
    after = figure_of(made.figure) if made else None
    changed = Change(**made.change) if made and made.change else None
    title = row.words or (words.title(row.rule, because) if because else "")
    return Told(
        row=row,
        title=title,
        is_no=row.choice == Choice.DECLINE,
        because=words.reason(row.rule, because) if because and row.rule else "",
        hoped=words.hope(hoped, watch) if hoped and watch else "",
        outcome=str(words.OUTCOME_WORDS[made.outcome]) if made else "",
        came=words.came_of_it(made.outcome, changed, after, watch) if made else "",
        cannot=str(words.WHY_WORDS.get(made.why, "")) if made else "",
        then=figure(watch, after) if watch else None,
        now=figure(after, watch) if after else None,
        place=words.place_of(row.rule) if row.choice in DONE and made is None else None,
    )

"""What may be asked of a list of heroes, and what may be said of it without telling who was named."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from kring.choose.heroes import Method, Rule, Why


class Question(StrEnum):
    """What people are asked in the nomination round."""

    TRY = "try"  # Who do you go to when you want to try something new?
    NEWS = "news"  # Who would spread good news best?


ATTRIBUTES = ("rank", "department", "location", "target_group", "language")
EACH = ""  # as the value of a rule: it holds for each of them
FEWEST = 5  # a list of one or two would be a question about one or two people
MOST = 200
LOOKS = 60  # how often a list may be changed by hand or tried, so that nobody finds out by trying
ANSWER_DAYS = 14  # a place where nobody said yes within this time is free again, like one where somebody said no
WEEKS_A_MONTH = 4
RULES_AT_MOST = 30

LITTLE, SOME, MUCH = "little", "some", "much"


def expanded(asked: Iterable[Mapping[str, Any]], values: Mapping[str, Collection[str]]) -> tuple[Rule, ...]:
    """Return the rules of one unit: a rule about each department becomes one for every department that is there."""
    rules = []
    for rule in asked:
        names = sorted(values.get(rule["attribute"], ())) if rule["value"] == EACH else [rule["value"]]
        rules += [Rule(rule["attribute"], name, rule["at_least"], rule["at_most"]) for name in names]
    return tuple(rules)


def plain(rule: Rule) -> dict[str, Any]:
    """Return a rule as it is kept."""
    return {
        "attribute": rule.attribute,
        "value": rule.value,
        "at_least": rule.at_least,
        "at_most": rule.at_most,
    }


def cost(method: str, lost: float, value: float) -> str:
    """Return what a change costs, as it may be said: whole colleagues, or how much, never a number of names."""
    if method == Method.HELPED:
        return str(max(0, round(lost)))
    part = lost / value if value > 0 else 0.0
    return LITTLE if part < 0.01 else SOME if part < 0.03 else MUCH


def reasons(why: Why, *, by_hand: bool, stays: bool, parts: Collection[list[str]]) -> list[dict[str, Any]]:
    """Return why somebody is on the list, as kinds to put in words: no numbers, so that none can be compared.

    `parts` are those of the unit's picture to which a line goes, from which no single name can be read.
    """
    if stays:
        return [{"kind": "stays"}]
    found: list[dict[str, Any]] = [{"kind": "hand"}] if by_hand else []
    found += [{"kind": "rule", "rule": plain(rule)} for rule in why.needed_for[:2]]
    if parts:
        found.append({"kind": "parts", "parts": sorted(parts)[:3]})
    if not by_hand and why.only_for is not None:  # of somebody put there by hand the names say nothing
        found.append({"kind": "only"})
    return found or [{"kind": "balance"}]


def lines_of(picture: Mapping[str, Any]) -> dict[int, list[list[str]]]:
    """Return to which parts of the unit there is a line from each hero; a part is what is put together in it."""
    found: dict[int, list[list[str]]] = {}
    for line in picture["lines"]:
        found.setdefault(line["hero"], []).append(list(picture["parts"][line["part"]]["values"]))
    return found

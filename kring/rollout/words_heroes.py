"""What the rules, reasons and costs of a list of heroes are called."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kring.core.words import said_in
from kring.rollout.rules import heroes as rules
from kring.rollout.rules.heroes import Question

ATTRIBUTES: dict[str, str | Promise] = {
    "rank": gettext_lazy("Rank"),
    "department": gettext_lazy("Department"),
    "location": gettext_lazy("Location"),
    "target_group": gettext_lazy("Target group"),
    "language": gettext_lazy("Language"),
}
EACH: dict[str, str | Promise] = {
    "rank": gettext_lazy("every rank"),
    "department": gettext_lazy("every department"),
    "location": gettext_lazy("every location"),
    "target_group": gettext_lazy("every target group"),
    "language": gettext_lazy("every language"),
}
LANGUAGES: dict[str, str | Promise] = {"nl": gettext_lazy("Dutch"), "en": gettext_lazy("English")}
WAYS: dict[str, str | Promise] = {
    "random": gettext_lazy("By lot"),
    "random_within_rules": gettext_lazy("By lot, within what you asked"),
    "most_named": gettext_lazy("The most named, whatever you asked"),
    "most_ties": gettext_lazy("The most contacts, whatever you asked"),
    "top_of_each": gettext_lazy("The best of each department"),
}
QUESTIONS: dict[Question, str | Promise] = {
    Question.TRY: gettext_lazy("Who do you go to when you want to try something new?"),
    Question.NEWS: gettext_lazy("Who would spread good news best?"),
}
GroupNames = Mapping[str, Mapping[str, str]]


def value(attribute: str, name: str, groups: GroupNames) -> str:
    """Return what one value is called: a target group has a name of its own, a language too."""
    if name == rules.EACH:
        return str(EACH[attribute])
    if attribute == "target_group":
        return said_in(dict(groups.get(name, {}))) or name
    return str(LANGUAGES.get(name, name)) if attribute == "language" else name


def rule(rule: Mapping[str, Any], groups: GroupNames) -> str:
    """Return a rule in words: at least two, at most six, or both."""
    what = value(rule["attribute"], rule["value"], groups)
    least, most = rule["at_least"], rule["at_most"]
    if least and most is not None:
        return _("%(least)s to %(most)s from %(what)s") % {"least": least, "most": most, "what": what}
    if most is not None:
        return _("at most %(most)s from %(what)s") % {"most": most, "what": what}
    return _("at least %(least)s from %(what)s") % {"least": least, "what": what}


def cost(said: str) -> str:
    """Return what a change costs, in words."""
    if said == rules.LITTLE:
        return _("makes hardly any difference")
    if said == rules.SOME:
        return _("makes the list a little weaker")
    if said == rules.MUCH:
        return _("makes the list clearly weaker")
    if not said.isdigit():
        return ""
    number = int(said)
    if not number:
        return _("costs less than one colleague")
    return ngettext("costs about %(number)s colleague helped", "costs about %(number)s colleagues helped", number) % {
        "number": number
    }


def gap(part: float) -> str:
    """Return how far a list can be from the best one, rounded up: 0.2 %."""
    return f"{number_format(ceil(part * 1000) / 10, 1)} %"


def reason(why: Mapping[str, Any], groups: GroupNames) -> str:
    """Return why somebody is on the list, in a sentence."""
    if why["kind"] == "rule":
        return _("Needed for what you asked: %(rule)s.") % {"rule": rule(why["rule"], groups)}
    if why["kind"] == "parts":
        parts = get_text_list([_part(one) for one in why["parts"]], _("and"))
        return _("Near to many in %(parts)s.") % {"parts": parts}
    return {
        "stays": _("Is a hero already, and stays one."),
        "hand": _("Put on the list by hand."),
        "only": _("Near to colleagues who have no other hero near them."),
        "balance": _("Completes the list: together these people reach the most."),
    }[why["kind"]]


def _part(values: Sequence[str]) -> str:
    """Return what a part of a unit is called: by its first department where several are put together."""
    if len(values) < 2:
        return "".join(values)
    others = len(values) - 1
    said = ngettext(
        "%(name)s (with %(number)s other department)", "%(name)s (with %(number)s other departments)", others
    )
    return said % {"name": values[0], "number": others}


def demand(said: Mapping[str, Any], names: Mapping[int, str], groups: GroupNames) -> tuple[str, str]:
    """Return what cannot be met, and what to change about it."""
    available = ngettext("%(number)s person can be chosen.", "%(number)s people can be chosen.", said["available"]) % {
        "number": said["available"]
    }
    if said["side"] == "heroes":
        what = ngettext("%(number)s hero in all.", "%(number)s heroes in all.", said["number"])
        return what % {"number": said["number"]}, f"{available} " + _("Ask for fewer heroes.")
    if said["side"] == "pinned":
        who = names.get(said["person"] or 0, _("somebody"))
        return _("%(name)s is on the list: put there by hand, or a hero already.") % {"name": who}, _(
            "Leave this open."
        )
    about = value(said["rule"]["attribute"], said["rule"]["value"], groups)
    if said["side"] == "at_least":
        what = _("At least %(number)s from %(what)s.") % {"number": said["number"], "what": about}
        return what, f"{available} " + _("Ask for fewer.")
    what = _("At most %(number)s from %(what)s.") % {"number": said["number"], "what": about}
    return what, f"{available} " + _("Allow more.")

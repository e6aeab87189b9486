"""The words of proposals, figures and verdicts: what the numbers can bear, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kring.adjust.rules.figures import Change, Figure, Unit
from kring.adjust.rules.proposing import BRINGS, CLEARLY, COVERED, LARGE_UNIT, LONGEST, MOMENTS, NEAR_PLAN, STAYS, Rule
from kring.adjust.rules.times import PARTS, Part
from kring.adjust.rules.verdicts import Outcome, Why
from kring.core.words import said_in

PAGES = {
    "theme": "insights:answers",
    "nudge": "nudges:alive",
    "alive": "nudges:alive",
    "help": "rollout:coverage",
    "hours": "insights:figures",
    "reply": "insights:figures",
    "silence": "stories:calendar",
    "pillar": "stories:calendar",
    "participation": "insights:answers",
    "activation": "insights:answers",
    "posts": "insights:answers",
    "engagements": "insights:answers",
}
ANSWER_WORDS: dict[str, str | Promise] = {
    "participation.took_part": gettext_lazy("Staff who took part in any way"),
    "participation.shared": gettext_lazy("Staff who shared"),
    "participation.contributed": gettext_lazy("Staff who brought something in"),
    "participation.listened": gettext_lazy("Staff who opened a story"),
    "participation.learned": gettext_lazy("Staff who finished a lesson"),
    "activation.per_100": gettext_lazy("More active people with the programme"),
    "posts.ratio": gettext_lazy("Posts with the programme, over those without it"),
    "posts.per_100": gettext_lazy("Extra posts with the programme"),
    "engagements.ratio": gettext_lazy("Engagement with the programme, over that without it"),
    "engagements.per_100": gettext_lazy("Extra engagement with the programme"),
}

PART_WORDS: dict[str, str | Promise] = {
    Part.MORNING: gettext_lazy("on a weekday before eleven"),
    Part.MIDDAY: gettext_lazy("on a weekday between eleven and five"),
    Part.EVENING: gettext_lazy("on a weekday after five"),
    Part.WEEKEND_MORNING: gettext_lazy("in the weekend before eleven"),
    Part.WEEKEND_MIDDAY: gettext_lazy("in the weekend between eleven and five"),
    Part.WEEKEND_EVENING: gettext_lazy("in the weekend after five"),
}

OUTCOME_WORDS: dict[str, str | Promise] = {
    Outcome.BETTER: gettext_lazy("Better than hoped"),
    Outcome.AS_HOPED: gettext_lazy("As hoped"),
    Outcome.NOT_SHOWN: gettext_lazy("Not shown"),
    Outcome.WORSE: gettext_lazy("Less than hoped"),
    Outcome.CANNOT_TELL: gettext_lazy("Cannot be told"),
}
WHY_WORDS: dict[str, str | Promise] = {
    Why.CLOSED: gettext_lazy(
        "The figure may not be shown now: there are too few people behind it, or nothing to count."
    ),
    Why.CHANGED: gettext_lazy("The figure is worked out in another way now, so then and now are two different things."),
    Why.NO_RANGE: gettext_lazy("Nobody knows how sure the figure is."),
    Why.NOTHING_HOPED: gettext_lazy("Nothing was said about which figure should change, and by how much."),
}


PLACES: dict[str, tuple[str, str | Promise]] = {  # where what a rule proposes is done
    Rule.NUDGE_OFF: ("nudges:alive", gettext_lazy("To the nudges")),
    Rule.MORE_OF_THEME: ("stories:calendar", gettext_lazy("To the calendar of stories")),
    Rule.HELP_IN_UNIT: ("rollout:coverage", gettext_lazy("To the help moments of each unit")),
    Rule.LATER_WAVE: ("rollout:programme", gettext_lazy("To the waves of the programme")),
    Rule.STORIES_FOR_GROUP: ("stories:calendar", gettext_lazy("To the calendar of stories")),
    Rule.PILLAR_PLAN: ("stories:calendar", gettext_lazy("To the calendar of stories")),
}


@dataclass(frozen=True)
class Place:
    """A page to go to from here, and what leads there."""

    link: str
    name: str


def place_of(rule: str) -> Place | None:
    """Return where a proposal is carried out; None where that is no page."""
    found = PLACES.get(rule)
    return Place(reverse(found[0]), str(found[1])) if found else None


def page_of(figure: Figure) -> str:
    """Return the address of the page on which a figure stands."""
    return reverse(PAGES.get(figure.kind, "insights:figures"))


def _names(figure: Figure) -> dict[str, str]:
    names = {key: name if isinstance(name, str) else said_in(name) for key, name in figure.names.items()}
    if figure.kind == "hours":
        names["other"] = str(PART_WORDS[figure.key.rpartition(".")[2]])
        names["usual"] = str(PART_WORDS[PARTS[int(figure.facts["usual"])]])
    return names


def figure_name(figure: Figure) -> str:
    """Say what a figure counts, over whom."""
    names = _names(figure)
    match figure.kind:
        case "theme":
            return _("%(group)s: how often stories on “%(theme)s” are shared when shown") % names
        case "nudge":
            return _("How many more are active after “%(nudge)s”") % names
        case "alive":
            return _("Participants who are still active")
        case "help" if "unit" in names:
            return _("%(unit)s: staff who had a help moment") % names
        case "help":
            return _("All units: staff who had a help moment")
        case "hours":
            return _("%(group)s, %(channel)s: answers to a post %(other)s, over those %(usual)s") % names
        case "reply":
            return _("%(group)s, %(channel)s: answers to a post") % names
        case "silence":
            return _("%(group)s: longest time ahead without a story of their own") % names
        case "pillar":
            return _("“%(pillar)s”: its part of this quarter's stories") % names
    return str(ANSWER_WORDS.get(figure.key, figure.key))


def number(value: float, decimals: int) -> str:
    """Write a number in the way of the language that is on."""
    return number_format(round(value, decimals), decimals, force_grouping=True).replace("-", "−")


def amount(value: float, unit: str) -> str:
    """Write a number of a figure, or of a change in it, with its unit."""
    match unit:
        case Unit.PART:
            decimals = 1 if 0 < abs(round(value, 3)) < 0.1 else 0
            return _("%(n)s %%") % {"n": number(100 * value, decimals)}
        case Unit.DIFFERENCE:
            return _("%(n)s in a hundred") % {"n": number(100 * value, 1)}
        case Unit.DAYS:
            return ngettext("%(n)s day", "%(n)s days", round(abs(value))) % {"n": number(value, 0)}
        case Unit.RATIO:
            return _("%(n)s times") % {"n": number(value, 2)}
        case Unit.PER_POST:
            return _("%(n)s a post") % {"n": number(value, 1)}
        case Unit.PER_100:
            return _("%(n)s per 100 staff") % {"n": number(value, 1)}
        case Unit.PER_100_WEEK:
            return _("%(n)s per 100 staff a week") % {"n": number(value, 1)}
    return number(value, 0)


def value_said(figure: Figure) -> str:
    """Write the value of a figure."""
    return amount(figure.value, figure.unit)


def range_said(figure: Figure) -> str:
    """Write the range of a figure; what is counted exactly has none."""
    if figure.is_exact:
        return _("counted, not estimated")
    if figure.low is None or figure.high is None:
        return _("how sure it is, is not known")
    low = bare(figure.low, figure.unit) if figure.unit == Unit.DIFFERENCE else amount(figure.low, figure.unit)
    return _("between %(low)s and %(high)s") % {"low": low, "high": amount(figure.high, figure.unit)}


def bare(value: float, unit: str) -> str:
    """Write a number of a figure, or of a change in it, where its unit stands beside it already."""
    if unit in (Unit.PART, Unit.DIFFERENCE):
        return number(100 * value, 1)
    return number(value, {Unit.DAYS: 0, Unit.RATIO: 2}.get(Unit(unit), 1))


def _points(value: float, unit: str) -> str:
    if unit in (Unit.PART, Unit.DIFFERENCE):
        return _("%(n)s points") % {"n": number(100 * value, 1)}
    return amount(value, unit)


def change_said(change: Change, unit: str) -> str:
    """Write how much a figure changes, with its range: points of a hundred for a part."""
    sign = "+" if change.value > 0 else ""
    told = {"value": sign + _points(change.value, unit)}
    if change.low == change.high:
        return told["value"]
    told |= {"low": bare(change.low, unit), "high": bare(change.high, unit)}
    return _("%(value)s (between %(low)s and %(high)s)") % told


def title(rule: str, because: Figure) -> str:
    """Say what is proposed, as a sentence that begins with what is done."""
    names = _names(because)
    match rule:
        case Rule.NUDGE_OFF:
            return _("Stop the nudge “%(nudge)s”") % names
        case Rule.MORE_OF_THEME:
            return _("Tell the group “%(group)s” more about “%(theme)s”") % names
        case Rule.ANOTHER_TIME:
            return _("Suggest the group “%(group)s” to post %(other)s on %(channel)s") % names
        case Rule.HELP_IN_UNIT:
            return _("Hold two more help moments in %(unit)s") % names
        case Rule.LATER_WAVE:
            return _("Let the next wave wait four weeks")
        case Rule.STORIES_FOR_GROUP:
            return _("Plan stories for the group “%(group)s”") % names
        case Rule.PILLAR_PLAN:
            return _("Plan more stories on “%(pillar)s”") % names
    return ""


def reason(rule: str, because: Figure) -> str:
    """Say why it is proposed, with the figure."""
    facts: Mapping[str, float] = because.facts
    told: dict[str, Any] = _names(because) | {"value": value_said(because), "range": range_said(because)}
    match rule:
        case Rule.NUDGE_OFF:
            return (
                _("Drawn by lot, the difference is %(value)s (%(range)s): certainly less than one in a hundred more.")
                % told
            )
        case Rule.MORE_OF_THEME:
            told |= {"n": number(facts["compared"], 0), "last": number(facts["last"], 0)}
            told["mean"] = amount(facts["mean"], because.unit)
            return (
                _(
                    "They share it in %(value)s of the times it is shown (%(range)s), over all kinds of content"
                    " %(mean)s. Of %(n)s kinds it is certainly among the first %(last)s."
                )
                % told
            )
        case Rule.ANOTHER_TIME:
            told["part"] = amount(facts["usual_part"], Unit.PART)
            return (
                _(
                    "The same people get %(value)s as many answers then (%(range)s) as %(usual)s, when %(part)s of"
                    " the posts of this group go out."
                )
                % told
            )
        case Rule.HELP_IN_UNIT:
            return _("%(value)s of the staff there had one (%(range)s), certainly fewer than in all units.") % told
        case Rule.LATER_WAVE:
            told["days"] = number(facts["next_wave_in_days"], 0)
            return (
                _("It starts in %(days)s days, and %(value)s of the staff had a help moment so far (%(range)s).") % told
            )
        case Rule.STORIES_FOR_GROUP:
            return _("In the next four weeks no story of their own begins for %(value)s in a row.") % told
        case Rule.PILLAR_PLAN:
            told["plan"] = amount(facts["plan"], because.unit)
            return _("It is %(value)s of this quarter's stories; the plan says %(plan)s.") % told
    return ""


def condition(rule: str) -> str:
    """Say what would have to be true for it to work."""
    return {
        Rule.NUDGE_OFF: _("People do not miss what it told, or hear it in another way."),
        Rule.MORE_OF_THEME: _("The theme does not wear out when there is more of it."),
        Rule.ANOTHER_TIME: _(
            "People like to post then. Kring changes nothing by itself: tell them about this time, which they choose"
            " under “Rather later” when they share."
        ),
        Rule.HELP_IN_UNIT: _("Each brings four to twelve people who had no help yet."),
        Rule.LATER_WAVE: _("Heroes use the four weeks to help who waits."),
        Rule.STORIES_FOR_GROUP: _("There is something to tell: ask for it at the next content hour."),
        Rule.PILLAR_PLAN: _("There are ideas for it, or somebody goes and gets them."),
    }.get(rule, "")  # type: ignore[call-overload]


def hope(hoped: Change, watch: Figure) -> str:
    """Say what is hoped for, with its range; a range around nothing means that it should stay."""
    told = {"figure": figure_name(watch), "low": _points(-hoped.low, watch.unit)}
    if hoped.value == 0:
        return _("“%(figure)s” stays as it is, at most %(low)s lower") % told
    told["change"] = change_said(hoped, watch.unit)
    return _("“%(figure)s”: %(change)s") % told


def came_of_it(outcome: str, change: Change | None, figure: Figure | None, then: Figure | None) -> str:
    """Say what came of a decision: it went together with it, which is not to say because of it."""
    if change is None or figure is None or then is None:
        return ""
    told = {"then": value_said(then), "now": value_said(figure), "change": change_said(change, figure.unit)}
    if outcome == Outcome.NOT_SHOWN:
        return _("From %(then)s to %(now)s. Whether it changed cannot be told apart: %(change)s.") % told
    return _("From %(then)s to %(now)s, together with this decision: %(change)s.") % told


def rule_texts() -> list[tuple[str, str, str]]:
    """Return every rule in plain words: what is proposed, when, and what is hoped for."""
    low, usual, high = BRINGS
    return [
        (
            _("Stop a nudge"),
            _(
                "When people who got it by lot are certainly less than one in a hundred more often active than people"
                " who were left alone: the upper end of the range is below one."
            ),
            _("The part still active stays within %(n)s points.") % {"n": number(100 * STAYS, 0)},
        ),
        (
            _("Tell a group more about a theme"),
            _(
                "When, of at least three kinds of content that were shown often enough, it is certainly in the better"
                " half for that group, and all of its range is above the mean of the group. Places are told apart over"
                " all kinds at once, so that luck does not win."
            ),
            _("It stays above the mean of the group while more of it is told."),
        ),
        (
            _("Suggest another time to post"),
            _(
                "When posts of the same people on one channel certainly get more than %(n)s as many answers in another"
                " part of the week as in the one they mostly post in. At least twenty people of the group who posted at"
                " both times, and forty posts at each; the last thirteen weeks of which the network tells what came."
            )
            % {"n": amount(CLEARLY, Unit.RATIO)},
            _("A quarter to three quarters of the posts at the usual time move, usually a half."),
        ),
        (
            _("Hold more help moments in a unit"),
            _("When its range lies wholly below that of all units. Only units of at least %(n)s people.")
            % {"n": LARGE_UNIT},
            _("%(moments)s moments, each for %(low)s to %(high)s people who had none, usually %(usual)s.")
            % {"moments": MOMENTS, "low": low, "high": high, "usual": usual},
        ),
        (
            _("Let the next wave wait"),
            _("When it starts within eight weeks, and certainly less than %(n)s of the staff had a help moment.")
            % {"n": amount(COVERED, Unit.PART)},
            _("Half to one and a half times what is missing."),
        ),
        (
            _("Plan stories for a group"),
            _("When in the next four weeks no story with a question for it begins for more than %(n)s days.")
            % {"n": LONGEST},
            _("At most %(n)s days in a row.") % {"n": LONGEST},
        ),
        (
            _("Plan more stories on a pillar"),
            _("When its part of this quarter's stories is at least %(n)s points below its plan.")
            % {"n": number(200 * NEAR_PLAN, 0)},
            _("Within %(n)s points of the plan.") % {"n": number(100 * NEAR_PLAN, 0)},
        ),
    ]

"""The written rules by which something is proposed: figures in, proposals out. Anybody may read them.

Nothing is proposed on a figure that is closed (it is not among the figures at all) or that cannot be told apart from
what would be usual; and never about a person.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kring.adjust.rules.figures import Change, Figure

MOST = 6  # proposals at once: few are read
WORTH_A_NUDGE = 0.01  # a nudge that certainly does less is not worth a message
STAYS = 0.03  # how far a part may fall before something that was taken away is missed
COVERED = 0.25  # of the staff had a help moment: from there on a next wave has who helps it
LARGE_UNIT = 40  # people, before help moments in a unit are spoken of
MOMENTS, BRINGS = 2, (4, 8, 12)  # help moments more in eight weeks, and people each who had none: low, usual, high
LONGEST = 7  # days without a story for a group
WAVE_NEAR = 56  # days ahead in which the pace of the next wave is looked at
NEAR_PLAN = 0.05  # a pillar is near its plan
CLEARLY = 1.2  # times as many answers: what certainly brings less is not worth asking people for
MOVES = (0.25, 0.5, 0.75)  # of the posts at the usual time, when another is suggested: low, usual, high


class Rule(StrEnum):
    """What can be proposed, the most certain first."""

    NUDGE_OFF = "nudge_off"
    MORE_OF_THEME = "more_of_theme"
    ANOTHER_TIME = "another_time"
    HELP_IN_UNIT = "help_in_unit"
    LATER_WAVE = "later_wave"
    STORIES_FOR_GROUP = "stories_for_group"
    PILLAR_PLAN = "pillar_plan"


@dataclass(frozen=True)
class Proposal:
    """Something that could be done, because of one figure, to be seen on the same or another one later."""

    rule: Rule
    because: Figure
    watch: Figure  # what is looked at again
    hoped: Change  # of `watch`
    is_more_better: bool
    facts: Mapping[str, float] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """How an address names it: the same for as long as the reason is."""
        return f"{self.rule}.{self.because.key}"


Known = Mapping[str, Figure]


def propose(figures: Iterable[Figure]) -> list[Proposal]:
    """Return what is proposed on these figures, the best first: by rule, and within one the largest step."""
    known = {one.key: one for one in figures}
    found: list[Proposal] = []
    for rule in Rule:
        some = [made for one in known.values() if (made := RULES[rule](one, known))]
        found += sorted(some, key=lambda made: (-_step(made), made.key))[:2]
    return found[:MOST]


def _step(made: Proposal) -> float:
    return abs(made.because.facts.get("step", made.hoped.value))


def nudge_off(one: Figure, known: Known) -> Proposal | None:
    """Switch off a kind of nudge whose whole range is below one in a hundred; the part still active should stay."""
    alive = known.get("alive.all")
    if one.kind != "nudge" or one.high is None or alive is None or alive.range is None or not one.facts.get("is_on"):
        return None
    if one.high >= WORTH_A_NUDGE:
        return None
    return Proposal(Rule.NUDGE_OFF, one, alive, Change(0.0, -STAYS, STAYS), is_more_better=True)


def more_of_theme(one: Figure, _known: Known) -> Proposal | None:
    """Tell more of a theme to a group that certainly shares it better than half of the themes, and above its mean."""
    if one.kind != "theme" or one.range is None:
        return None
    compared, mean = one.facts["compared"], one.facts["mean"]
    if compared < 3 or one.facts["last"] > compared / 2 or one.range[0] <= mean:
        return None
    above = one.value - mean
    return Proposal(Rule.MORE_OF_THEME, one, one, Change(0.0, -above, above), is_more_better=True)


def another_time(one: Figure, known: Known) -> Proposal | None:
    """Suggest another part of the week to a group whose posts then certainly get a fifth more answers, by channel."""
    everywhere = known.get(one.key.replace("hours.", "reply.", 1).rpartition(".")[0])
    if one.kind != "hours" or one.range is None or everywhere is None or one.range[0] <= CLEARLY:
        return None
    now = everywhere.value * one.facts["usual_part"]
    (low, high), more = one.range, one.value
    gains = (now * part * (times - 1) for part, times in zip(MOVES, (low, more, high), strict=True))
    least, usual, most = gains
    return Proposal(Rule.ANOTHER_TIME, one, everywhere, Change(usual, least, most), is_more_better=True)


def help_in_unit(one: Figure, known: Known) -> Proposal | None:
    """Hold more help moments in a large enough unit where certainly fewer had one than in all units together."""
    whole = known.get("help.all")
    if one.kind != "help" or one.key == "help.all" or one.range is None or whole is None or whole.range is None:
        return None
    people = one.facts["people"]
    if people < LARGE_UNIT or one.range[1] >= whole.range[0]:
        return None
    low, usual, high = (min(MOMENTS * some / people, 1 - one.value) for some in BRINGS)
    return Proposal(Rule.HELP_IN_UNIT, one, one, Change(usual, low, high), is_more_better=True)


def later_wave(one: Figure, _known: Known) -> Proposal | None:
    """Let the next wave wait four weeks when it is near and certainly too few had a help moment."""
    days = one.facts.get("next_wave_in_days")
    if one.key != "help.all" or one.range is None or days is None or not 7 <= days <= WAVE_NEAR:
        return None
    if one.range[1] >= COVERED:
        return None
    step = COVERED - one.value
    hoped = Change(step, step / 2, 1.5 * step)
    return Proposal(Rule.LATER_WAVE, one, one, hoped, is_more_better=True, facts={"days": days})


def stories_for_group(one: Figure, _known: Known) -> Proposal | None:
    """Plan more stories with a question for a group when none begins for more than a week."""
    if one.kind != "silence" or one.value <= LONGEST:
        return None
    step = LONGEST - one.value
    return Proposal(Rule.STORIES_FOR_GROUP, one, one, Change(step, -one.value, step), is_more_better=False)


def pillar_plan(one: Figure, _known: Known) -> Proposal | None:
    """Plan more stories on a pillar that is far below its part of the plan."""
    if one.kind != "pillar" or one.facts["plan"] - one.value < 2 * NEAR_PLAN:
        return None
    step = one.facts["plan"] - one.value
    return Proposal(Rule.PILLAR_PLAN, one, one, Change(step, step - NEAR_PLAN, step + NEAR_PLAN), is_more_better=True)


RULES: dict[Rule, Callable[[Figure, Known], Proposal | None]] = {
    Rule.NUDGE_OFF: nudge_off,
    Rule.MORE_OF_THEME: more_of_theme,
    Rule.ANOTHER_TIME: another_time,
    Rule.HELP_IN_UNIT: help_in_unit,
    Rule.LATER_WAVE: later_wave,
    Rule.STORIES_FOR_GROUP: stories_for_group,
    Rule.PILLAR_PLAN: pillar_plan,
}

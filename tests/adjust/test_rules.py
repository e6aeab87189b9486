"""What is proposed, rule by rule: when it is, when it is not."""

import pytest

from kring.adjust.rules.figures import Figure
from kring.adjust.rules.proposing import MOST, RULES, Rule, propose
from kring.adjust.rules.times import part_of


def figure(key, value, low=None, high=None, *, unit="part", **facts):
    return Figure(key, value, low, high, unit, is_exact=low is None, facts=facts)


ALIVE = figure("alive.all", 0.6, 0.58, 0.62)
WHOLE = figure("help.all", 0.4, 0.38, 0.42, people=2000)
REPLY = figure("reply.2.mastodon", 4.0, 3.5, 4.5, unit="per_post")
FINE = {
    Rule.NUDGE_OFF: [figure("nudge.lesson", -0.01, -0.03, 0.005, unit="difference", is_on=1), ALIVE],
    Rule.MORE_OF_THEME: [figure("theme.1.2", 0.12, 0.1, 0.14, compared=4, first=1, last=2, mean=0.08)],
    Rule.ANOTHER_TIME: [
        figure("hours.2.mastodon.evening", 1.6, 1.3, 2.0, unit="ratio", usual=1, usual_part=0.5),
        REPLY,
    ],
    Rule.HELP_IN_UNIT: [figure("help.9", 0.2, 0.15, 0.26, people=120), WHOLE],
    Rule.LATER_WAVE: [figure("help.all", 0.1, 0.09, 0.11, people=2000, next_wave_in_days=20)],
    Rule.STORIES_FOR_GROUP: [figure("silence.3", 12, unit="days")],
    Rule.PILLAR_PLAN: [figure("pillar.3", 0.1, plan=0.3)],
}
CLOSE_BUT_NOT = {
    "a nudge whose range reaches one in a hundred": [
        figure("nudge.lesson", 0.0, -0.02, 0.011, unit="difference", is_on=1),
        ALIVE,
    ],
    "a nudge that is off": [figure("nudge.lesson", -0.01, -0.03, 0.005, unit="difference", is_on=0), ALIVE],
    "a nudge, when the part still active is closed": FINE[Rule.NUDGE_OFF][:1],
    "a theme whose place may be in the lower half": [
        figure("theme.1.2", 0.12, 0.1, 0.14, compared=4, first=1, last=3, mean=0.08)
    ],
    "a theme whose range holds the mean": [
        figure("theme.1.2", 0.12, 0.07, 0.17, compared=4, first=1, last=2, mean=0.08)
    ],
    "one of two themes": [figure("theme.1.2", 0.12, 0.1, 0.14, compared=2, first=1, last=1, mean=0.08)],
    "a time that may bring less than a fifth more": [
        figure("hours.2.mastodon.evening", 1.6, 1.15, 2.2, unit="ratio", usual=1, usual_part=0.5),
        REPLY,
    ],
    "a time, when what posts get is closed": FINE[Rule.ANOTHER_TIME][:1],
    "a time of another channel": [*FINE[Rule.ANOTHER_TIME][:1], figure("reply.2.bluesky", 4.0, 3.5, 4.5)],
    "a small unit": [figure("help.9", 0.1, 0.02, 0.2, people=30), WHOLE],
    "a unit that may be as well off as all": [figure("help.9", 0.3, 0.2, 0.4, people=120), WHOLE],
    "a unit, when the whole is closed": FINE[Rule.HELP_IN_UNIT][:1],
    "a wave far ahead": [figure("help.all", 0.1, 0.09, 0.11, people=2000, next_wave_in_days=90)],
    "a wave when enough had help": [figure("help.all", 0.2, 0.15, 0.26, people=2000, next_wave_in_days=20)],
    "no wave to come": [figure("help.all", 0.1, 0.09, 0.11, people=2000)],
    "a week without a story": [figure("silence.3", 7, unit="days")],
    "a pillar near its plan": [figure("pillar.3", 0.22, plan=0.3)],
    "a pillar above its plan": [figure("pillar.3", 0.5, plan=0.3)],
    "something not known": [Figure("help.all", 0.1, None, None, "part", facts={"next_wave_in_days": 20})],
}


@pytest.mark.parametrize("rule", Rule)
def test_each_rule_proposes_on_its_figure(rule):
    made = propose(FINE[rule])
    assert [one.rule for one in made] == [rule]
    assert made[0].hoped.low <= made[0].hoped.value <= made[0].hoped.high
    assert made[0].key == f"{rule}.{FINE[rule][0].key}"


@pytest.mark.parametrize("what", CLOSE_BUT_NOT)
def test_nothing_is_proposed_on(what):
    assert propose(CLOSE_BUT_NOT[what]) == []


def test_every_rule_is_written_and_tried():
    assert set(RULES) == set(FINE) == set(Rule)


def test_few_are_proposed_and_the_largest_step_first():
    many = [figure(f"silence.{n}", 8 + n, unit="days") for n in range(9)]
    made = propose([*many, *FINE[Rule.HELP_IN_UNIT], *FINE[Rule.NUDGE_OFF][:1], ALIVE, *FINE[Rule.PILLAR_PLAN]])
    assert len(made) <= MOST
    assert [one.because.key for one in made if one.rule == Rule.STORIES_FOR_GROUP] == ["silence.8", "silence.7"]
    assert made[0].rule == Rule.NUDGE_OFF


def test_more_help_can_never_pass_everybody():
    made = propose([figure("help.9", 0.2, 0.15, 0.26, people=40), figure("help.all", 0.9, 0.88, 0.92, people=900)])
    assert made[0].hoped.high <= 0.8


def test_what_another_time_may_bring_follows_from_what_moves():
    [made] = propose(FINE[Rule.ANOTHER_TIME])
    assert made.watch == REPLY
    assert made.hoped.value == pytest.approx(4.0 * 0.5 * 0.5 * 0.6)
    assert made.hoped.low == pytest.approx(4.0 * 0.5 * 0.25 * 0.3)
    assert made.hoped.high == pytest.approx(4.0 * 0.5 * 0.75 * 1.0)


@pytest.mark.parametrize(
    ("weekday", "hour", "part"),
    [(0, 8, 0), (0, 11, 1), (4, 17, 2), (5, 9, 3), (6, 23, 5), (5, 3, 2), (0, 4, 5)],
)
def test_a_night_belongs_to_the_evening_before(weekday, hour, part):
    assert part_of(weekday, hour) == part

"""Another time of the mail for a half of the people, and a nudge in a half of the units: from start to result."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from kring.adjust import actions, queries, tasks
from kring.adjust.errors import ExperimentOverError
from kring.adjust.models import Experiment
from kring.adjust.rules.experiments import Finding, by_units
from kring.nudges import actions as nudges
from kring.nudges.errors import MailTimeError, TooFewUnitsError, TriedNowError
from kring.nudges.models import KindTrial, MailTrial, Nudge
from kring.nudges.rules import Kind, gets_other_time, redrawn
from kring.people.models import Consent
from kring.people.rules import Purpose
from kring.reach import actions as reach
from kring.reach.models import Message, ReachSettings
from tests import make
from tests.adjust.conftest import NOW

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY = NOW.replace(hour=6) + timedelta(days=4)  # of the week after the one in which it is started


def drawn(pairs):
    return {"in": list(range(pairs)), "out": list(range(pairs, 2 * pairs))}


def units(pairs, *, did, of):
    """Counts of as many pairs of units: the first of each is in."""
    keys, halves = range(2 * pairs), drawn(pairs)
    taken = [frozenset(halves["in"]), *redrawn(halves, "a", 1999)]
    draws = np.array([[unit in one for unit in keys] for one in taken], np.int64)
    counts = [np.repeat(count, pairs) + np.tile(np.arange(pairs) % 3, 2) for count in (did, of)]
    return *counts, draws[0] > 0, draws


@pytest.mark.parametrize(
    ("pairs", "did", "of", "finding"),
    [
        (12, (30, 15), (50, 50), Finding.MORE),
        (12, (15, 30), (50, 50), Finding.FEWER),
        (12, (20, 20), (50, 50), Finding.NOT_APART),
        (12, (50, 20), (50, 50), Finding.TOO_FEW),  # everybody did
        (4, (30, 15), (50, 50), Finding.TOO_FEW),  # sixteen draws rule nothing out
        (14, (20, 20), (90, 40), Finding.LOT_BROKEN),
    ],
)
def test_what_may_be_said_of_units(pairs, did, of, finding):
    found = by_units(*units(pairs, did=did, of=of), smallest=5)
    assert found.finding == finding
    assert (found.difference is None) == (finding in (Finding.TOO_FEW, Finding.LOT_BROKEN))


def test_a_draw_is_a_choice_from_every_pair_that_anybody_can_repeat():
    halves = {"in": [1, 2, 3], "out": [4, 5]}
    found = redrawn(halves, "seed", 200)
    assert found == redrawn(halves, "seed", 200)
    assert all(len(one & {1, 4}) == len(one & {2, 5}) == 1 for one in found)
    assert 70 < sum(3 in one for one in found) < 130
    assert len(set(found)) == 8


@pytest.fixture
def bank(organisation):
    """People who agreed to a mail a week, in eight pairs of units."""
    made = []
    for _unit in range(16):
        made += make.people(organisation, make.unit(organisation), 12)
    given = {"organisation": organisation, "purpose": Purpose.EMAIL, "text_version": 1, "given_at": NOW}
    Consent.objects.bulk_create(Consent(person=one, **given) for one in made)
    return made


def week_of(organisation, number, time_machine):
    time_machine.move_to(MONDAY + timedelta(weeks=number), tick=False)
    nudges.decide_week(organisation=organisation, now=MONDAY + timedelta(weeks=number))


def test_a_half_gets_its_week_at_the_other_time(organisation, manager, bank, time_machine):
    make.round_of(organisation, MONDAY.date() - timedelta(weeks=1))  # this week was decided: it begins with the next
    unwilling, resting = bank[:2]
    reach.turn_off(by=unwilling, kind="nudges.week", now=NOW)
    reach.pause(by=resting, now=NOW)
    made = actions.start_mail_time(by=manager, weekday=3, hour=16, weeks=2, now=NOW)
    assert MailTrial.objects.get().since == MONDAY.date()
    for week in range(3):
        week_of(organisation, week, time_machine)
    told = {week: Message.objects.filter(key=f"week-{(MONDAY + timedelta(weeks=week)).date()}") for week in range(3)}
    assert not Message.objects.filter(person__in=[unwilling, resting], kind="nudges.week").exists()
    for week, rows in told.items():
        others = {one.person_id for one in rows if one.not_before.astimezone(ZONE).hour == 16}
        expected = {one.person_id for one in rows if gets_other_time(made.seed, one.person_id)}
        assert rows.count() == len(bank) - 2
        assert others == (expected if week < 2 else set())  # the third week is after its end
        assert {one.not_before.astimezone(ZONE).weekday() for one in rows if one.person_id in others} <= {3}
        kept_until = {one.good_until.astimezone(ZONE).weekday() for one in rows}
        assert kept_until == ({5} if week < 2 else {4})  # an hour late in somebody's own day can wait for Friday


def test_only_who_came_within_a_week_of_a_mail_counts(organisation, manager, bank, time_machine):
    actions.start_mail_time(by=manager, weekday=3, hour=16, weeks=1, now=NOW - timedelta(days=3))  # Monday of this week
    made, story = Experiment.objects.get(), make.story(organisation)
    assert made.started_at.astimezone(ZONE).date() == NOW.date() - timedelta(days=3)
    nudges.decide_week(organisation=organisation, now=NOW - timedelta(days=3))
    rows = list(Message.objects.filter(kind="nudges.week").select_related("person"))
    halves = {
        other: [one for one in rows if gets_other_time(made.seed, one.person_id) == other] for other in (True, False)
    }
    came = halves[True][:60] + halves[False][:20]
    make.readings([one.person for one in came[:-10]], story, [one.not_before + timedelta(days=6) for one in came[:-10]])
    for one in came[-10:]:
        make.share(one.person, story, posted_at=one.not_before)
    late = [one for one in rows if one not in came]
    make.readings([one.person for one in late], story, [one.not_before + timedelta(days=7) for one in late])
    early = late[0].person
    make.readings([early], make.story(organisation), [late[0].not_before - timedelta(hours=1)])
    time_machine.move_to(made.ends_at - timedelta(minutes=1), tick=False)
    tasks.look(timestamp=0)
    assert Experiment.objects.get().result is None
    time_machine.move_to(made.ends_at, tick=False)
    tasks.look(timestamp=0)
    kept = Experiment.objects.get().result
    assert kept["finding"] == "more"
    assert kept["other"] == pytest.approx(60 / len(halves[True]), abs=0.001)
    assert kept["usual"] == pytest.approx(20 / len(halves[False]), abs=0.001)


def test_it_refuses_a_time_at_which_nobody_is_written_to_and_a_second_one_at_once(organisation, manager, bank):
    ReachSettings.objects.create(organisation=organisation, first_hour=9, last_hour=15)
    for weekday, hour in ((3, 16), (3, 8), (4, 10), (5, 10)):
        with pytest.raises(MailTimeError):
            actions.start_mail_time(by=manager, weekday=weekday, hour=hour, weeks=2, now=NOW)
    actions.start_mail_time(by=manager, weekday=3, hour=14, weeks=2, now=NOW)
    with pytest.raises(TriedNowError):
        actions.start_mail_time(by=manager, weekday=2, hour=10, weeks=2, now=NOW)


def test_a_mail_time_can_be_stopped_before_its_end_and_tried_again(organisation, manager, bank, client_of, council):
    """The week that was decided goes as it was told; the next one is everybody's own."""
    made = actions.start_mail_time(by=manager, weekday=3, hour=16, weeks=3, now=NOW - timedelta(days=3))
    nudges.decide_week(organisation=organisation, now=NOW - timedelta(days=3))
    stop = f"/adjust/experiments/{made.pk}/stop"
    assert client_of(council).post(stop).status_code == 403
    assert stop not in client_of(council).get("/adjust/experiments").text
    page = client_of(manager).post(stop, follow=True).text
    assert "It was ended early" in page
    assert stop not in page
    nudges.decide_week(organisation=organisation, now=MONDAY)
    told = Message.objects.filter(key=f"week-{MONDAY.date()}")
    assert told.count() == len(bank)
    assert not [one for one in told if one.not_before.astimezone(ZONE).hour == 16]
    with pytest.raises(ExperimentOverError):
        actions.stop_experiment(by=manager, experiment=made, now=NOW)
    actions.start_mail_time(by=manager, weekday=2, hour=10, weeks=1, now=NOW)


def test_what_was_stopped_before_it_began_leaves_nothing(organisation, manager, bank):
    make.round_of(organisation, MONDAY.date() - timedelta(weeks=1))
    for start in (
        lambda: actions.start_mail_time(by=manager, weekday=3, hour=16, weeks=2, now=NOW),
        lambda: actions.start_nudge(by=manager, nudge=Kind.LESSON, weeks=2, now=NOW),
    ):
        for _again in range(2):
            made = start()
            actions.stop_experiment(by=manager, experiment=made, now=NOW)
            made.refresh_from_db()
            assert made.result["finding"] == "stopped"
    assert not MailTrial.objects.exists()
    assert not KindTrial.objects.filter(stopped_at=None).exists()


def listed(organisation, trial, *, active_in, active_out):
    """People of every unit on the list twice, as the half says; of each unit so many did something after the first."""
    story = make.story(organisation)
    for half, active in (("in", active_in), ("out", active_out)):
        for n, unit in enumerate(trial.drawn[half]):
            there = list(make.people_of(unit))
            about = {"organisation": organisation, "kind": trial.kind, "is_control": half == "out"}
            Nudge.objects.bulk_create(Nudge(person=one, week=trial.since, **about) for one in there)
            Nudge.objects.bulk_create(
                Nudge(person=one, week=trial.since + timedelta(weeks=2), **about) for one in there
            )
            some = there[: active + n % (3 if half == "in" else 2)]
            make.readings(some, story, [MONDAY + timedelta(days=9)] * len(some))
            if half == "out":  # after the second time only
                rest = there[active + 1 :]
                make.readings(rest, story, [MONDAY + timedelta(days=15)] * len(rest))


def test_a_nudge_in_a_half_of_the_units_is_held_against_other_draws(organisation, manager, bank, time_machine):
    make.round_of(organisation, MONDAY.date() - timedelta(weeks=1))
    made = actions.start_nudge(by=manager, nudge=Kind.LESSON, weeks=3, now=NOW)
    trial = KindTrial.objects.get()
    assert (trial.since, trial.until) == (MONDAY.date(), MONDAY.date() + timedelta(weeks=3))
    listed(organisation, trial, active_in=8, active_out=3)
    time_machine.move_to(made.ends_at - timedelta(minutes=1), tick=False)
    tasks.look(timestamp=0)
    assert Experiment.objects.get().result is None
    time_machine.move_to(made.ends_at, tick=False)
    tasks.look(timestamp=0)
    kept = Experiment.objects.get().result
    assert kept["finding"] == "more"
    assert kept["difference"] == pytest.approx((8 + 7 / 8 - 3 - 1 / 2) / 12, abs=0.001)
    assert 0 < kept["low"] < kept["difference"] < kept["high"]
    assert kept["people"] == 190  # 192, rounded


def test_who_switches_the_nudge_learns_nothing_from_it(organisation, manager, bank, client_of):
    actions.start_nudge(by=manager, nudge=Kind.LESSON, weeks=3, now=NOW)
    with pytest.raises(TriedNowError):
        actions.start_nudge(by=manager, nudge=Kind.LESSON, weeks=1, now=NOW)
    nudges.use_kind(by=manager, kind=Kind.LESSON, is_on=False, now=NOW)
    tasks.look(timestamp=0)
    assert Experiment.objects.get().result["finding"] == "stopped"
    assert "It was ended early" in client_of(manager).get("/adjust/experiments").text
    assert queries.experiments_over(NOW) == []
    actions.start_nudge(by=manager, nudge=Kind.LESSON, weeks=1, now=NOW)  # it may be tried again


def test_few_units_cannot_be_halved(organisation, manager):
    with pytest.raises(TooFewUnitsError):
        actions.start_nudge(by=manager, nudge=Kind.LESSON, weeks=3, now=NOW)


def test_a_manager_starts_each_kind_on_its_page(client_of, manager, council, bank):
    client, new = client_of(manager), "/adjust/experiments/new"
    page = client.get(new).text
    for kind, sent, shown in (
        ("mail_time", {"weekday": "1", "hour": "10", "weeks": "2"}, "On Tuesday at 10:00"),
        ("nudge", {"nudge": "lesson", "weeks": "2"}, "A lesson as next step"),
    ):
        assert f"{new}/{kind}" in page
        assert client_of(council).post(f"{new}/{kind}", sent).status_code == 403
        assert client.post(f"{new}/{kind}", {**sent, "weeks": "30"}).status_code == 422
        assert client.post(f"{new}/{kind}", sent).status_code == 302
        assert client.post(f"{new}/{kind}", sent).status_code == 422
        assert shown in client.get("/adjust/experiments").text
    assert client.post(f"{new}/nudge", {"nudge": "went_live", "weeks": "2"}).status_code == 422

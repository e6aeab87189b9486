"""Drawing waves by lot: the same from its file, rules honoured and costed, refused in words."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from kring.core.models import AuditNote
from kring.people.models import Unit
from kring.rollout import actions, queries
from kring.rollout.errors import (
    FewUnitsError,
    NoSuchWaveError,
    NotEnoughRoomError,
    PlanNotReadyError,
    PlanOutOfDateError,
    RulesContradictError,
    StartMissingError,
    WaveFullError,
)
from kring.rollout.models import Draw, UnitPlan, Wave
from kring.rollout.rules import draws
from kring.rollout.tasks.waves import draw as draw_job
from tests import make

TODAY = timezone.localdate()


def drawn(manager, programme, *, seed="Lotto 1 2 3", waves=4, **about):
    made = actions.draw_waves(
        by=manager, programme=programme, seed=seed, waves=waves, weeks_between=4, today=TODAY, **about
    )
    draw_job(organisation_id=programme.organisation_id, row_id=made.pk)
    made.refresh_from_db()
    return made


def test_the_file_gives_the_same_waves_as_the_page(manager, programme, many, client_of, tmp_path):
    many(programme, 12)
    made = drawn(manager, programme)
    answer = client_of(manager).get(f"/programme/plans/{made.pk}/draw.json")
    file = tmp_path / "draw.json"
    file.write_bytes(answer.content)
    said = StringIO()
    call_command("repeat_draw", str(file), stdout=said)
    lines = said.getvalue().splitlines()
    assert lines[-1] == "The same waves as in the file."
    repeated = {name: int(wave) for wave, name in (line.split("\t") for line in lines[:-1])}
    assert repeated == made.found["wave"]
    page = client_of(manager).get(f"/programme/plans/{made.pk}").content.decode()
    assert "Lotto 1 2 3" in page
    assert all(name in page for name in repeated)


def test_a_file_that_was_changed_is_found_out(manager, programme, many, tmp_path):
    many(programme, 12)
    values = queries.draw_file(drawn(manager, programme))
    name = next(iter(values["waves"]))
    values["waves"][name] = values["waves"][name] % 4 + 1
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(values))
    with pytest.raises(CommandError, match=name):
        call_command("repeat_draw", str(file), stdout=StringIO())
    file.write_text("[]")
    with pytest.raises(CommandError, match="not the file of a draw"):
        call_command("repeat_draw", str(file), stdout=StringIO())


def test_another_seed_gives_other_waves_and_the_same_seed_the_same(manager, programme, many):
    many(programme, 12)
    first, again, other = (drawn(manager, programme, seed=seed).found["wave"] for seed in ("a", "a", "b"))
    assert first == again != other


def test_the_set_it_was_taken_from_is_kept_and_makes_the_draws_again(manager, programme, many):
    from kring.measure import waves

    many(programme, 12)
    made = drawn(manager, programme)
    given = draws.Given.read(made.given)
    plan = waves.plan(given.measured(), given.room, seed=made.seed, rules=given.rules(), tries=given.tries)
    assert made.kept == plan.accepted.tolist()
    assert made.found["digest"] == plan.digest
    every = waves.draws(plan, given.measured(), given.room, rules=given.rules())
    assert (every[made.found["taken"]] + 1).tolist() == [made.found["wave"][key] for key in plan.keys]


def test_rules_are_honoured_and_what_they_cost_is_said(manager, programme, many, client_of):
    plans = many(programme, 12)
    for plan in plans[:3]:
        actions.set_rule(by=manager, plan=plan, pinned_to=1, not_before=None)
    actions.set_rule(by=manager, plan=plans[3], pinned_to=None, not_before=3)
    made = drawn(manager, programme)
    wave = made.found["wave"]
    assert [wave[plan.unit.name] for plan in plans[:3]] == [1, 1, 1]
    assert wave[plans[3].unit.name] >= 3
    costs = draws.Found.read(made.found).costs
    assert [(cost.is_pin, cost.wave, len(cost.units)) for cost in costs] == [(True, 1, 3), (False, 3, 1)]
    assert costs[0].detectable > costs[0].detectable_without  # fewer units left to the lot: less can be seen
    page = client_of(manager).get(f"/programme/plans/{made.pk}").content.decode()
    assert "Bank 000, Bank 001, Bank 002: in wave 1" in page
    assert "Could show" in page


def test_it_says_what_could_be_seen_with_other_waves(manager, programme, many):
    many(programme, 12)
    found = draws.Found.read(drawn(manager, programme).found)
    assert 0 < found.detectable < 1
    assert [(other.waves, other.most) for other in found.others][:3] == [(2, 6), (3, 4), (4, 3)]
    assert len({other.detectable for other in found.others}) == 3
    assert found.others[-1].detectable == pytest.approx(found.detectable, rel=0.1)  # the units dealt otherwise


def test_waves_start_on_mondays_outside_of_the_dates_to_avoid(manager, programme, many):
    many(programme, 6)
    first = programme.starts_on
    actions.add_dates_to_avoid(
        by=manager, programme=programme, name="Vakantie", since=first, until=first + timedelta(days=20)
    )
    made = drawn(manager, programme, waves=2)
    starts = [date.fromisoformat(day) for day in made.given["starts"]]
    assert all(day.weekday() == 0 for day in starts)
    assert starts[0] > first + timedelta(days=20)


@pytest.mark.parametrize(
    ("change", "waves", "error"),
    [
        (lambda programme, plans: None, 3, NotEnoughRoomError),
        (lambda programme, plans: [setattr(plan, "pinned_to", 1) for plan in plans[:4]], 4, WaveFullError),
        (lambda programme, plans: setattr(plans[0], "not_before", 9), 4, NoSuchWaveError),
        (
            lambda programme, plans: [setattr(plans[0], *rule) for rule in (("pinned_to", 1), ("not_before", 2))],
            4,
            RulesContradictError,
        ),
        (lambda programme, plans: setattr(programme, "starts_on", TODAY), 4, StartMissingError),
        (lambda programme, plans: UnitPlan.objects.exclude(pk=plans[0].pk).delete(), 4, FewUnitsError),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_drawn(manager, programme, many, change, waves, error):
    plans = many(programme, 10)
    change(programme, plans)
    UnitPlan.objects.bulk_update(plans, ["pinned_to", "not_before"])
    with pytest.raises(error) as refused:
        drawn(manager, programme, waves=waves)
    assert str(refused.value)
    assert not Draw.objects.exists()


def test_accepting_gives_every_unit_its_day_and_locks_the_plan(manager, programme, many):
    plans = many(programme, 12)
    made = drawn(manager, programme)
    actions.accept_plan(by=manager, draw=made, now=timezone.now())
    made.refresh_from_db()
    assert (made.status, made.accepted_by) == ("accepted", manager)
    starts = dict(Wave.objects.values_list("number", "starts_on"))
    assert len(starts) == 4
    for plan in plans:
        unit = Unit.objects.get(pk=plan.unit_id)
        assert unit.starts_on == starts[made.found["wave"][unit.name]]
    with pytest.raises(PlanNotReadyError):
        actions.accept_plan(by=manager, draw=made, now=timezone.now())
    assert set(AuditNote.objects.values_list("verb", flat=True)) >= {"drew_waves", "accepted_plan", "set_start"}


def test_a_plan_is_not_accepted_once_units_came_or_went(manager, programme, many):
    many(programme, 12)
    made = drawn(manager, programme)
    make.unit_plan(programme)
    with pytest.raises(PlanOutOfDateError):
        actions.accept_plan(by=manager, draw=made, now=timezone.now())
    assert not Wave.objects.exists()


def test_what_is_moved_afterwards_shows_beside_the_plan(manager, programme, many, client_of):
    plans = many(programme, 12)
    made = drawn(manager, programme)
    actions.accept_plan(by=manager, draw=made, now=timezone.now())
    plan = UnitPlan.objects.select_related("wave").get(pk=plans[0].pk)
    to = Wave.objects.exclude(pk=plan.wave_id).first()
    client_of(manager).post(f"/programme/units/{plan.unit_id}/wave", {"wave": to.pk})
    made.refresh_from_db()
    page = client_of(manager).get(f"/programme/units/{plan.unit_id}").content.decode()
    assert f"the accepted plan had it in wave {plan.wave.number}" in page
    assert Unit.objects.get(pk=plan.unit_id).starts_on == to.starts_on
    assert made.found["wave"]["Bank 000"] == plan.wave.number  # the plan itself stays
    assert client_of(manager).get("/programme/").content.decode().count(">moved<") == 1


def test_a_later_plan_is_for_units_that_did_not_start(manager, programme, many):
    plans = many(programme, 12)
    actions.accept_plan(by=manager, draw=drawn(manager, programme), now=timezone.now())
    first = Wave.objects.first()
    Unit.objects.filter(pk__in=UnitPlan.objects.filter(wave=first).values("unit")).update(
        starts_on=TODAY - timedelta(days=1)
    )
    later = drawn(manager, programme, seed="later", waves=3)
    assert len(later.found["wave"]) == 9
    actions.accept_plan(by=manager, draw=later, now=timezone.now())
    assert list(Wave.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert UnitPlan.objects.filter(wave=first).count() == 3
    assert Draw.objects.filter(status="replaced").count() == 1
    assert len(plans) == UnitPlan.objects.filter(wave__isnull=False).count()


def test_by_hand_units_are_put_where_somebody_wants_them(manager, programme, many, client_of):
    plans = many(programme, 6)
    made = actions.plan_by_hand(by=manager, programme=programme, waves=3, weeks_between=4, today=TODAY)
    answer = client_of(manager).post(f"/programme/plans/{made.pk}/place", {f"wave-{plans[0].unit_id}": "3"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.found["wave"]["Bank 000"] == 3
    full = {f"wave-{plan.unit_id}": "3" for plan in plans}
    answer = client_of(manager).post(f"/programme/plans/{made.pk}/place", full)
    assert answer.status_code == 422
    assert "6 units are sent to wave 3, where 3 fit." in answer.content.decode()
    assert client_of(manager).get(f"/programme/plans/{made.pk}/draw.json").status_code == 404
    actions.accept_plan(by=manager, draw=made, now=timezone.now())
    assert Unit.objects.filter(starts_on__isnull=False).count() == 6


def test_rules_that_leave_nothing_to_the_lot_are_said_in_words(manager, programme, many, client_of):
    plans = many(programme, 4)
    for n, plan in enumerate(plans):
        actions.set_rule(by=manager, plan=plan, pinned_to=1 + n % 2, not_before=None)
    made = drawn(manager, programme, waves=2)
    assert (made.status, made.problem) == ("failed", "nothing_by_lot")
    assert "nothing is left to the lot" in client_of(manager).get(f"/programme/plans/{made.pk}").content.decode()


def test_a_draw_that_runs_twice_is_one_draw(manager, programme, many):
    many(programme, 12)
    made = drawn(manager, programme)
    before = made.found
    draw_job(organisation_id=programme.organisation_id, row_id=made.pk)
    made.refresh_from_db()
    assert made.found == before

"""What is done in the programme, by subject."""

from kring.rollout.actions.programme import (
    add_dates_to_avoid,
    choose_units,
    name_lead,
    remove_dates_to_avoid,
    save_programme,
    set_dates,
    set_rule,
    tick,
)
from kring.rollout.actions.waves import (
    accept_plan,
    claim_draw,
    draw_waves,
    move_unit,
    place_by_hand,
    plan_by_hand,
    wake_waiting_draws,
    work_out_draw,
)

__all__ = [
    "accept_plan",
    "add_dates_to_avoid",
    "choose_units",
    "claim_draw",
    "draw_waves",
    "move_unit",
    "name_lead",
    "place_by_hand",
    "plan_by_hand",
    "remove_dates_to_avoid",
    "save_programme",
    "set_dates",
    "set_rule",
    "tick",
    "wake_waiting_draws",
    "work_out_draw",
]

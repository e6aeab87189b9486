"""Reads of the programme, by subject."""

from kring.rollout.queries.coming import moments_coming
from kring.rollout.queries.overview import Asked, Timeline, timeline
from kring.rollout.queries.plans import (
    accepted_draw,
    draw,
    draw_file,
    draw_page,
    draws_made,
    plans_to_draw,
    units_to_draw,
)
from kring.rollout.queries.units import (
    Candidate,
    all_waves,
    candidates,
    dates_of,
    dates_to_avoid,
    plan_of,
    programme,
    unit_page,
    units_led_by,
    wave_numbers,
)

__all__ = [
    "Asked",
    "Candidate",
    "Timeline",
    "accepted_draw",
    "all_waves",
    "candidates",
    "dates_of",
    "dates_to_avoid",
    "draw",
    "draw_file",
    "draw_page",
    "draws_made",
    "moments_coming",
    "plan_of",
    "plans_to_draw",
    "programme",
    "timeline",
    "unit_page",
    "units_led_by",
    "units_to_draw",
    "wave_numbers",
]

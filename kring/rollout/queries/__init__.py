"""Reads of the programme, by subject."""

from kring.rollout.queries.programme import dates_of, plan_of, programme, units_led_by

__all__ = ["dates_of", "plan_of", "programme", "units_led_by"]

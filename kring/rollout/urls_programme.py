"""Addresses of the programme, its plan and its units."""

from django.urls import path

from kring.rollout.views import local, plan, programme

programme_patterns = [
    path("programme/", programme.programme, name="programme"),
    path("programme/goal", plan.goal, name="goal"),
    path("programme/dates-to-avoid", plan.avoid, name="avoid"),
    path("programme/dates-to-avoid/<int:avoid_id>/remove", plan.remove_avoid, name="remove_avoid"),
    path("programme/units", plan.units, name="units"),
    path("programme/waves", plan.waves, name="waves"),
    path("programme/rules", plan.rule, name="rule"),
    path("programme/plans/<int:draw_id>", plan.draw, name="draw"),
    path("programme/plans/<int:draw_id>/draw.json", plan.draw_file, name="draw_file"),
    path("programme/plans/<int:draw_id>/accept", plan.accept, name="accept"),
    path("programme/plans/<int:draw_id>/place", plan.place, name="place"),
    path("programme/units/<int:unit_id>", programme.unit, name="unit"),
    path("programme/units/<int:unit_id>/tick", programme.tick, name="tick"),
    path("programme/units/<int:unit_id>/dates", programme.dates, name="dates"),
    path("programme/units/<int:unit_id>/lead", programme.lead, name="lead"),
    path("programme/units/<int:unit_id>/stories", local.stories, name="local_stories"),
    path("programme/units/<int:unit_id>/stories/new", local.write, name="new_local_story"),
    path("programme/units/<int:unit_id>/stories/new/typed", local.typed, name="new_local_typed"),
    path("programme/units/<int:unit_id>/stories/<int:story_id>/typed", local.typed, name="local_typed"),
    path("programme/units/<int:unit_id>/stories/<int:story_id>", local.write, name="local_story"),
    path("programme/units/<int:unit_id>/stories/<int:story_id>/take-down", local.take_down, name="take_down_local"),
    path("programme/units/<int:unit_id>/wave", programme.move, name="move"),
]

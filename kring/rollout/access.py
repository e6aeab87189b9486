"""The door of one unit: open to those who run the programme, and to the lead of that unit alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from kring.people import queries as people
from kring.people.access import Request, View, signed_in
from kring.people.rules import May
from kring.rollout import queries
from kring.rollout.models import UnitPlan


class UnitRequest(Request):
    """A request about one unit, by somebody who may see to it."""

    unit_plan: UnitPlan
    is_centre: bool  # runs the whole programme, not this unit alone


def for_unit(view: Callable[..., HttpResponse]) -> View:
    """Open a view with `unit_id` in its address to the centre and to the lead of that unit."""

    @wraps(view)
    def door(request: Any, *args: Any, unit_id: int, **kwargs: Any) -> HttpResponse:
        plan, is_centre = queries.plan_of(unit_id), people.is_allowed(request.person, May.INVITE)
        if not is_centre and (plan is None or plan.lead_id != request.person.pk):
            raise PermissionDenied  # the same no for a unit that is not there: nothing to learn from it
        if plan is None:
            raise Http404
        request.unit_plan, request.is_centre = plan, is_centre
        return view(request, *args, unit_id=unit_id, **kwargs)

    return signed_in(door)

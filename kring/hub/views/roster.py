"""Who is at the desk, and what waits there."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kring.errors import RefusedError
from kring.hub.actions import roster as actions
from kring.hub.queries import roster as queries
from kring.people.access import Request, needs
from kring.people.queries import is_allowed
from kring.people.rules import May
from kring.ui.render import page


@needs(May.WORK_DESK)
@require_safe
def roster(request: Request) -> HttpResponse:
    """Show this week and the next, who is on now, and the open questions by age."""
    now = timezone.now()
    may_place_others = is_allowed(request.person, May.EDIT_STORIES)
    days = queries.roster(request.person.pk, now)
    context = {
        "weeks": [days[:5], days[5:]],
        "on_now": queries.on_duty(now),
        "waiting": queries.open_by_age(now),
        "colleagues": queries.who_can_be_on() if may_place_others else [],
    }
    return page(request, "hub/roster.html", context)


@needs(May.WORK_DESK)
@require_POST
def place(request: Request) -> HttpResponse:
    """Put oneself on the roster or take oneself off; an editor does so for others too."""
    chosen = request.POST.get("person", "")
    person_id = int(chosen) if chosen.isdecimal() and len(chosen) < 18 else request.person.pk
    if person_id != request.person.pk and not is_allowed(request.person, May.EDIT_STORIES):
        person_id = request.person.pk
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        messages.error(request, _("The roster is about this week and the next."))
        return redirect("hub:roster")
    part = request.POST.get("part", "")
    try:
        if request.POST.get("do") == "off":
            actions.take_off(by=request.person, person_id=person_id, day=day, part=part)
        else:
            actions.put_on(by=request.person, person_id=person_id, day=day, part=part, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("hub:roster")

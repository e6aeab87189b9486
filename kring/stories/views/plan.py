"""The calendar: which story begins when, where nothing does, and the plan in one's own calendar."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kring.core.scope import inside
from kring.errors import RefusedError
from kring.people import queries as people
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.stories import actions, queries
from kring.stories.calendar_file import calendar_file
from kring.stories.forms.board import DayForm
from kring.stories.queries import Begins
from kring.stories.rules import planning
from kring.stories.views.desk import asked_whose, choices
from kring.ui.render import page


@needs(May.EDIT_STORIES)
@require_safe
def calendar(request: Request) -> HttpResponse:
    """Show a week or a month of the plan, with its gaps as sentences."""
    today = timezone.localdate()
    day = _day(request.GET.get("day"), today)
    by_week = request.GET.get("by") != "month"
    by, whose = "week" if by_week else "month", asked_whose(request)
    first, last = planning.week_of(day) if by_week else planning.month_of(day)
    begins = queries.begin_between(first, last, language=get_language() or "nl", now=timezone.now(), whose=whose)
    groups = list(people.target_groups())
    days = [_of_day(first + timedelta(days=n), begins, today) for n in range((last - first).days + 1)]
    context = {
        "by": by,
        "first": first,
        "last": last,
        "days": days,
        "blanks": range(first.weekday()),
        "before": first - timedelta(days=1),
        "after": last + timedelta(days=1),
        "today": today,
        "groups": {group.pk: group for group in groups},
        "grid": [{"group": group, "cells": [_told(one["begins"], group.pk) for one in days]} for group in groups],
        "gaps": queries.gaps(today),
    } | choices("stories:calendar", whose, by=by, day=day.isoformat())
    return page(request, "stories/calendar.html", context)


def _day(asked: str | None, today: date) -> date:
    try:
        day = date.fromisoformat(asked or "")
    except ValueError:
        return today
    return day if abs((day - today).days) < 3660 else today


def _of_day(day: date, begins: list[Begins], today: date) -> dict[str, Any]:
    return {"day": day, "begins": [one for one in begins if one.day == day], "is_today": day == today}


def _told(begins: list[Begins], group_id: int) -> int:
    """Return how many stories ask this group something; what is local to a unit asks it of nobody else."""
    return sum(group_id in one.asked for one in begins if one.row.story.unit_id is None)


@needs(May.EDIT_STORIES)
@require_POST
def reschedule(request: Request, story_id: int) -> HttpResponse:
    """Give a planned story another day."""
    story, form = queries.story(story_id), DayForm(request.POST)
    if story is None:
        raise Http404
    by = "month" if request.POST.get("by") == "month" else "week"
    day = timezone.localdate(story.live_from) if story.live_from else timezone.localdate()
    if form.is_valid():
        try:
            story = actions.reschedule(by=request.person, story_id=story.pk, **form.cleaned_data, now=timezone.now())
            messages.success(request, _("Planned for another day."))
            day = form.cleaned_data["day"]
        except RefusedError as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, _("Choose a day."))
    address = f"{reverse('stories:calendar')}?by={by}&day={day.isoformat()}&whose={asked_whose(request)}"
    return redirect(f"{address}#card-{story.pk}")


@needs(May.EDIT_STORIES)
def calendar_address(request: Request) -> HttpResponse:
    """Show the address at which one's own calendar reads the plan; it can be made anew."""
    if request.method == "POST":
        if request.POST.get("do") == "renew":
            actions.renew_calendar(by=request.person, now=timezone.now())
            messages.success(request, _("This is the new address. The old one answers no more."))
        else:
            actions.open_calendar(by=request.person, now=timezone.now())
        return redirect("stories:calendar_address")
    feed = queries.calendar_feed(request.person)
    address = queries.calendar_address(feed) if feed else ""
    return page(request, "stories/calendar_address.html", {"address": address})


@require_safe
def calendar_out(request: HttpRequest, organisation_id: int, token: str) -> HttpResponse:
    """Answer the plan to an outside calendar that knows the secret address."""
    with inside(organisation_id):
        reader = queries.reader_of(token)
        if reader is None or not people.is_allowed(reader, May.EDIT_STORIES):
            raise Http404
        language, now = queries.language_of(reader), timezone.now()
        with translation.override(language):
            rows = [
                (
                    row.story,
                    row.title or _("Without a title yet"),
                    settings.PUBLIC_URL + reverse("stories:write", args=[row.story.pk]),
                )
                for row in queries.plan_for_calendar(now, language)
            ]
            name = _("Stories of %(organisation)s") % {"organisation": reader.organisation.name}
        host = urlsplit(settings.PUBLIC_URL).hostname or "kring"
        made = calendar_file(rows, name=name, host=host, now=now)
    return HttpResponse(
        made, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-store"}
    )

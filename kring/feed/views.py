"""Today: a few stories that fit this person, the step of this week, and a way to say 'less like this'."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.cache import caches
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kring.core.words import said_in
from kring.feed import actions, queries, rules
from kring.feed.queries import Shown
from kring.people.access import Request, taking_part
from kring.stories import queries as stories
from kring.stories.rules.trials import sees_other
from kring.surveys import queries as surveys
from kring.ui.render import page

if TYPE_CHECKING:
    from kring.people.models import Person

KEPT = 600  # seconds that a drawn card is kept; a changed story is drawn anew at once
WHY = "<!--why-->"  # where a card, the same for everybody of a group, leaves room for what is only this person's


@dataclass(frozen=True)
class Item:
    """One place on the page: a card, or a line where something was hidden."""

    shown: Shown
    html: SafeString | None  # None: hidden
    theme: str


@taking_part
@require_safe
def today(request: Request) -> HttpResponse:
    """Show what fits this person today; the first look of the day chooses it."""
    return page(request, "feed/today.html", _page(request), part="stories")


def _page(request: Request) -> dict[str, Any]:
    now = timezone.now()
    day = timezone.localdate(now)
    slate = queries.slate_of(request.person, day, now)
    if not slate:
        slate = actions.deal_slate(by=request.person, now=now)
    waits = slate[0].waits if slate else queries.waiting(request.person, day)
    has_others = any(shown.place >= rules.OTHERS for shown in slate)
    if has_others:
        slate = [shown for shown in slate if shown.place >= rules.OTHERS]
    group = request.person.target_group
    layout = rules.layout(group.key if group else None)
    language = stories.language_of(request.person)
    steps = (group.weekly_step or {}) if group else {}
    return {
        "items": _items(request, slate, layout, language),
        "layout": layout,
        "group": group,
        "step": rules.this_weeks(steps.get(language) or next(iter(steps.values()), []), day),
        "part_of_day": rules.part_of_day(timezone.localtime(now).hour),
        "to_applaud": queries.to_applaud(request.person, now) if layout.applauds else [],
        "has_others": has_others,
        "is_asked_to_be_named": waits.is_asked,
        "is_new": not slate and not stories.live().exists(),
        "may_see_others": bool(slate) and not has_others,
        "now": now,
        "is_asked": waits.is_surveyed and surveys.open_survey_of(request.person, day) is not None,
        "is_naming": waits.is_naming,
        "is_called": waits.is_called,
    }


def _items(request: Request, slate: list[Shown], layout: rules.Layout, language: str) -> list[Item]:
    keys = {shown.story_id: _key(shown, request.person, language) for shown in slate}
    kept = caches["cards"].get_many(keys.values())
    missing = [story_id for story_id, key in keys.items() if key not in kept]
    if missing:
        cards = stories.cards(missing, person=request.person)
        for story_id, card in cards.items():
            context = {"card": card, "layout": layout, "language": language}
            kept[keys[story_id]] = render_to_string("feed/card.html", context)
        caches["cards"].set_many({keys[story_id]: kept[keys[story_id]] for story_id in cards}, KEPT)
    items = []
    for shown in slate:
        theme = said_in(shown.theme_name, language)
        is_hidden = shown.is_hidden or shown.is_theme_hidden
        drawn = kept.get(keys[shown.story_id], "")
        html = None if is_hidden else mark_safe(drawn.replace(WHY, why(shown, theme, request)))  # noqa: S308 - ours
        items.append(Item(shown, html, theme))
    return items


def _key(shown: Shown, person: "Person", language: str) -> str:
    """Return what a drawn card is kept under: a group shares one, unless a trial asks half of the people otherwise."""
    other = f":{shown.trial}" if shown.trial and sees_other(shown.trial, person.pk) else ""
    return f"{shown.story_id}:{shown.changed_at.timestamp()}:{language}:{person.target_group_id or 0}{other}"


def why(shown: Shown, theme: str, request: Request) -> SafeString:
    """Return the grey line that says why this story is here."""
    if shown.is_shared:
        return format_html("<b>{}</b>", _("You told this one. Thank you!"))
    age = (timezone.now() - shown.live_from).days
    group = request.person.target_group
    said = {
        "theme": _("you often tell about %(theme)s") % {"theme": theme},
        "group_theme": _("your colleagues like to tell about %(theme)s") % {"theme": theme},
        "shared": _("colleagues tell this one often"),
        "group": _("made for %(group)s") % {"group": said_in(group.name).lower() if group else ""},
        "local": _("news of your own unit"),
        "new": _("new today") if age < 1 else _("new this week") if age < rules.WEEK else _("still fresh"),
        "editor": _("picked by the editors"),
        "explored": _("something different, for a wider view"),
    }
    reasons = [said[code] for code in shown.why if code in said] or [_("for everyone this week")]
    return format_html("{} {}.", _("Why you see this:"), " · ".join(reasons))


@taking_part
@require_POST
def others(request: Request) -> HttpResponse:
    """Deal a second helping, once a day."""
    now = timezone.now()
    slate = queries.slate_of(request.person, timezone.localdate(now), now)
    if not any(shown.place >= rules.OTHERS for shown in slate):
        dealt = actions.deal_slate(by=request.person, besides=slate, now=now)
        if not dealt:
            messages.info(request, _("These are all the stories there are for you today."))
    return redirect("feed:today")


@taking_part
@require_POST
def less(request: Request, story_id: int) -> HttpResponse:
    """See a story no more."""
    actions.hide_story(by=request.person, story_id=_known(request, story_id))
    return _answer(request, story_id)


@taking_part
@require_POST
def less_of_theme(request: Request, story_id: int) -> HttpResponse:
    """See nothing of this story's theme any more."""
    card = stories.cards([_known(request, story_id)], person=request.person)[story_id]
    actions.hide_theme(by=request.person, theme_id=card.theme_id)
    return _answer(request, story_id)


@taking_part
@require_POST
def again(request: Request, story_id: int) -> HttpResponse:
    """Take 'less like this' back, for the story and its theme."""
    card = stories.cards([_known(request, story_id)], person=request.person)[story_id]
    actions.show_again(by=request.person, story_id=story_id, theme_id=card.theme_id)
    return _answer(request, story_id)


def _known(request: Request, story_id: int) -> int:
    return stories.get_live(story_id, request.person).pk


def _answer(request: Request, story_id: int) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return redirect("feed:today")
    context = _page(request)
    item = next((item for item in context["items"] if item.shown.story_id == story_id), None)
    return page(request, "feed/today.html", {"item": item}, part="place")

"""The director's page: how it goes, what changed because of what, comfort, what is next, and my own week."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kring.feed import queries as feed
from kring.insights import actions, drawing, queries, telling, words
from kring.insights.rules.answers import Answers
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.rollout import queries as rollout
from kring.stories import queries as stories
from kring.surveys import queries as surveys
from kring.ui.render import page


@require_safe
@needs(May.SEE_FIGURES)
def overview(request: Request) -> HttpResponse:
    """Show on one screen how the programme goes."""
    now = timezone.now()
    sunday, language = queries.last_sunday(request.organisation, now), get_language() or "en"
    kept = queries.kept_answers(sunday, part="all", weeks=queries.USUAL_WEEKS)
    if kept is None:
        actions.ask_for_answers(
            organisation=request.organisation, part="all", weeks=queries.USUAL_WEEKS, sunday=sunday, now=now
        )
    found = kept if isinstance(kept, Answers) else None
    if found:
        actions.look_at_answers(by=request.person, part="all", weeks=found.weeks, how="overview")
    context: dict[str, Any] = {
        "found": found,
        "said": words.how_it_goes(found) if found else None,
        "takes_part": words.who_takes_part(found) if found else None,
        "picture": telling.first_picture(found, drawing.PAGE) if found else None,
        "comfort": _comfort(timezone.localdate(now)),
        "next": _next(now),
        "mine": _mine(request, now, language),
        "sunday": sunday,
    }
    return page(request, "insights/overview.html", context, part="state")


def _comfort(today: Any) -> dict[str, str] | None:
    """Return how comfortable people say they are, in a sentence and its range."""
    found = surveys.comfort(on=today)
    if found.now is None:
        return None
    value = words.at_about(found.now.told)
    told = {"now": value, "before": words.at_about(found.before.told) if found.before else ""}
    line = (
        _("%(now)s say they are comfortable; before the start %(before)s")
        if found.before
        else _("%(now)s say they are comfortable with social media")
    )
    share = found.now.share
    return {
        "line": line % told,
        "range": _("between %(low)s and %(high)s")
        % {"low": words.percent(round(share.low, 2)), "high": words.percent(round(share.high, 2))}
        if not (found.now.told.is_at_least or found.now.told.is_at_most)
        else "",
    }


def _next(now: Any) -> dict[str, Any] | None:
    """Return the wave that starts next."""
    today = timezone.localdate(now)
    wave = next((one for one in rollout.all_waves() if one.starts_on > today), None)
    return {"wave": wave, "weeks": max(1, (wave.starts_on - today).days // 7)} if wave else None


def _mine(request: Request, now: Any, language: str) -> dict[str, Any] | None:
    """Return one thing that a role model can do this week: react to a colleague's post, or share a story."""
    if applaud := feed.to_applaud(request.person, now, most=1):
        return {"post": applaud[0]}
    fits = feed.candidates(request.person, None, (), now)[:1]
    if not fits:
        return None
    story = fits[0].story_id
    return {"story": story, "title": stories.titles({story}, language).get(story, "")}

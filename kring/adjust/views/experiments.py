"""Small experiments: try a second question under a story, and see what came out when it is over."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kring.adjust import actions, queries, words
from kring.adjust.forms import ExperimentForm
from kring.adjust.models import Experiment
from kring.adjust.rules.experiments import Result
from kring.adjust.views.proposals import may_read
from kring.adjust.views.showing import Whisker, at
from kring.core.words import said_in
from kring.errors import RefusedError
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.stories import queries as stories
from kring.ui.render import page

WIDEST = 0.3  # of the scale of a difference


@dataclass(frozen=True)
class Tried:
    """An experiment as the page says it."""

    row: Experiment
    story: str
    question: str
    said: str
    more: str
    mark: Whisker | None


@may_read
@require_GET
def experiments(request: Request) -> HttpResponse:
    """Show what is tried, until when, and what came out of what is over."""
    actions.look_at_adjust(by=request.person, what="experiments")
    rows = list(queries.experiments()[:50])
    titles = stories.titles({row.story_id for row in rows}, get_language() or "en")
    return page(request, "adjust/experiments.html", {"rows": [_tried(row, titles) for row in rows]})


def _tried(row: Experiment, titles: dict[int, str]) -> Tried:
    found = Result(**row.result) if row.result else None
    mark = None
    if found and found.low is not None and found.high is not None and found.difference is not None:
        mark = Whisker(*(at(end, -WIDEST, WIDEST) for end in (found.low, found.difference, found.high)))
    return Tried(
        row=row,
        story=titles.get(row.story_id, ""),
        question=said_in(row.question),
        said=words.experiment_said(found) if found else "",
        more=words.experiment_more(found) if found else "",
        mark=mark,
    )


@needs(May.INVITE)
@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    """Start an experiment; what is looked at, and when, is fixed here."""
    now = timezone.now()
    form = ExperimentForm(request.POST or None, stories=queries.stories_to_try(get_language() or "en", now))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.start_experiment(
                by=request.person,
                story_id=int(given["story"]),
                question={"nl": given["question_nl"], "en": given["question_en"]},
                weeks=int(given["weeks"]),
                now=now,
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It runs from now on."))
            return redirect("adjust:experiments")
    return page(request, "adjust/start.html", {"form": form}, status=422 if form.errors else 200)

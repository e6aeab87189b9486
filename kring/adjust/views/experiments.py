"""Small experiments: try something on a random half, and see what came out when it is over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.adjust import actions, queries
from kring.adjust.forms import MailTimeForm, NudgeForm, QuestionForm
from kring.adjust.models import Experiment
from kring.adjust.rules.experiments import Kind, Result, tried_until
from kring.adjust.views.proposals import may_read
from kring.adjust.views.showing import Whisker, at
from kring.adjust.words import experiments as words
from kring.errors import RefusedError
from kring.nudges import queries as nudges
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.ui.forms import Form
from kring.ui.render import page

WIDEST = 0.3  # of the scale of a difference


@dataclass(frozen=True)
class Tried:
    """An experiment as the page says it."""

    row: Experiment
    what: str
    title: str
    said: str
    more: str
    how: tuple[str, str, str]
    is_to_begin: bool
    may_be_stopped: bool
    mark: Whisker | None


@may_read
@require_GET
def experiments(request: Request) -> HttpResponse:
    """Show what is tried, until when, and what came out of what is over."""
    actions.look_at_adjust(by=request.person, what="experiments")
    rows, now = list(queries.experiments()[:50]), timezone.now()
    titles = queries.story_titles(rows, get_language() or "en")
    return page(request, "adjust/experiments.html", {"rows": [_tried(row, titles, now) for row in rows]})


def _tried(row: Experiment, titles: Mapping[int, str], now: datetime) -> Tried:
    found, kind, mark = Result(**row.result) if row.result else None, Kind(row.kind), None
    if found and found.low is not None and found.high is not None and found.difference is not None:
        mark = Whisker(*(at(end, -WIDEST, WIDEST) for end in (found.low, found.difference, found.high)))
    return Tried(
        row=row,
        what=words.WORDS[kind].what(row, titles),
        title=words.WORDS[kind].title(row),
        said=words.said(kind, found) if found else "",
        more=words.more(kind, found) if found else "",
        how=words.how(row),
        is_to_begin=row.started_at > now,
        may_be_stopped=found is None and now < tried_until(kind, row.ends_at),
        mark=mark,
    )


@needs(May.INVITE)
@require_GET
def choose(request: Request) -> HttpResponse:
    """Show what can be tried, each with a sentence."""
    return page(request, "adjust/choose.html", {"kinds": words.WORDS.items()})


@needs(May.INVITE)
@require_http_methods(["GET", "POST"])
def start(request: Request, experiment_kind: str) -> HttpResponse:
    """Start an experiment of one kind; what is looked at, and when, is fixed here."""
    if experiment_kind not in list(Kind):
        raise Http404
    kind, now = Kind(experiment_kind), timezone.now()
    make, begin = _KINDS[kind]
    form = make(request, now)
    if request.method == "POST" and form.is_valid():
        try:
            begin(by=request.person, now=now, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It stands. What comes of it is told after its end."))
            return redirect("adjust:experiments")
    context = {"form": form, "about": words.WORDS[kind]}
    return page(request, "adjust/start.html", context, status=422 if form.errors else 200)


@needs(May.INVITE)
@require_POST
def stop(request: Request, experiment_id: int) -> HttpResponse:
    """Stop an experiment before its end."""
    experiment = get_object_or_404(queries.experiments(), pk=experiment_id)
    try:
        actions.stop_experiment(by=request.person, experiment=experiment, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Stopped. All is as it was before."))
    return redirect("adjust:experiments")


def _question_form(request: Request, now: datetime) -> Form:
    return QuestionForm(request.POST or None, stories=queries.stories_to_try(get_language() or "en", now))


def _mail_time_form(request: Request, _now: datetime) -> Form:
    days, hours = nudges.mail_times()
    return MailTimeForm(request.POST or None, days=days, hours=hours)


def _nudge_form(request: Request, _now: datetime) -> Form:
    return NudgeForm(request.POST or None, initial={"nudge": request.GET.get("nudge", "")})


def _start_question(*, question_nl: str, question_en: str, **given: Any) -> Experiment:
    return actions.start_question(question={"nl": question_nl, "en": question_en}, **given)


_KINDS: Mapping[Kind, tuple[Callable[[Request, datetime], Form], Callable[..., Experiment]]] = {
    Kind.QUESTION: (_question_form, _start_question),
    Kind.MAIL_TIME: (_mail_time_form, actions.start_mail_time),
    Kind.NUDGE: (_nudge_form, actions.start_nudge),
}

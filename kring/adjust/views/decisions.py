"""Decide, and see what came of what was decided."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kring.adjust import actions, queries, words
from kring.adjust.actions import Own
from kring.adjust.forms import DecideForm, OwnForm, usual
from kring.adjust.models import Choice
from kring.adjust.rules.figures import Figure, Unit
from kring.adjust.views.proposals import may_read
from kring.adjust.views.showing import offer, told
from kring.errors import RefusedError
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.ui.render import page

ABOUT_PROPOSALS = {Choice.ACCEPT, Choice.CHANGE, Choice.DECLINE}
SHOWN = 100


@needs(May.INVITE)
@require_http_methods(["GET", "POST"])
def decide(request: Request, proposal_key: str) -> HttpResponse:
    """Decide about one proposal."""
    now = timezone.now()
    found = next((one for one in queries.proposals(now) if one.key == proposal_key), None)
    if found is None:
        raise Http404
    form = DecideForm(request.POST or None, initial=usual(timezone.localdate(now) + timedelta(weeks=8)))
    choice = request.POST.get("choice", Choice.ACCEPT)
    if request.method == "POST" and choice in ABOUT_PROPOSALS and form.is_valid():
        try:
            made = actions.decide(
                by=request.person, proposal=found.key, choice=Choice(choice), now=now, **form.cleaned_data
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down."))
            return redirect("adjust:decision", made.pk)
    return page(
        request, "adjust/decide.html", {"offer": offer(found), "form": form}, status=422 if form.errors else 200
    )


@needs(May.INVITE)
@require_http_methods(["GET", "POST"])
def decide_own(request: Request) -> HttpResponse:
    """Write down a decision without a proposal, or one that follows another."""
    now = timezone.now()
    follows = _followed(request)
    known = {one.key: one for one in queries.figures_to_choose(queries.newest())}
    named = sorted(((key, _line(one)) for key, one in known.items()), key=lambda pair: pair[1].casefold())
    initial = usual(timezone.localdate(now) + timedelta(weeks=8))
    if follows is not None and follows.watch:
        initial["figure"] = follows.watch["key"]
    form = OwnForm(request.POST or None, figures=named, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            own = _own(form.cleaned_data, known, follows.pk if follows else None)
            made = actions.decide_own(by=request.person, own=own, review_on=form.cleaned_data["review_on"], now=now)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written down."))
            return redirect("adjust:decision", made.pk)
    context = {"form": form, "follows": told(follows) if follows else None}
    return page(request, "adjust/decide_own.html", context, status=422 if form.errors else 200)


def _followed(request: Request) -> Any:
    given = request.GET.get("follows", "")
    if not given:
        return None
    found = queries.decision(int(given)) if given.isdecimal() and len(given) < 18 else None
    if found is None:
        raise Http404
    return found


def _line(figure: Figure) -> str:
    return f"{words.figure_name(figure)}: {words.value_said(figure)}"


def _own(given: dict[str, Any], known: dict[str, Figure], follows_id: int | None) -> Own:
    figure = known.get(given["figure"])
    hoped = None
    if figure is not None and given["least"] is not None:
        size = 100 if figure.unit in (Unit.PART, Unit.DIFFERENCE) else 1
        least, most = float(given["least"]) / size, float(given["most"]) / size
        hoped = (least, most) if given["direction"] == "more" else (-most, -least)
    return Own(
        words=given["words"],
        why=given["why"],
        figure=given["figure"],
        hoped=hoped,
        is_more_better=given["direction"] == "more",
        follows_id=follows_id,
    )


@may_read
@require_GET
def decisions(request: Request) -> HttpResponse:
    """Show the log: what was decided, why, what was hoped and what came of it."""
    actions.look_at_adjust(by=request.person, what="decisions")
    return page(request, "adjust/decisions.html", {"rows": [told(row) for row in queries.decisions()[:SHOWN]]})


@may_read
@require_GET
def decision(request: Request, decision_id: int) -> HttpResponse:
    """Show one decision, and what came of it."""
    row = queries.decision(decision_id)
    if row is None:
        raise Http404
    actions.look_at_adjust(by=request.person, what="decision")
    return page(request, "adjust/decision.html", {"one": told(row)})

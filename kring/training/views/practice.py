"""Safe practice: the drafts of two people."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kring.errors import RefusedError
from kring.people.access import Request, taking_part
from kring.stories import queries as stories
from kring.training import actions, queries, rules
from kring.training.forms import AskForm, SayForm
from kring.training.queries import PracticeShown
from kring.ui.render import page


@taking_part
@require_safe
def practices(request: Request) -> HttpResponse:
    """Show the drafts that wait for a word of mine, and my own."""
    context = {
        "for_me": queries.practices_for_me(request.person),
        "mine": queries.practices_of(request.person),
        "days": rules.KEEP_DAYS,
    }
    return page(request, "training/practices.html", context)


@taking_part
@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    """Write a draft and choose one colleague; looking for a name keeps what was written."""
    asked = request.POST if request.method == "POST" else None
    search = (request.POST if asked is not None else request.GET).get("search", "").strip()[:80]
    searches = asked is not None and "look" in asked
    form = AskForm(asked, initial={name: request.GET.get(name, "") for name in ("story", "helper")})
    status = 200
    if asked is not None and form.is_valid() and not searches:
        said = form.cleaned_data
        story = said["story"] if said["story"] and stories.card(said["story"], request.person) else None
        try:
            made = actions.ask_practice(
                by=request.person,
                words=said["words"],
                helper_id=said["helper"],
                address=said["address"],
                story_id=story,
                now=timezone.now(),
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            status = 422
        else:
            messages.success(request, _("Asked. The answer appears here; only you two see it."))
            return redirect("training:practice", made.pk)
    chosen = str(form["helper"].value() or "")
    known = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    context = {
        "form": form,
        "search": search,
        "colleagues": queries.colleagues(request.person, search, chosen=known),
        "chosen": chosen,
        "days": rules.KEEP_DAYS,
    }
    return page(request, "training/ask.html", context, part="colleagues" if searches else None, status=status)


def _practice(request: Request, practice_id: int) -> PracticeShown:
    found = queries.practice_for(request.person, practice_id)
    if found is None:
        raise Http404
    return found


@taking_part
@require_http_methods(["GET", "POST"])
def practice(request: Request, practice_id: int) -> HttpResponse:
    """Show one draft to one of the two; the colleague answers here."""
    found = _practice(request, practice_id)
    form = SayForm(
        request.POST if request.method == "POST" else None,
        initial={"words": found.answer.words if found.answer else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_practice(
                by=request.person, practice=found.practice, words=form.cleaned_data["words"], now=timezone.now()
            )
        except RefusedError as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, _("Thank you. That helps somebody over the threshold."))
            return redirect("training:practices")
    context = {"one": found, "form": form, "days": rules.KEEP_DAYS}
    return page(request, "training/practice.html", context, status=422 if form.errors else 200)


@taking_part
@require_POST
def take_back(request: Request, practice_id: int) -> HttpResponse:
    """Take my draft back."""
    actions.take_back_practice(by=request.person, practice=_practice(request, practice_id).practice)
    messages.success(request, _("Taken back: it is gone for both of you."))
    return redirect("training:practices")


@taking_part
@require_POST
def decline(request: Request, practice_id: int) -> HttpResponse:
    """Step back as the colleague."""
    try:
        actions.decline_practice(
            by=request.person, practice=_practice(request, practice_id).practice, now=timezone.now()
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Fine. They can ask somebody else; nobody hears why."))
    return redirect("training:practices")

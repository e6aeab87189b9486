"""The way back: what became of an idea, and thanks for it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.errors import RefusedError
from kring.hub.actions import thanks as actions
from kring.hub.forms.thanks import ThanksForm
from kring.hub.queries import way_back as queries
from kring.people.access import Request, needs, signed_in
from kring.people.rules import May
from kring.stories import queries as stories
from kring.ui.render import page


@signed_in
@require_GET
def way_back(request: Request, idea_id: int) -> HttpResponse:
    """Show the colleague who brought an idea what became of it."""
    found = queries.way_back(idea_id, of=request.person, language=get_language() or "nl", now=timezone.now())
    if found is None:
        raise Http404
    return page(request, "hub/way_back.html", {"way": found})


@needs(May.WORK_DESK)
@require_GET
def thanks(request: Request) -> HttpResponse:
    """Show the ideas that somebody may be thanked for, and the thanks that were said."""
    ideas = list(stories.ideas_answered()[:20])
    context = {
        "ideas": ideas,
        "said": queries.newest_thanks()[:30],
        "thanked": queries.thanked(idea.pk for idea in ideas),
    }
    return page(request, "hub/thanks.html", context)


@needs(May.WORK_DESK)
@require_http_methods(["GET", "POST"])
def say_thanks(request: Request, idea_id: int) -> HttpResponse:
    """Thank the colleague who brought an idea."""
    idea = stories.idea(idea_id)
    if idea is None:
        raise Http404
    form = ThanksForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_thanks(
                by=request.person, person=idea.person, idea=idea, words=form.cleaned_data["words"], now=timezone.now()
            )
        except RefusedError as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, _("Said. They find it with what became of their idea."))
            return redirect("hub:thanks")
    return page(request, "hub/say_thanks.html", {"idea": idea, "form": form}, status=422 if form.errors else 200)


@needs(May.WORK_DESK)
@require_POST
def take_thanks_back(request: Request, thanks_id: int) -> HttpResponse:
    """Take a thank-you away."""
    found = queries.thanks(thanks_id)
    if found is None:
        raise Http404
    actions.take_thanks_back(by=request.person, thanks=found)
    return redirect("hub:thanks")

"""Colleagues bring something in; editors answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people.access import Request, needs, taking_part
from kring.people.rules import May
from kring.stories import actions, queries
from kring.stories.forms.ideas import AnswerForm, IdeaForm
from kring.stories.models import Idea
from kring.ui.render import page


@taking_part
@require_http_methods(["GET", "POST"])
def propose(request: Request) -> HttpResponse:
    """Bring something in, and see what became of what I brought before."""
    form = IdeaForm(request.POST if request.method == "POST" else None, themes=list(queries.themes()))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.bring_idea(
                by=request.person, going_on=said["going_on"], to_share=said["to_share"], theme_id=said["theme"]
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you! An editor reads it, and the answer appears below."))
            return redirect("stories:propose")
    context = {"form": form, "ideas": queries.ideas_of(request.person)[:30], "now": timezone.now()}
    return page(request, "stories/propose.html", context, status=422 if form.errors else 200)


@needs(May.EDIT_STORIES)
def ideas(
    request: Request, refused: AnswerForm | None = None, at: int | None = None, status: int = 200
) -> HttpResponse:
    """Show the ideas that wait for an answer, and the last that were answered."""
    waits = [
        {"idea": idea, "form": refused if refused and at == idea.pk else AnswerForm(auto_id=f"id_{idea.pk}_%s")}
        for idea in queries.ideas_waiting()[:40]
    ]
    context = {"waits": waits, "answered": queries.ideas_answered()[:20]}
    return page(request, "stories/ideas.html", context, status=status)


@needs(May.EDIT_STORIES)
@require_POST
def answer(request: Request, idea_id: int) -> HttpResponse:
    """Answer an idea: make a story of it, or say why not now."""
    idea = _idea(idea_id)
    form = AnswerForm(request.POST, auto_id=f"id_{idea_id}_%s")
    form.is_valid()
    text = form.cleaned_data.get("answer", "")
    if request.POST.get("do") == "story":
        try:
            story = actions.make_story_of_idea(by=request.person, idea=idea, now=timezone.now())
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("stories:ideas")
        if text:
            actions.answer_idea(by=request.person, idea=idea, answer=text, now=timezone.now())
        return redirect("stories:write", story.pk)
    if not text:
        form.add_error("answer", _("Say in a sentence why not now: they took the trouble to bring it."))
        return ideas(request, refused=form, at=idea_id, status=422)
    actions.answer_idea(by=request.person, idea=idea, answer=text, now=timezone.now())
    messages.success(request, _("Answered."))
    return redirect("stories:ideas")


def _idea(idea_id: int) -> Idea:
    idea = queries.idea(idea_id)
    if idea is None:
        raise Http404
    return idea

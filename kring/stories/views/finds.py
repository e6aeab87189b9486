"""What sources brought: taken or left with one tap; and the sources themselves."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.stories import actions, queries
from kring.stories.errors import fetch_problem
from kring.stories.forms.sources import SourceForm
from kring.stories.models import Source
from kring.ui.render import page

SHOWN = 40


@needs(May.EDIT_STORIES)
def finds(request: Request) -> HttpResponse:
    """Show what waits to be taken or left."""
    waits = queries.finds()
    context = {"finds": waits[:SHOWN], "count": waits.count(), "waiting": queries.waiting()}
    return page(request, "stories/finds.html", context, part="queue")


@needs(May.EDIT_STORIES)
@require_POST
def decide(request: Request, found_id: int, what: str) -> HttpResponse:
    """Take what a source brought, leave it, or put it back."""
    found = queries.find(found_id)
    if found is None:
        raise Http404
    story = None
    try:
        if what == "take":
            story = actions.take_find(by=request.person, found_id=found.pk, now=timezone.now())
        elif what == "leave":
            actions.leave_find(by=request.person, found_id=found.pk, now=timezone.now())
        else:
            actions.put_find_back(by=request.person, found_id=found.pk)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("stories:finds")
    if request.headers.get("HX-Request") != "true":
        return redirect("stories:finds")
    context = {"found": queries.find(found_id), "story": story, "what": what}
    return page(request, "stories/finds.html", context, part="row")


@needs(May.EDIT_STORIES)
@require_http_methods(["GET", "POST"])
def sources(request: Request) -> HttpResponse:
    """Show the sources and how they do; add one."""
    form = SourceForm(
        request.POST if request.method == "POST" else None,
        themes=list(queries.themes()),
        initial={"language": request.organisation.language},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_source(
                by=request.person,
                name=said["name"],
                address=said["address"],
                kind="rss",
                theme_id=said["theme"],
                language=said["language"],
                now=timezone.now(),
            )
        except RefusedError as refusal:
            form.add_error("address", str(refusal))
        else:
            messages.success(request, _("Added. What it brings appears among the finds within a minute."))
            return redirect("stories:sources")
    rows = [(source, fetch_problem(source.problem) if source.problem else "") for source in queries.sources()]
    context = {"sources": rows, "form": form}
    return page(request, "stories/sources.html", context, status=422 if form.errors else 200)


@needs(May.EDIT_STORIES)
@require_POST
def switch_source(request: Request, source_id: int) -> HttpResponse:
    """Stop looking at a source, or begin again."""
    source = _source(source_id)
    actions.switch_source(by=request.person, source=source, is_on=not source.is_on, now=timezone.now())
    return redirect("stories:sources")


@needs(May.EDIT_STORIES)
@require_POST
def remove_source(request: Request, source_id: int) -> HttpResponse:
    """Forget a source."""
    actions.remove_source(by=request.person, source=_source(source_id))
    messages.success(request, _("The source is gone. Stories that were made from it stay."))
    return redirect("stories:sources")


def _source(source_id: int) -> Source:
    source = queries.source(source_id)
    if source is None:
        raise Http404
    return source

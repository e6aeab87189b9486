"""The news of one unit: its lead writes it, people of the unit see it, and the editors see it on their board."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kring.errors import RefusedError
from kring.people import queries as people
from kring.rollout.access import UnitRequest, for_unit
from kring.rollout.forms.local import LocalStoryForm
from kring.stories import actions, queries
from kring.stories.actions.writing import written
from kring.stories.errors import COLUMNS
from kring.stories.fields import filled, name_on_device, own_time, typed_fields, typed_values
from kring.stories.queries import LocalStory
from kring.stories.queries.typing import TYPING_FOR
from kring.stories.rules.board import Column
from kring.ui.render import page

if TYPE_CHECKING:
    from kring.stories.models import Story


@require_safe
@for_unit
def stories(request: UnitRequest, unit_id: int) -> HttpResponse:
    """Show the stories of one unit, and where each stands."""
    rows = queries.local_stories(unit_id, language=get_language() or "nl", now=timezone.now())
    context = {"plan": request.unit_plan, "rows": [(row, _state(row)) for row in rows]}
    return page(request, "rollout/local_stories.html", context)


def _state(row: LocalStory) -> str:
    """Return where a story stands, in the words of who leads the unit."""
    if row.is_held:
        return _("held for now: it touches on something sensitive")
    if row.column is Column.REVIEW:
        return _("the editors look at it first")
    if row.column is Column.READY and not row.is_planned:
        return _("the editors said yes: you can publish it")
    return str(COLUMNS[row.column])


@require_http_methods(["GET", "POST"])
@for_unit
def write(request: UnitRequest, unit_id: int, story_id: int | None = None) -> HttpResponse:
    """Write a story for one unit; what stands on the board already changes there too."""
    story = _story(unit_id, story_id) if story_id else None
    kept = written(story) if story else actions.Writing()
    typed = queries.typed(request.person, story) if request.method == "GET" else None
    takes = typed is not None and request.GET.get("typed") == "take"
    form = _form(request, kept, story, typed_values(typed.fields) if typed and takes else {})
    if request.method != "POST":
        offer = typed if typed and not takes and form.differs_from(typed.fields) else None
        return _page(request, form, story, offer=offer, seen=form.initial.get("seen"))
    if request.POST.get("do") == "forget":
        actions.forget_typed(by=request.person, story=story)
        return redirect(request.path)
    seen, conflict = form.data.get("seen"), None
    if form.is_valid():
        try:
            new = actions.write_local_story(
                by=request.person,
                unit_id=unit_id,
                story=story,
                writing=form.writing(kept),
                publishes=request.POST.get("do") == "publish",
                live_until=form.cleaned_data["live_until"],
                seen=form.cleaned_data["seen"],
                now=timezone.now(),
            )
        except RefusedError as refusal:
            conflict = form.refuse(refusal)
            seen = conflict["newest"] if conflict else seen
        else:
            actions.forget_typed(by=request.person, story=story)
            messages.success(request, _said(new), extra_tags=name_on_device(request))
            return redirect("rollout:local_stories", unit_id)
    return _page(request, form, story, status=422, conflict=conflict, seen=seen)


def _form(request: UnitRequest, kept: actions.Writing, story: "Story | None", typed: dict[str, Any]) -> LocalStoryForm:
    initial: dict[str, Any] = {}
    if story:
        initial = filled(kept) | {"live_until": own_time(story.live_until), "seen": queries.newest_number(story)}
    return LocalStoryForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        groups=list(people.target_groups()),
        themes=list(queries.themes()),
        language=request.organisation.language,
        initial=initial | typed,
    )


def _page(
    request: UnitRequest, form: LocalStoryForm, story: "Story | None", *, status: int = 200, **more: object
) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "plan": request.unit_plan,
        "story": story,
        "is_live": bool(story and story.is_live_at(now)),
        "is_out": bool(story and story.live_from),
        "behind": queries.behind(story) if story else [],
        "others": queries.typing_now(request.person, story, since=now - TYPING_FOR) if story else [],
    } | more
    return page(request, "rollout/local_story.html", context, status=status)


@require_POST
@for_unit
def typed(request: UnitRequest, unit_id: int, story_id: int | None = None) -> HttpResponse:
    """Keep what somebody types about their unit, apart from the story, as the editors' page does."""
    story = _story(unit_id, story_id) if story_id else None
    fields = typed_fields(request.POST)
    kept = actions.type_story(by=request.person, story=story, fields=fields, now=timezone.now())
    return JsonResponse({"is_kept": kept is not None}, status=200 if kept else 413)


def _story(unit_id: int, story_id: int) -> "Story":
    story = queries.local_story(unit_id, story_id)
    if story is None:
        raise Http404
    return story


def _said(story: "Story") -> str:
    if story.is_held:
        return _("Kept. It touches on something sensitive, so it is held until the hub says it can go on.")
    if story.live_from:
        return _("The people of your unit can see it now.")
    if story.stage == Column.REVIEW:
        return _("An editor looks at it first, because it is sensitive or because that is how we work.")
    return _("Kept as a draft.")


@require_POST
@for_unit
def take_down(request: UnitRequest, unit_id: int, story_id: int) -> HttpResponse:
    """Show a story of the unit to nobody any more."""
    actions.take_down_story(by=request.person, story=_story(unit_id, story_id), now=timezone.now())
    messages.success(request, _("The story was taken down. Posts that were made stay where they are."))
    return redirect("rollout:local_stories", unit_id)

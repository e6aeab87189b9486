"""Write a story, publish it, take it down, see it as each group will."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kring.connectors import pages
from kring.connectors.http import FetchError
from kring.core.words import LANGUAGES
from kring.errors import RefusedError
from kring.people import queries as people
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.stories import actions, pictures, queries
from kring.stories.actions.writing import written
from kring.stories.errors import COLUMNS, fetch_problem
from kring.stories.fields import name_on_device, own_time, typed_fields, typed_values
from kring.stories.forms.writing import LinkForm, StoryForm, filled
from kring.stories.models import Story, Typed
from kring.stories.queries.typing import TYPING_FOR
from kring.stories.views.desk import desk, warn_of_names
from kring.stories.views.talk import workable
from kring.ui.render import page


@needs(May.EDIT_STORIES)
@require_http_methods(["GET", "POST"])
def write(request: Request, story_id: int | None = None) -> HttpResponse:
    """Write a story: every press keeps what is there; publishing says what is still missing."""
    story = queries.story(story_id) if story_id else None
    if story_id and story is None:
        raise Http404
    begun = story
    kept = queries.typed(request.person, story) if request.method == "GET" else None
    takes = kept is not None and request.GET.get("typed") == "take"
    form = _form(request, story, typed_values(kept.fields) if kept and takes else {})
    if request.method != "POST":
        offer = kept if kept and not takes and form.differs_from(kept.fields) else None
        return _page(request, form, story, offer=offer, seen=form.initial.get("seen") if takes else None)
    if request.POST.get("do") == "forget":
        actions.forget_typed(by=request.person, story=story)
        return redirect("stories:write", story.pk) if story else redirect("stories:new")
    form.is_valid()
    conflict, seen = None, form.cleaned_data.get("seen")
    try:
        if not form.errors or story is None or story.live_from is None:
            story = actions.write_story(
                by=request.person, story=story, writing=form.writing(), seen=seen, now=timezone.now()
            )
            seen = None
            actions.forget_typed(by=request.person, story=begun)
        if not form.errors and (request.POST.get("do") == "publish" or story.live_from):
            moments = {name: form.cleaned_data.get(name) for name in ("live_from", "live_until")}
            story = actions.publish_story(by=request.person, story=story, **moments, now=timezone.now())
    except RefusedError as refusal:
        conflict = form.refuse(refusal)
        seen = conflict["newest"] if conflict else seen
    if form.errors:
        return _page(request, form, story, status=422, conflict=conflict, seen=seen)
    assert story is not None  # noqa: S101 - it was written just now
    messages.success(request, _said(story), extra_tags=name_on_device(request))
    warn_of_names(request, story)
    return redirect("stories:write", story.pk) if story.live_from is None else redirect("stories:desk")


@needs(May.EDIT_STORIES, May.WRITE_GIVEN_STORIES)
@require_POST
def typed(request: Request, story_id: int | None = None) -> HttpResponse:
    """Keep what somebody is typing, so that a lost connection or an empty battery loses nothing."""
    story = workable(request, story_id) if story_id else None
    if story is None and not people.is_allowed(request.person, May.EDIT_STORIES):
        raise Http404
    kept = actions.type_story(by=request.person, story=story, fields=typed_fields(request.POST), now=timezone.now())
    return JsonResponse({"is_kept": kept is not None}, status=200 if kept else 413)


def _said(story: Story) -> str:
    if story.live_from is None:
        return _("Kept as a draft.")
    return _("The story is live.") if story.live_from <= timezone.now() else _("The story is planned.")


def _form(request: Request, story: Story | None, typed: dict[str, Any]) -> StoryForm:
    initial: dict[str, Any] = {}
    if story is not None:
        initial = filled(written(story), live_from=own_time(story.live_from), live_until=own_time(story.live_until))
    return StoryForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        groups=list(people.target_groups()),
        themes=list(queries.themes()),
        language=request.organisation.language,
        initial=initial | typed,
    )


def _page(
    request: Request,
    form: StoryForm,
    story: Story | None,
    *,
    status: int = 200,
    offer: Typed | None = None,
    conflict: dict[str, object] | None = None,
    seen: int | None = None,
) -> HttpResponse:
    now = timezone.now()
    column = queries.column_of(story, now) if story else None
    context = {
        "form": form,
        "story": story,
        "is_live": bool(story and story.is_live_at(now)),
        "is_draft": not story or story.live_from is None,
        "is_planned": bool(story and story.live_from and story.live_from > now),
        "column": COLUMNS[column] if column else "",
        "offer": offer,
        "conflict": conflict,
        "seen": queries.newest_number(story) if seen is None and story else seen or "",
        "behind": queries.behind(story) if story else [],
        "others": queries.typing_now(request.person, story, since=now - TYPING_FOR) if story else [],
        "is_called": bool(story and queries.is_called(story, request.person)),
    }
    return page(request, "stories/write.html", context, status=status)


@needs(May.EDIT_STORIES)
@require_POST
def from_link(request: Request) -> HttpResponse:
    """Make a draft of what is behind a link: title, text and picture are read from the page."""
    form = LinkForm(request.POST)
    if not form.is_valid():
        return desk(request, link_form=form, status=422)
    link = form.cleaned_data["link"]
    try:
        read = pages.read_page(link)
        spoken = read.language if read.language in LANGUAGES else request.organisation.language
        words = actions.Words(read.title[:200], read.text[:20000])
        writing = actions.Writing(texts={spoken: words}, link=link, picture=_picture(request, read.picture))
        story = actions.write_story(by=request.person, story=None, writing=writing, now=timezone.now())
    except FetchError as error:
        form.add_error("link", f"{fetch_problem(error.key)} {_('You can also write the story yourself.')}")
        return desk(request, link_form=form, status=422)
    except RefusedError as refusal:
        form.add_error("link", str(refusal))
        return desk(request, link_form=form, status=422)
    messages.success(request, _("A draft was made of this page. Ask a question, and publish it."))
    return redirect("stories:write", story.pk)


def _picture(request: Request, address: str) -> bytes | None:
    if not address:
        return None
    try:
        return pictures.tidy(pages.fetch_picture(address))
    except (FetchError, RefusedError):
        messages.info(request, _("The picture of this page could not be taken along."))
        return None


@needs(May.EDIT_STORIES)
@require_POST
def take_down(request: Request, story_id: int) -> HttpResponse:
    """Show a story to nobody any more."""
    story = _story(story_id)
    actions.take_down_story(by=request.person, story=story, now=timezone.now())
    messages.success(request, _("The story was taken down. Posts that were made stay where they are."))
    return redirect("stories:write", story.pk)


@needs(May.EDIT_STORIES)
@require_POST
def to_everybody(request: Request, story_id: int) -> HttpResponse:
    """Let a local story be for everybody."""
    story = actions.give_to_everybody(by=request.person, story=_story(story_id), now=timezone.now())
    messages.success(request, _("This story is for everybody now."))
    return redirect("stories:write", story.pk)


@needs(May.EDIT_STORIES)
@require_POST
def throw_away(request: Request, story_id: int) -> HttpResponse:
    """Delete a draft."""
    try:
        waiting = actions.throw_away_draft(by=request.person, story=_story(story_id))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("stories:write", story_id)
    messages.success(request, _("The draft was thrown away."))
    if waiting:
        messages.info(request, _("It came from an idea of a colleague, which waits for an answer again."))
    return redirect("stories:desk")


@needs(May.EDIT_STORIES)
def preview(request: Request, story_id: int) -> HttpResponse:
    """Show a story on a phone, as each group will see it."""
    story = _story(story_id)
    groups = list(people.target_groups())
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGES else request.organisation.language
    phones = [
        {"group": group, "card": queries.cards_for([story.pk], group=group, language=language)[story.pk]}
        for group in groups
    ]
    context = {"story": story, "phones": phones, "language": language, "languages": LANGUAGES}
    return page(request, "stories/preview.html", context)


def _story(story_id: int) -> Story:
    story = queries.story(story_id)
    if story is None:
        raise Http404
    return story

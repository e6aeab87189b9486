"""For whom is asked or given something: a writer from outside, and a colleague a story would like to name."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kring.errors import RefusedError
from kring.people.access import Request, needs, signed_in
from kring.people.rules import May
from kring.stories import actions, queries, rules
from kring.stories.actions import Words
from kring.stories.actions.writing import written
from kring.stories.errors import StoryChangedError
from kring.stories.fields import name_on_device
from kring.stories.forms.board import VersionForm, WriterForm
from kring.stories.models import Story
from kring.stories.rules.board import Column
from kring.stories.views.talk import talk_context
from kring.ui.render import page

LANGUAGES = ("nl", "en")


@needs(May.WRITE_GIVEN_STORIES)
@require_safe
def given(request: Request) -> HttpResponse:
    """Show a writer the stories they were given, and nothing else."""
    now = timezone.now()
    stories = list(queries.given_to(request.person).select_related("theme__pillar")[:100])
    cards = queries.cards_of(stories, person=request.person, language=get_language() or "nl", now=now)
    return page(request, "stories/given.html", {"cards": cards})


def _story(request: Request, story_id: int) -> Story:
    story = queries.story(story_id)
    if story is None or not queries.is_given(story, request.person):
        raise Http404
    return story


@needs(May.WRITE_GIVEN_STORIES)
@require_http_methods(["GET", "POST"])
def given_story(request: Request, story_id: int) -> HttpResponse:
    """Let a writer work on a story they were given."""
    story, now = _story(request, story_id), timezone.now()
    may_write = queries.column_of(story, now) in (Column.DRAFT, Column.REVIEW)
    there = written(story)
    initial = {
        f"{part}_{spoken}": getattr(there.texts[spoken], part)
        for spoken in LANGUAGES
        if spoken in there.texts
        for part in ("title", "body")
    }
    form = WriterForm(
        request.POST if request.method == "POST" else None, initial=initial | {"seen": queries.newest_number(story)}
    )
    conflict = None
    if request.method == "POST" and may_write and form.is_valid():
        said = form.cleaned_data
        texts = {spoken: Words(said[f"title_{spoken}"], rules.tidy(said[f"body_{spoken}"])) for spoken in LANGUAGES}
        try:
            actions.write_story(
                by=request.person, story=story, writing=replace(there, texts=texts), seen=said["seen"], now=now
            )
        except StoryChangedError as refusal:
            form.add_error(None, str(refusal))
            conflict = queries.conflict(refusal)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            actions.forget_typed(by=request.person, story=story)
            messages.success(request, _("Kept."), extra_tags=name_on_device(request))
            return redirect("stories:given_story", story.pk)
    context = talk_context(request, story) | {
        "form": form,
        "may_write": may_write,
        "is_draft": queries.column_of(story, now) is Column.DRAFT,
        "conflict": conflict,
        "called": queries.is_called(story, request.person),
    }
    return page(request, "stories/given_story.html", context, status=422 if form.errors else 200)


@needs(May.WRITE_GIVEN_STORIES)
@require_POST
def hand_in(request: Request, story_id: int) -> HttpResponse:
    """Ask the editors to look at a story."""
    story, form = _story(request, story_id), VersionForm(request.POST)
    if form.is_valid():
        try:
            actions.hand_in(by=request.person, story=story, version=form.cleaned_data["version"], now=timezone.now())
            messages.success(request, _("Handed in. The editors see that it waits for them."))
        except RefusedError as refusal:
            messages.error(request, str(refusal))
    return redirect("stories:given_story", story.pk)


@signed_in
@require_safe
def named(request: Request) -> HttpResponse:
    """Show a colleague the stories that would like to name them."""
    asked = queries.questions_for(request.person)
    titles = queries.titles([one.story_id for one in asked], get_language() or "nl")
    context = {"asked": [{"asked": one, "title": titles.get(one.story_id, "")} for one in asked]}
    return page(request, "stories/named.html", context)


@signed_in
@require_POST
def answer_name(request: Request, asked_id: int) -> HttpResponse:
    """Say yes or no to being named on a story; only ever for oneself."""
    asked = queries.question(asked_id)
    if asked is None or asked.person_id != request.person.pk:
        raise Http404
    agrees = request.POST.get("do") == "yes"
    actions.answer_to_name(by=request.person, asked=asked, agrees=agrees, now=timezone.now())
    messages.success(
        request, _("Thank you! Your name may be with this story.") if agrees else _("Fine. Your name is not shown.")
    )
    return redirect("stories:named")

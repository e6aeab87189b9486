"""Around a story: comments, review, who it comes from, who writes it, and its versions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kring.errors import RefusedError
from kring.people import queries as people
from kring.people.access import Request, needs
from kring.people.rules import May, Role
from kring.stories import actions, queries
from kring.stories.errors import COLUMNS
from kring.stories.forms.board import CommentForm, DecideForm
from kring.stories.models import Story
from kring.stories.rules.board import Column, needs_review
from kring.stories.rules.versions import compare as compared
from kring.ui.render import page


def story_or_404(story_id: int) -> Story:
    """Return a story, or no page."""
    story = queries.story(story_id)
    if story is None:
        raise Http404
    return story


def workable(request: Request, story_id: int) -> Story:
    """Return a story that this person may work on: editors any, a writer only what they were given."""
    story = story_or_404(story_id)
    if not people.is_allowed(request.person, May.EDIT_STORIES) and not queries.is_given(story, request.person):
        raise Http404
    return story


def _home(request: Request) -> str:
    return "stories:talk" if people.is_allowed(request.person, May.EDIT_STORIES) else "stories:given_story"


def talk_context(request: Request, story: Story, form: CommentForm | None = None) -> dict[str, Any]:
    """Return what was said and decided about a story, and the form to say something."""
    return {
        "story": story,
        "title": queries.titles([story.pk], get_language() or "nl").get(story.pk, ""),
        "notes": [{"note": note, "to": COLUMNS.get(note.details.get("to", ""), "")} for note in queries.history(story)],
        "comment_form": form or CommentForm(people=queries.to_mention(story, request.person)),
    }


@needs(May.EDIT_STORIES)
@require_safe
def talk(
    request: Request, story_id: int, form: CommentForm | None = None, decide_form: DecideForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Show what was said about a story, what was decided, and who is in it."""
    story, now = story_or_404(story_id), timezone.now()
    column = queries.column_of(story, now)
    search = request.GET.get("who", "").strip()[:100]
    given = queries.writers_of(story)
    is_waiting = column is Column.REVIEW
    wants_review = needs_review(queries.review(), is_sensitive=story.is_sensitive)
    context = talk_context(request, story, form) | {
        "column": COLUMNS[column],
        "is_waiting": is_waiting,
        "wants_review": wants_review,
        "is_approved": queries.is_approved(story),
        "wrote_it": queries.written_by(story) == request.person.pk,
        "decide_form": decide_form or DecideForm(auto_id="id_decide_%s"),
        "asked": list(queries.people_of(story)),
        "search": search,
        "matches": people.colleagues(search) if search else [],
        "brought_by": queries.brought_by(story),
        "writers": [{"person": writer, "is_given": writer.pk in given} for writer in queries.writers()],
        "called": queries.is_called(story, request.person),
    }
    return page(request, "stories/talk.html", context, status=status)


@needs(May.EDIT_STORIES, May.WRITE_GIVEN_STORIES)
@require_POST
def comment(request: Request, story_id: int) -> HttpResponse:
    """Say something about a story, and call somebody to it."""
    story = workable(request, story_id)
    form = CommentForm(request.POST, people=queries.to_mention(story, request.person))
    if form.is_valid():
        try:
            actions.comment(by=request.person, story=story, **form.cleaned_data, now=timezone.now())
        except RefusedError as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, _("This comment could not be kept. Try it again."))
    return redirect(_home(request), story.pk)


@needs(May.EDIT_STORIES, May.WRITE_GIVEN_STORIES)
@require_POST
def seen(request: Request, story_id: int) -> HttpResponse:
    """Note that somebody read what they were called to."""
    story = workable(request, story_id)
    actions.see_mentions(by=request.person, story=story, now=timezone.now())
    return redirect(_home(request), story.pk)


@needs(May.EDIT_STORIES)
@require_POST
def decide(request: Request, story_id: int) -> HttpResponse:
    """Approve a story, or ask for a change."""
    story = story_or_404(story_id)
    form = DecideForm(request.POST)
    form.is_valid()
    approves = request.POST.get("do") == "approve"
    try:
        actions.decide_review(
            by=request.person, story=story, approves=approves, words=form.cleaned_data.get("words", ""),
            now=timezone.now(),
        )  # fmt: skip
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Approved.") if approves else _("Asked for a change. It is a draft again."))
    return redirect("stories:talk", story.pk)


@needs(May.EDIT_STORIES)
@require_POST
def ask_name(request: Request, story_id: int, person_id: int) -> HttpResponse:
    """Ask somebody whether this story may name them, or stop asking."""
    story, person = story_or_404(story_id), people.person(person_id)
    if person is None:
        raise Http404
    if request.POST.get("do") == "stop":
        for asked in queries.people_of(story).filter(person=person):
            actions.stop_asking(by=request.person, asked=asked)
    else:
        actions.ask_to_name(by=request.person, story=story, person=person, now=timezone.now())
        messages.success(request, _("Asked. Their name is shown when they say yes."))
    return redirect("stories:talk", story.pk)


@needs(May.EDIT_STORIES)
@require_POST
def give(request: Request, story_id: int, person_id: int) -> HttpResponse:
    """Give a story to a writer from outside, or take it back."""
    story, writer = story_or_404(story_id), people.person(person_id)
    if writer is None or Role.WRITER not in people.roles_of(writer):
        raise Http404
    if request.POST.get("do") == "stop":
        actions.take_story_back(by=request.person, story=story, person=writer, now=timezone.now())
    else:
        actions.give_story(by=request.person, story=story, person=writer, now=timezone.now())
    return redirect("stories:talk", story.pk)


@needs(May.EDIT_STORIES)
@require_safe
def versions(request: Request, story_id: int) -> HttpResponse:
    """Show every version of a story, and what differs between two."""
    story = story_or_404(story_id)
    kept = list(queries.versions(story)[:100])
    numbers = [version.number for version in kept]
    newer = _number(request.GET.get("new"), numbers, default=numbers[0] if numbers else 0)
    before = [number for number in numbers if number < newer]
    older = _number(request.GET.get("old"), numbers, default=before[0] if before else newer)
    older, newer = min(older, newer), max(older, newer)
    by_number = {version.number: version for version in kept}
    changes = []
    if older != newer:
        one, other = queries.readable([by_number[older].snapshot, by_number[newer].snapshot])
        changes = compared(one, other)
    context = {
        "story": story,
        "title": queries.titles([story.pk], get_language() or "nl").get(story.pk, ""),
        "versions": kept,
        "older": by_number.get(older),
        "newer": by_number.get(newer),
        "changes": changes,
        "newest": numbers[0] if numbers else 0,
    }
    return page(request, "stories/versions.html", context)


def _number(asked: str | None, known: list[int], *, default: int) -> int:
    return int(asked) if asked and asked.isdecimal() and int(asked) in known else default


@needs(May.EDIT_STORIES)
@require_POST
def bring_back(request: Request, story_id: int, number: int) -> HttpResponse:
    """Make an older version the newest one."""
    story = story_or_404(story_id)
    if queries.version(story, number) is None:
        raise Http404
    try:
        seen_number = int(request.POST.get("seen") or 0)
        actions.bring_back(by=request.person, story=story, number=number, seen=seen_number or None, now=timezone.now())
    except (RefusedError, ValueError) as refusal:
        messages.error(request, str(refusal) if isinstance(refusal, RefusedError) else _("Try it again."))
    else:
        messages.success(request, _("Version %(number)s is back, as the newest version.") % {"number": number})
    return redirect("stories:versions", story.pk)

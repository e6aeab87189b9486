"""The editorial board: every story as a card, in the column where it stands; and each column as a list."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kring.errors import RefusedError
from kring.people import queries as people
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.stories import actions, queries
from kring.stories.errors import COLUMNS, CardMovedError, StoryNotReadyError
from kring.stories.forms.board import MoveForm, ReviewForm
from kring.stories.forms.writing import LinkForm
from kring.stories.models import Story
from kring.stories.queries.board import CARDS
from kring.stories.rules import board as rules
from kring.stories.rules.board import Column, Whose
from kring.ui.render import page

ROWS = 40
ON_BOARD = (Column.DRAFT, Column.REVIEW, Column.READY, Column.LIVE)
WHOSE = {
    Whose.ALL: gettext_lazy("All stories"),
    Whose.EVERYBODY: gettext_lazy("For everybody"),
    Whose.UNITS: gettext_lazy("News of units"),
}


def asked_whose(request: Request) -> Whose:
    """Return whose stories were asked for."""
    asked = request.GET.get("whose", "")
    return Whose(asked) if asked in list(Whose) else Whose.ALL


def choices(here: str, whose: Whose, **query: str) -> dict[str, object]:
    """Return the choice to look at news of units apart, where there is any, as links to the page `here`."""
    links = [
        {"href": f"{reverse(here)}?" + urlencode(query | {"whose": one.value}), "name": name, "is_here": one is whose}
        for one, name in WHOSE.items()
    ]
    return {"whose": whose.value, "choices": links if queries.has_local_stories() else []}


@needs(May.EDIT_STORIES)
def desk(request: Request, link_form: LinkForm | None = None, status: int = 200) -> HttpResponse:
    """Show the board: the first cards of every column, and what waits for an editor."""
    now, language, whose = timezone.now(), get_language() or "nl", asked_whose(request)
    counted = queries.counts(now, whose)
    stories = [
        story
        for column in ON_BOARD
        for story in queries.in_column(column, now, whose).select_related("theme__pillar", "unit")[:CARDS]
    ]
    cards = queries.cards_of(stories, person=request.person, language=language, now=now)
    waiting = queries.waiting()
    columns = [
        {
            "key": column.value,
            "name": COLUMNS[column],
            "count": counted[column],
            "cards": [card for card in cards if card.column is column],
        }
        for column in ON_BOARD
    ]
    context = {
        "columns": columns,
        "ideas": queries.ideas_waiting()[:CARDS],
        "archived": counted[Column.ARCHIVED],
        "waiting": waiting,
        "groups": {group.pk: group for group in people.target_groups()},
        "for_you": queries.for_you(request.person, language),
        "link_form": link_form or LinkForm(),
        "is_empty": whose is Whose.ALL and not any(counted.values()) and not waiting.ideas,
    } | choices("stories:desk", whose)
    return page(request, "stories/board.html", context, status=status)


@needs(May.EDIT_STORIES)
def shelf(request: Request) -> HttpResponse:
    """Show one column as a list that can be searched: where older stories are found."""
    now, asked, search = timezone.now(), request.GET.get("in", ""), request.GET.get("q", "").strip()[:100]
    whose = asked_whose(request)
    places = [column for column in Column if column is not Column.IDEA]
    here = Column(asked) if asked in places else Column.ARCHIVED
    counted = queries.counts(now, whose)
    rows = Paginator(queries.found(here, search, now, whose).select_related("theme__pillar", "unit"), ROWS)
    if not search:
        rows.count = counted[here]
    shown = rows.get_page(request.GET.get("page"))
    context = {
        "places": [{"key": c.value, "name": COLUMNS[c], "count": counted[c], "is_here": c is here} for c in places],
        "here": here.value,
        "search": search,
        "cards": queries.cards_of(
            list(shown.object_list), person=request.person, language=get_language() or "nl", now=now
        ),
        "shown": shown,
    } | choices("stories:shelf", whose, **{"in": here.value, "q": search})
    return page(request, "stories/shelf.html", context)


@needs(May.EDIT_STORIES)
@require_http_methods(["GET", "POST"])
def move(request: Request, story_id: int) -> HttpResponse:
    """Move a card to another column: what is missing is said in a list, and who moved it first."""
    story = queries.story(story_id)
    if story is None:
        raise Http404
    if request.method == "GET":
        return _sheet(request, story)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _sheet(request, story, status=422)
    said = form.cleaned_data
    try:
        moved = actions.move_card(
            by=request.person, story_id=story.pk, to=Column(said["to"]), version=said["version"], now=timezone.now()
        )
    except StoryNotReadyError as refusal:
        return _sheet(request, story, missing=[str(reason) for reason in refusal.reasons], status=422)
    except CardMovedError as refusal:
        return _sheet(request, queries.story(story_id) or story, problem=str(refusal), status=422)
    except RefusedError as refusal:
        return _sheet(request, story, problem=str(refusal), status=422)
    now = timezone.now()
    messages.success(request, _("Moved to “%(column)s”.") % {"column": COLUMNS[queries.column_of(moved, now)]})
    warn_of_names(request, moved)
    return redirect(f"{reverse('stories:desk')}?whose={asked_whose(request)}#card-{moved.pk}")


def warn_of_names(request: Request, story: Story) -> None:
    """Say when a story that is out, or going out, comes from people who did not say yes to being named."""
    if story.live_from is not None and any(asked.agrees is not True for asked in queries.people_of(story)):
        messages.warning(
            request, _("Not everybody on this story said yes to being named. Check that the text does not name them.")
        )


def _sheet(
    request: Request, story: Story, *, problem: str = "", missing: list[str] | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    here = queries.column_of(story, now)
    was_out = story.live_from is not None and story.live_from <= now
    context = {
        "story": story,
        "title": queries.titles([story.pk], get_language() or "nl").get(story.pk, ""),
        "here": COLUMNS[here],
        "ways": [{"key": to.value, "name": COLUMNS[to]} for to in rules.ways(here, was_out=was_out)],
        "whose": asked_whose(request).value,
        "problem": problem,
        "missing": missing or [],
    }
    return page(request, "stories/move.html", context, part="sheet", status=status)


@needs(May.MANAGE_ORGANISATION)
@require_http_methods(["GET", "POST"])
def review_setting(request: Request) -> HttpResponse:
    """Say which stories need a second pair of eyes."""
    form = ReviewForm(request.POST if request.method == "POST" else None, initial={"review": queries.review().value})
    if request.method == "POST" and form.is_valid():
        actions.set_review(by=request.person, review=form.cleaned_data["review"])
        messages.success(request, _("Kept."))
        return redirect("stories:review_setting")
    return page(request, "stories/review_setting.html", {"form": form}, status=422 if form.errors else 200)

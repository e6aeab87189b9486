"""Write a post, look at it, share it."""

import secrets
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people.access import Request, taking_part
from kring.sharing import actions, queries
from kring.sharing.forms import PostedForm, ShareForm
from kring.sharing.models import Share
from kring.stories import queries as stories
from kring.stories.queries import StoryCard
from kring.ui.render import page

NEAR = 4  # channels to choose from at a glance; the others are one tap away
SOON = timedelta(minutes=1)  # a post that is due within this is said to be on its way


@taking_part
@require_http_methods(["GET", "POST"])
def compose(request: Request, story_id: int) -> HttpResponse:
    """Write about one story and share it."""
    kept = queries.writing(request.person, story_id)
    card = stories.card(story_id, request.person, language=_language(request))
    if card is None:
        return _gone(request, kept, story_id)
    if request.method == "GET":
        return _paper(request, card, ShareForm(initial={"own_words": kept.own_words, "channel": kept.channel}))
    form = ShareForm(request.POST, time_zone=request.organisation.time_zone)
    if form.is_valid():
        values = form.cleaned_data
        try:
            share = actions.share_story(
                by=request.person,
                story_id=story_id,
                channel=values["channel"],
                own_words=values["own_words"],
                language=card.language,
                at=values["moment"],
                disclosure_first=values["disclosure_first"],
                key=values["key"],
                seen=values["seen"],
                guided=[int(pk) for pk in values["guided"].split()],
                now=timezone.now(),
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("sharing:shared", share.pk)
    actions.keep_draft(
        by=request.person,
        story_id=story_id,
        own_words=request.POST.get("own_words", ""),
        channel=request.POST.get("channel", ""),
    )
    return _paper(request, card, form, status=422)


@taking_part
@require_POST
def look(request: Request, story_id: int) -> HttpResponse:
    """Keep the draft, and show how the post will look."""
    form = ShareForm(request.POST, time_zone=request.organisation.time_zone)
    form.is_valid()
    actions.keep_draft(
        by=request.person,
        story_id=story_id,
        own_words=request.POST.get("own_words", ""),
        channel=request.POST.get("channel", ""),
    )
    card = stories.card(story_id, request.person, language=_language(request))
    if card is None:
        return _gone(request, queries.writing(request.person, story_id), story_id)
    return _paper(request, card, form, part="look")


def _zone(request: Request) -> ZoneInfo:
    return ZoneInfo(request.organisation.time_zone)


def _language(request: Request) -> str | None:
    """Return the language that was asked for, if it is one of ours."""
    asked = request.POST.get("language") or request.GET.get("language") or ""
    return asked if asked in {"nl", "en"} else None


def _paper(
    request: Request, card: StoryCard, form: ShareForm, *, part: str | None = None, status: int = 200
) -> HttpResponse:
    """Draw the composer as the form has it now."""
    person = request.person
    open_ways = queries.ways(person)
    chosen = str(form["channel"].value() or "")
    way = next((way for way in open_ways if way.key == chosen), open_ways[0] if open_ways else None)
    words = str(form["own_words"].value() or "")
    now = timezone.now()
    shown = None
    if way:
        shown = queries.look(
            person,
            card.id,
            words=words,
            way=way,
            language=card.language,
            disclosure_first=bool(form["disclosure_first"].value()),
        )
    near = [one for number, one in enumerate(open_ways) if number < NEAR or one == way]
    context: dict[str, Any] = {
        "card": card,
        "languages": stories.languages(card.id),
        "form": form,
        "words": words,
        "ways": open_ways,
        "near": near,
        "far": [way for way in open_ways if way not in near],
        "way": way,
        "shown": shown,
        "can_connect": _(" and ").join(queries.can_connect(open_ways)),
        "moments": queries.moments_for(person, card.id, now),
        "key": form["key"].value() or secrets.token_urlsafe(20),
        "plenty": queries.PLENTY,
        "guidance": stories.guidance_for(words, stories.language_of(person)),
        "is_part": part is not None and request.headers.get("HX-Request") == "true",
    }
    return page(request, "sharing/compose.html", context, part=part, status=status)


def _gone(request: Request, kept: queries.Writing, story_id: int) -> HttpResponse:
    """Say that the story is held or not there (any more), and hand back what was written."""
    held = stories.why_held(story_id, stories.language_of(request.person))
    context = {"kept": kept.own_words, "held": held}
    return page(request, "sharing/gone.html", context, status=HttpResponseNotFound.status_code)


@taking_part
@require_GET
def shared(request: Request, share_id: int) -> HttpResponse:
    """Say what happens with a share now; while it is under way the page asks again by itself."""
    share = queries.shares_of(request.person).filter(pk=share_id).first()
    if share is None:
        return page(request, "ui/404.html", status=404)
    return _after(request, share, PostedForm(initial={"url": share.url}))


@taking_part
@require_POST
def posted(request: Request, share_id: int) -> HttpResponse:
    """Take somebody's word that they posted it."""
    share = queries.shares_of(request.person).filter(pk=share_id).first()
    if share is None:
        return page(request, "ui/404.html", status=404)
    form = PostedForm(request.POST)
    if form.is_valid():
        try:
            actions.say_posted(by=request.person, share_id=share_id, url=form.cleaned_data["url"], now=timezone.now())
        except RefusedError as refusal:
            form.add_error("url", str(refusal))
        else:
            messages.success(request, _("Thank you for telling. It counts as your word."))
            return redirect("sharing:shared", share_id)
    return _after(request, share, form, status=422)


def _after(request: Request, share: Share, form: PostedForm, *, status: int = 200) -> HttpResponse:
    context = {
        "share": share,
        "form": form,
        "after": queries.after(request.person, share),
        "soon": timezone.now() + SOON,
        "held": stories.why_held(share.story_id, stories.language_of(request.person)),
        "local_at": share.next_try_at and timezone.localtime(share.next_try_at, _zone(request)),
    }
    return page(request, "sharing/shared.html", context, part="after", status=status)

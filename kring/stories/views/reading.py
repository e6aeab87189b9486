"""Read a story: inside Kring, or on its public page."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from kring.core.models import Organisation
from kring.core.scope import inside
from kring.errors import RefusedError
from kring.people.access import Request, taking_part
from kring.stories import actions, pictures, queries
from kring.stories.queries import StoryCard
from kring.ui.render import page


@taking_part
@require_safe
def read(request: Request, story_id: int) -> HttpResponse:
    """Show a live story; opening it counts as reading."""
    try:
        actions.open_story(by=request.person, story_id=story_id, now=timezone.now())
    except RefusedError as refusal:
        return page(request, "stories/gone.html", {"reason": str(refusal)}, status=404)
    card = queries.cards([story_id], person=request.person)[story_id]
    return page(request, "stories/read.html", {"card": card, "named": queries.named_on(story_id)})


@require_safe
def public(request: HttpRequest, organisation_id: int, story_id: int) -> HttpResponse:
    """Show a live story to anybody, with what networks need to make a nice card of it."""
    with inside(organisation_id):
        organisation, card = _public_card(request, organisation_id, story_id)
        address = settings.PUBLIC_URL + reverse("stories:public", args=[organisation_id, story_id])
        context: dict[str, Any] = {
            "organisation": organisation,
            "card": card,
            "address": address,
            "picture": f"{address}/card.jpg",
            "person": None,
        }
        with translation.override(card.language):
            response = page(request, "stories/public.html", context)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@require_safe
def public_picture(request: HttpRequest, organisation_id: int, story_id: int) -> HttpResponse:
    """Answer the picture of a story's card: its own, or its cover."""
    with inside(organisation_id):
        _organisation, card = _public_card(request, organisation_id, story_id)
        drawn = pictures.link_card(queries.picture_of(story_id), title=card.title, hue=card.pillar_hue)
    return HttpResponse(drawn, content_type="image/jpeg", headers={"Cache-Control": "public, max-age=86400"})


def _public_card(request: HttpRequest, organisation_id: int, story_id: int) -> tuple[Organisation, StoryCard]:
    organisation = queries.organisation(organisation_id)
    if organisation is None or not queries.live_anywhere().filter(pk=story_id).exists():
        raise Http404
    asked = request.GET.get("language") or translation.get_language() or organisation.language
    return organisation, queries.cards_for([story_id], group=None, language=asked[:2])[story_id]

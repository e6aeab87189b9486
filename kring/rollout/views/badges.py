"""A hero's badge: made and taken back by themselves, and the public pages with which anybody can check one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kring.core.models import Organisation
from kring.core.scope import inside
from kring.errors import RefusedError
from kring.people.access import Request, taking_part
from kring.rollout import badge_pictures
from kring.rollout.actions import badges as actions
from kring.rollout.forms.circles import BadgeForm
from kring.rollout.models import Badge
from kring.rollout.queries import badges as queries
from kring.ui.render import page

ANYBODY = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}  # a checker runs in any page


@taking_part
@require_http_methods(["GET", "POST"])
def mine(request: Request) -> HttpResponse:
    """Show my badge, or make it."""
    hero = queries.last_hero_row(request.person)
    if hero is None:
        return redirect("rollout:circle")
    form = BadgeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.make_badge(by=request.person, shows_name=form.cleaned_data["shows_name"], now=timezone.now())
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("rollout:my_badge")
    made = queries.badge_of(request.person)
    context: dict[str, Any] = {"form": form, "badge": made, "may": queries.may_have_badge(hero)}
    if made:
        context["address"] = queries.address("badge", made.organisation_id, made.name)
        context["form"] = BadgeForm(initial={"shows_name": made.shows_name})
    return page(request, "rollout/my_badge.html", context, status=422 if form.errors else 200)


@taking_part
@require_POST
def remove(request: Request) -> HttpResponse:
    """Take my badge away."""
    actions.take_badge_back(by=request.person)
    messages.success(request, _("Your badge is gone; its page answers nothing any more."))
    return redirect("rollout:my_badge")


def _organisation(organisation_id: int) -> Organisation:
    found = queries.organisation(organisation_id)
    if found is None:
        raise Http404
    return found


def _badge(name: UUID) -> Badge:
    found = queries.badge(name)
    if found is None:
        raise Http404
    return found


@require_safe
def badge(request: HttpRequest, organisation_id: int, badge_name: UUID) -> HttpResponse:
    """Show anybody who has the address what a badge says, and that its signature holds."""
    with inside(organisation_id):
        found = _badge(badge_name)
        checked = queries.checked(found)
        context = {
            "badge": found,
            "organisation": found.organisation,
            "checked": checked,
            "credential": queries.address("badge_credential", organisation_id, badge_name),
            "person": None,
        }
        return page(request, "rollout/badge.html", context)


@require_safe
def credential(request: HttpRequest, organisation_id: int, badge_name: UUID) -> HttpResponse:
    """Answer the signed credential itself."""
    with inside(organisation_id):
        signed = _badge(badge_name).signed
    return HttpResponse(signed, content_type="application/jwt", headers=ANYBODY)


@require_safe
def baked(request: HttpRequest, organisation_id: int, badge_name: UUID) -> HttpResponse:
    """Answer the picture with the credential baked in."""
    with inside(organisation_id):
        found = _badge(badge_name)
        drawn = badge_pictures.picture(found.organisation.brand_color, found.signed)
    return HttpResponse(drawn, content_type="image/png", headers=ANYBODY)


@require_safe
def picture(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Answer the picture of the badge, without anybody's credential."""
    with inside(organisation_id):
        drawn = badge_pictures.picture(_organisation(organisation_id).brand_color)
    return HttpResponse(drawn, content_type="image/png", headers=ANYBODY)


@require_safe
def issuer(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Answer who gives the badge."""
    with inside(organisation_id):
        return JsonResponse(queries.profile(_organisation(organisation_id)), headers=ANYBODY)


@require_safe
def achievement(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Answer what the badge is for."""
    with inside(organisation_id):
        organisation = _organisation(organisation_id)
        with translation.override(organisation.language):
            return JsonResponse(queries.achievement(organisation), headers=ANYBODY)


@require_safe
def key(request: HttpRequest, organisation_id: int, key_name: UUID) -> HttpResponse:
    """Answer the public key that badges are checked with."""
    with inside(organisation_id):
        found = queries.key(key_name)
    if found is None:
        raise Http404
    return JsonResponse(found.public | {"kid": queries.key_address(found)}, headers=ANYBODY)

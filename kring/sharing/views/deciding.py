"""Take a share back, and decide about one that perhaps did not get through."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kring.errors import RefusedError
from kring.people.access import Request, signed_in
from kring.sharing import actions

CHOICES = {"look", "there", "again"}


@require_POST
@signed_in
def take_back(request: Request, share_id: int) -> HttpResponse:
    """Take one's own share back."""
    try:
        actions.take_back(by=request.person, share_id=share_id, now=timezone.now())
        messages.success(request, _("Taken back. Your words are kept here."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("sharing:shared", share_id)


@require_POST
@signed_in
def look_up(request: Request, share_id: int) -> HttpResponse:
    """Look again, say that it is there, or post it again."""
    choice = request.POST.get("choice", "look")
    try:
        actions.look_up_or_retry(
            by=request.person, share_id=share_id, choice=choice if choice in CHOICES else "look", now=timezone.now()
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("sharing:shared", share_id)

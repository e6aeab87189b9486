"""A colleague hands over a question from under their own post, and sees how it ended."""

import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kring.errors import RefusedError
from kring.hub.actions import desk as actions
from kring.hub.forms.desk import HandOverForm
from kring.hub.queries import desk as queries
from kring.people.access import Request, signed_in, taking_part
from kring.sharing import queries as sharing
from kring.ui.render import page


@taking_part
@require_http_methods(["GET", "POST"])
def hand_over(request: Request, share_id: int) -> HttpResponse:
    """Give the desk a question that was asked under my own post."""
    share = sharing.shares_of(request.person).filter(pk=share_id).first()
    if share is None:
        return page(request, "ui/404.html", status=404)
    form = HandOverForm(request.POST or None, initial={"key": secrets.token_urlsafe(20)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.hand_over(
                by=request.person,
                share_id=share_id,
                text=said["text"],
                who=said["who"],
                link=said["link"],
                key=said["key"],
                now=timezone.now(),
            )
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("The desk has it. Here you see how it ends."))
            return redirect("hub:my_questions")
    status = 422 if request.method == "POST" else 200
    return page(request, "hub/hand_over.html", {"form": form, "share": share}, status=status)


@signed_in
@require_GET
def my_questions(request: Request) -> HttpResponse:
    """Show what I handed over, and how it ended."""
    return page(request, "hub/my_questions.html", {"handed": queries.handed_over_by(request.person)})

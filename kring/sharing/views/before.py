"""What I did before: bring in an archive of one's own, see what would be kept of it, and take it back."""

from typing import IO, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kring.connectors import linkedin_export
from kring.errors import RefusedError
from kring.people.access import Request, taking_part
from kring.people.rules import Purpose
from kring.people.words import CONSENT_WORDS
from kring.sharing import actions
from kring.sharing.errors import ArchiveNotReadError, NothingBeforeError
from kring.sharing.forms import ArchiveForm
from kring.sharing.queries import before as queries
from kring.sharing.queries.before import Before
from kring.ui.render import page


@require_http_methods(["GET", "POST"])
@taking_part
def before(request: Request) -> HttpResponse:
    """Show what is kept; of an archive that is brought in, show what would be kept, and keep nothing yet."""
    posted = request.method == "POST"
    form = ArchiveForm(request.POST if posted else None, request.FILES if posted else None)
    found: Before | None = None
    if posted and form.is_valid():
        try:
            found = _read(request, form)
        except RefusedError as refusal:
            form.add_error("file", str(refusal))
    context = {
        "form": form,
        "found": found,
        "sealed": queries.sealed(request.person, found) if found else "",
        "kept": queries.kept_of(request.person),
        "words": CONSENT_WORDS[Purpose.BEFORE],
    }
    return page(request, "sharing/before.html", context, status=422 if form.errors else 200)


def _read(request: Request, form: ArchiveForm) -> Before:
    file = form.cleaned_data["file"]
    try:
        if file.size > linkedin_export.MAX_BYTES:
            raise linkedin_export.NotAnArchiveError("too large")
        moments = linkedin_export.times(cast(IO[bytes], file))
    except linkedin_export.NotAnArchiveError:
        raise ArchiveNotReadError from None
    finally:
        file.close()
    found = queries.counted(request.person, moments)
    if not found.posts:
        raise NothingBeforeError
    return found


@require_POST
@taking_part
def keep_before(request: Request) -> HttpResponse:
    """Keep the counts that were shown."""
    found = queries.unsealed(request.person, request.POST.get("counts", ""))
    if found is None:
        messages.error(request, _("That took too long. Choose the file once more."))
    else:
        actions.keep_what_was_before(by=request.person, posts=found.posts, now=timezone.now())
        messages.success(request, _("Thank you. The counts are kept, and nothing else of the archive."))
    return redirect("sharing:before")


@require_POST
@taking_part
def forget_before(request: Request) -> HttpResponse:
    """Take the yes back: the counts go at once."""
    actions.forget_what_was_before(by=request.person, now=timezone.now())
    messages.success(request, _("Deleted: nothing of before is kept."))
    return redirect("sharing:before")

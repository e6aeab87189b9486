"""Saved searches, and what followers talk about this week."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kring.choose.talk import Talk
from kring.errors import RefusedError
from kring.hub.actions import monitors as actions
from kring.hub.forms.monitors import MonitorForm
from kring.hub.queries import monitors as queries
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.ui.render import page


@needs(May.WORK_DESK)
@require_safe
def monitors(request: Request) -> HttpResponse:
    """Show every monitor with this week's number and newest hits, and what stands out."""
    now = timezone.now()
    talk = queries.talk_of_the_week(request.organisation, now)
    context = {
        "watched": queries.watched(now),
        "talk": [(language, [(one, why(one)) for one in found]) for language, found in talk.items() if found],
    }
    return page(request, "hub/monitors.html", context)


def why(talk: Talk) -> str:
    """Return in a line why something stands out."""
    said = ngettext(
        "In %(n)d text this week, from %(voices)d sides;", "In %(n)d texts this week, from %(voices)d sides;", talk.now
    )
    before = ngettext("in %(n)d in the eight weeks before.", "in %(n)d in the eight weeks before.", talk.before)
    return f"{said % {'n': talk.now, 'voices': talk.voices}} {before % {'n': talk.before}}"


@needs(May.WORK_DESK)
@require_http_methods(["GET", "POST"])
def monitor(request: Request, monitor_id: int | None = None) -> HttpResponse:
    """Make a saved search, change it, or remove it."""
    one = queries.monitor(monitor_id) if monitor_id else None
    if monitor_id and one is None:
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "remove" and one:
        actions.remove_monitor(by=request.person, monitor_id=one.pk)
        messages.success(request, _("Removed."))
        return redirect("hub:monitors")
    initial = {"name": one.name, "includes": one.includes, "excludes": one.excludes} if one else {}
    form = MonitorForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_monitor(by=request.person, monitor=one, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("hub:monitors")
    return page(request, "hub/monitor.html", {"monitor": one, "form": form}, status=422 if form.errors else 200)


@needs(May.WORK_DESK)
@require_POST
def make_idea(request: Request) -> HttpResponse:
    """Bring what followers talk about in as an idea."""
    phrase, reason = request.POST.get("phrase", "")[:200], request.POST.get("why", "")[:300]
    text = _("Our followers talk about “%(phrase)s”. What do we know about it?") % {"phrase": phrase} if phrase else ""
    try:
        actions.bring_talk(by=request.person, text=text, why=reason if phrase else "", now=timezone.now())
        messages.success(request, _("“%(phrase)s” lies with the ideas now.") % {"phrase": phrase})
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("hub:monitors")

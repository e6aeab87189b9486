"""What is proposed now, and by which rules."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kring.adjust import actions, queries, words
from kring.adjust.views.showing import offer
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.ui.render import page

may_read = needs(May.SEE_FIGURES, May.SEE_AUDIT)


@may_read
@require_GET
def proposals(request: Request) -> HttpResponse:
    """Show what is proposed on the figures of last week: few, the best first."""
    actions.look_at_adjust(by=request.person, what="proposals")
    now = timezone.now()
    seen = queries.newest()
    context = {"seen": seen, "offers": [offer(one) for one in queries.proposals(now)]}
    return page(request, "adjust/proposals.html", context)


@may_read
@require_GET
def rules(request: Request) -> HttpResponse:
    """Show every rule in plain words."""
    return page(request, "adjust/rules.html", {"rules": words.rule_texts()})

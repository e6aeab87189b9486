"""The editors' desk: what is live, to come, being written and past."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kring.people import queries as people
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.stories import queries
from kring.stories.forms.writing import LinkForm
from kring.stories.queries import Shelf
from kring.ui.render import page

ROWS = 40
NAMES = {
    Shelf.LIVE: _("Live"),
    Shelf.PLANNED: _("Planned"),
    Shelf.DRAFTS: _("Drafts"),
    Shelf.PAST: _("Past"),
}


@needs(May.EDIT_STORIES)
def desk(request: Request, link_form: LinkForm | None = None, status: int = 200) -> HttpResponse:
    """Show one shelf of stories, and what waits for an editor."""
    now = timezone.now()
    counts = queries.on_shelves(now)
    asked = request.GET.get("tab", "")
    which = Shelf(asked) if asked in set(Shelf) else Shelf.LIVE
    rows = Paginator(queries.shelf(which, now).select_related("theme__pillar"), ROWS)
    rows.count = counts[which]
    shown = rows.get_page(request.GET.get("page"))
    context = {
        "shelves": [{"key": s.value, "name": NAMES[s], "count": counts[s], "is_here": s == which} for s in Shelf],
        "which": which.value,
        "rows": queries.desk_rows(list(shown.object_list), get_language() or "nl"),
        "shown": shown,
        "groups": {group.pk: group for group in people.target_groups()},
        "waiting": queries.waiting(),
        "link_form": link_form or LinkForm(),
        "now": now,
    }
    return page(request, "stories/desk.html", context, status=status)

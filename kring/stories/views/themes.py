"""Pillars and themes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kring.errors import RefusedError
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.stories import actions, queries
from kring.stories.forms.themes import PillarForm, ThemeForm
from kring.ui.render import page


@needs(May.EDIT_STORIES)
def themes(request: Request) -> HttpResponse:
    """Show the pillars, each with its themes."""
    under: dict[int, list[object]] = {}
    for theme in queries.themes():
        under.setdefault(theme.pillar_id, []).append(theme)
    pillars = [{"pillar": pillar, "themes": under.get(pillar.pk, [])} for pillar in queries.pillars()]
    return page(request, "stories/themes.html", {"pillars": pillars})


@needs(May.EDIT_STORIES)
@require_http_methods(["GET", "POST"])
def pillar(request: Request, pillar_id: int | None = None) -> HttpResponse:
    """Change a pillar, or make one."""
    row = queries.pillar(pillar_id) if pillar_id else None
    if pillar_id and row is None:
        raise Http404
    initial = (
        {"name_nl": row.name.get("nl"), "name_en": row.name.get("en"), "weight": row.weight}
        | {"hue": row.hue, "position": row.position}
        if row
        else {}
    )
    form = PillarForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.save_pillar(
            by=request.person,
            pillar=row,
            name={"nl": said["name_nl"], "en": said["name_en"]},
            weight=said["weight"],
            hue=said["hue"],
            position=said["position"],
        )
        return redirect("stories:themes")
    context = {"form": form, "row": row, "kind": "pillar"}
    return page(request, "stories/theme.html", context, status=422 if form.errors else 200)


@needs(May.EDIT_STORIES)
@require_http_methods(["GET", "POST"])
def theme(request: Request, theme_id: int | None = None) -> HttpResponse:
    """Change a theme, or make one."""
    row = queries.theme(theme_id) if theme_id else None
    if theme_id and row is None:
        raise Http404
    initial: dict[str, object] = {"pillar": request.GET.get("pillar")}
    if row:
        initial = {"name_nl": row.name.get("nl"), "name_en": row.name.get("en")}
        initial |= {"pillar": row.pillar_id, "position": row.position}
    form = ThemeForm(
        request.POST if request.method == "POST" else None, initial=initial, pillars=list(queries.pillars())
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.save_theme(
            by=request.person,
            theme=row,
            pillar_id=said["pillar"],
            name={"nl": said["name_nl"], "en": said["name_en"]},
            position=said["position"],
        )
        return redirect("stories:themes")
    context = {"form": form, "row": row, "kind": "theme"}
    return page(request, "stories/theme.html", context, status=422 if form.errors else 200)


@needs(May.EDIT_STORIES)
@require_POST
def remove(request: Request, kind: str, pk: int) -> HttpResponse:
    """Delete a pillar or a theme that nothing rests on."""
    try:
        if kind == "pillar" and (pillar := queries.pillar(pk)):
            actions.remove_pillar(by=request.person, pillar=pillar)
        elif kind == "theme" and (theme := queries.theme(pk)):
            actions.remove_theme(by=request.person, theme=theme)
        else:
            raise Http404
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Removed."))
    return redirect("stories:themes")

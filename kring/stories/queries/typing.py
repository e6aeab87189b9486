"""Reads about versions: what somebody types, and a version in words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from kring.core.words import said_in
from kring.people import queries as people
from kring.stories.errors import StoryChangedError
from kring.stories.models import Story, StoryText, Theme, Typed
from kring.stories.rules.versions import compare

if TYPE_CHECKING:
    from kring.people.models import Person

TYPING_FOR = timedelta(minutes=3)  # after the last word that arrived


def typed(person: "Person", story: Story | None) -> Typed | None:
    """Return what somebody typed on a story and did not keep."""
    return Typed.objects.filter(person=person, story=story).first()


def typing_now(person: "Person", story: Story, *, since: datetime) -> list[str]:
    """Return the names of others who are typing on a story."""
    others = Typed.objects.filter(story=story, saved_at__gte=since).exclude(person=person)
    return list(others.order_by("person__name").values_list("person__name", flat=True))


def readable(snapshots: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return snapshots with names where they have numbers, field by field under the name of the field."""
    themes = {theme.pk: said_in(theme.name) for theme in Theme.objects.all()}
    groups = {str(group.pk): said_in(group.name) for group in people.target_groups()}
    languages = {"nl": _("Dutch"), "en": _("English")}
    feed = {1: _("Show it more"), 0: _("As it comes"), -1: _("Show it less")}

    def each(name: str, texts: Mapping[str, str]) -> dict[str, Any]:
        return {f"{name} · {languages[spoken]}": text for spoken, text in texts.items() if spoken in languages}

    made = []
    for kept in snapshots:
        said: dict[str, Any] = {}
        for spoken, text in kept.get("texts", {}).items():
            said |= each(_("Title"), {spoken: text["title"]}) | each(_("Text"), {spoken: text["body"]})
        said[_("Theme")] = themes.get(kept.get("theme", 0), "")
        said[_("Link to read more")] = kept.get("link", "")
        chosen = kept.get("groups")
        said[_("Made for")] = (
            _("Everyone") if chosen is None else ", ".join(groups.get(str(group), "") for group in chosen)
        )
        for key, asked in kept.get("asks", {}).items():
            said |= each(f"{_('Question')} · {groups.get(key, '')}", asked["prompt"])
            said |= each(f"{_('Example sentence')} · {groups.get(key, '')}", asked["example"])
        said[_("Picture")] = kept.get("picture", "").rsplit("/", 1)[-1]
        said |= each(_("What is in the picture"), kept.get("alt", {}))
        said |= each(_("What the brand posts itself"), kept.get("brand", {}))
        is_sensitive = kept.get("sensitivity") == "sensitive"
        said[_("Think first")] = kept.get("why") or _("Sensitive") if is_sensitive else ""
        embargo = kept.get("embargo")
        moment = timezone.localtime(datetime.fromisoformat(embargo)) if embargo else None
        said[_("Not before")] = formats.date_format(moment, "j F Y H:i") if moment else ""
        said[_("Place in the feed")] = feed.get(kept.get("editorial", 0), "")
        made.append(said)
    return made


def conflict(refusal: StoryChangedError) -> dict[str, object]:
    """Return who kept what in the meantime, and how it differs from what was typed."""
    theirs, mine = readable([refusal.newer[-1].snapshot, refusal.mine])
    return {"newer": refusal.newer, "newest": refusal.newer[-1].number, "changes": compare(theirs, mine)}


def behind(story: Story) -> list[StoryText]:
    """Return the texts that did not follow when the other language changed."""
    return list(StoryText.objects.filter(story=story, behind_since__isnull=False))

"""What a unit's lead fills in about a story of the unit: the editors' form with fewer fields."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kring.core.words import LANGUAGES, said_in
from kring.stories import pictures, rules
from kring.stories.actions import Words, Writing
from kring.stories.errors import PictureRefusedError
from kring.ui.forms import Form

if TYPE_CHECKING:
    from kring.stories.models import Story, Theme

NAMES = {"nl": _("Dutch"), "en": _("English")}
MOMENT = "%Y-%m-%dT%H:%M"
MOST = {"title": 200, "body": 20_000, "alt": 300}
PARTS = {"title": _("Title"), "body": _("Text"), "alt": _("What is in the picture")}


class LocalStoryForm(Form):
    """A story of one unit: its words, its picture, until when it is news, and whether to think first."""

    theme = forms.TypedChoiceField(label=_("Theme"), coerce=int)
    link = forms.URLField(label=_("Link to read more"), max_length=1000, required=False, assume_scheme="https")
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    removes_picture = forms.BooleanField(label=_("Take the picture away"), required=False)
    live_until = forms.DateTimeField(
        label=_("News until"),
        required=False,
        help_text=_("Empty: until you take it down."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    is_sensitive = forms.BooleanField(label=_("Sensitive: think first"), required=False)
    sensitive_why = forms.CharField(
        label=_("Why, and what to be careful with"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, themes: "Iterable[Theme]", language: str, **kwargs: Any) -> None:
        self.languages = sorted(LANGUAGES, key=lambda spoken: spoken != language)
        self.base_fields = dict(self.base_fields)  # type: ignore[misc]
        for spoken in self.languages:
            for part, label in PARTS.items():
                look = {"lang": spoken}
                widget = forms.Textarea(look | {"rows": 6}) if part == "body" else forms.TextInput(look)
                self.base_fields[f"{part}_{spoken}"] = forms.CharField(
                    label=label, max_length=MOST[part], required=False, widget=widget
                )
        super().__init__(*args, **kwargs)
        under: dict[str, list[tuple[int, str]]] = {}
        for theme in themes:
            under.setdefault(said_in(theme.pillar.name), []).append((theme.pk, said_in(theme.name)))
        self.fields["theme"].choices = list(under.items())  # type: ignore[attr-defined]

    @property
    def versions(self) -> list[dict[str, Any]]:
        """Return, per language, the fields of its version: for the page."""
        return [
            {"code": spoken, "language": NAMES[spoken]} | {part: self[f"{part}_{spoken}"] for part in PARTS}
            for spoken in self.languages
        ]

    def clean_picture(self) -> bytes | None:
        """Return the picture as we keep it."""
        upload = self.cleaned_data.get("picture")
        if not upload:
            return None
        try:
            if upload.size > pictures.MOST_BYTES:
                raise PictureRefusedError(PictureRefusedError.TOO_HEAVY)
            return pictures.tidy(upload.read())
        except PictureRefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def writing(self, kept: Writing) -> Writing:
        """Return what was filled in; what only editors fill in stays as it was kept."""
        said = self.cleaned_data
        return replace(
            kept,
            theme_id=said["theme"],
            texts={s: Words(said[f"title_{s}"], rules.tidy(said[f"body_{s}"])) for s in self.languages},
            link=said["link"],
            picture=said["picture"],
            removes_picture=said["removes_picture"] and not said["picture"],
            picture_alt={s: said[f"alt_{s}"] for s in self.languages},
            is_sensitive=said["is_sensitive"],
            sensitive_why=said["sensitive_why"],
        )


def filled(kept: Writing, story: "Story", seen: int) -> dict[str, Any]:
    """Return the values that show a story in the form."""
    values: dict[str, Any] = {
        "theme": kept.theme_id,
        "link": kept.link,
        "live_until": timezone.localtime(story.live_until) if story.live_until else None,
        "is_sensitive": kept.is_sensitive,
        "sensitive_why": kept.sensitive_why,
        "seen": seen,
    }
    for spoken, words in kept.texts.items():
        values |= {f"title_{spoken}": words.title, f"body_{spoken}": words.body}
    return values | {f"alt_{spoken}": alt for spoken, alt in kept.picture_alt.items()}

"""What editors and colleagues fill in about stories."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kring.core.words import LANGUAGES, said_in
from kring.stories import pictures, rules
from kring.stories.actions import Asked, Words, Writing
from kring.stories.errors import PictureRefusedError
from kring.ui.forms import Form

if TYPE_CHECKING:
    from kring.people.models import TargetGroup
    from kring.stories.models import Theme

NAMES = {"nl": _("Dutch"), "en": _("English")}
MOMENT = "%Y-%m-%dT%H:%M"


def theme_choices(themes: "list[Theme]") -> list[Any]:
    """Return the themes as choices, under the name of their pillar."""
    under: dict[str, list[tuple[int, str]]] = {}
    for theme in themes:
        under.setdefault(said_in(theme.pillar.name), []).append((theme.pk, said_in(theme.name)))
    return list(under.items())


class LinkForm(Form):
    """A link to make a story of."""

    link = forms.URLField(label=_("Link"), max_length=1000, assume_scheme="https")


class StoryForm(Form):
    """A story: its words, its picture, whom it is for, what each group is asked, and when."""

    theme = forms.TypedChoiceField(label=_("Theme"), coerce=int)
    link = forms.URLField(
        label=_("Link to read more"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text=_("Without a link the story gets a public page here, as long as it is live."),
    )
    picture = forms.FileField(label=_("Picture"), required=False)
    removes_picture = forms.BooleanField(label=_("Take the picture away"), required=False)
    audience = forms.ChoiceField(
        label=_("Made for"),
        choices=[("everyone", _("Everyone")), ("groups", _("Chosen groups; others see it now and then"))],
        widget=forms.RadioSelect,
        initial="everyone",
    )
    groups = forms.TypedMultipleChoiceField(
        label=_("Groups"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    live_from = forms.DateTimeField(
        label=_("Live from"),
        required=False,
        help_text=_("Empty: from the moment you publish it."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    live_until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    embargo_until = forms.DateTimeField(
        label=_("Embargo: not before"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    is_sensitive = forms.BooleanField(label=_("Sensitive: think first"), required=False)
    sensitive_why = forms.CharField(
        label=_("Why, and what to be careful with"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_translation_fine = forms.BooleanField(label=_("The translation still fits: I looked at it"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    editorial = forms.TypedChoiceField(
        label=_("Place in the feed"),
        coerce=int,
        choices=[(1, _("Show it more")), (0, _("As it comes")), (-1, _("Show it less"))],
        widget=forms.RadioSelect,
        initial=0,
    )

    def __init__(
        self,
        *args: Any,
        groups: "list[TargetGroup]",
        themes: "list[Theme]",
        language: str = "nl",
        **kwargs: Any,
    ) -> None:
        self.target_groups = groups
        self.languages = sorted(LANGUAGES, key=lambda spoken: spoken != language)
        self.base_fields = dict(self.base_fields)  # type: ignore[misc]
        for spoken in self.languages:
            self._add(f"title_{spoken}", _("Title"), length=200, spoken=spoken)
            self._add(f"body_{spoken}", _("Text"), rows=8, spoken=spoken)
            self._add(f"alt_{spoken}", _("What is in the picture"), length=300, spoken=spoken)
            self._add(f"brand_{spoken}", _("What the brand posts itself"), length=3000, rows=3, spoken=spoken)
            for group in groups:
                asked = self._add(f"prompt_{group.pk}_{spoken}", _("Question"), length=200, spoken=spoken)
                prompts = (group.prompts or {}).get(spoken) or [""]
                asked.widget.attrs["placeholder"] = prompts[0]
                self._add(f"example_{group.pk}_{spoken}", _("Example sentence"), length=400, spoken=spoken)
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = theme_choices(themes)  # type: ignore[attr-defined]
        self.fields["groups"].choices = [(g.pk, said_in(g.name)) for g in groups]  # type: ignore[attr-defined]
        self.fields["picture"].widget.attrs["accept"] = "image/jpeg,image/png,image/webp,image/gif"

    def _add(self, name: str, label: Any, *, spoken: str, length: int = 20000, rows: int = 0) -> forms.Field:
        widget = forms.Textarea(attrs={"rows": rows, "lang": spoken}) if rows else forms.TextInput({"lang": spoken})
        made = forms.CharField(label=label, max_length=length, required=False, widget=widget)
        self.base_fields[name] = made
        return made

    def clean_picture(self) -> bytes | None:
        """Return the picture as we keep it."""
        upload = self.cleaned_data.get("picture")
        if not upload:
            return None
        if upload.size > pictures.MOST_BYTES:
            raise forms.ValidationError(str(PictureRefusedError(PictureRefusedError.TOO_HEAVY)))
        try:
            return pictures.tidy(upload.read())
        except PictureRefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def writing(self) -> Writing:
        """Return what was filled in, as far as it is valid."""
        said = self.cleaned_data
        chosen = frozenset(said.get("groups") or [])

        def each(kind: str, group_id: int) -> dict[str, str]:
            return {spoken: said.get(f"{kind}_{group_id}_{spoken}", "") for spoken in self.languages}

        return Writing(
            theme_id=said.get("theme") or None,
            texts={
                spoken: Words(said.get(f"title_{spoken}", ""), rules.tidy(said.get(f"body_{spoken}", "")))
                for spoken in self.languages
            },
            link=said.get("link", ""),
            groups=chosen if said.get("audience") == "groups" else None,
            asks={g.pk: Asked(each("prompt", g.pk), each("example", g.pk)) for g in self.target_groups},
            picture=said.get("picture"),
            removes_picture=said.get("removes_picture", False) and not said.get("picture"),
            picture_alt={spoken: said.get(f"alt_{spoken}", "") for spoken in self.languages},
            editorial=said.get("editorial") or 0,
            is_sensitive=said.get("is_sensitive", False),
            sensitive_why=said.get("sensitive_why", ""),
            brand_text={spoken: said.get(f"brand_{spoken}", "") for spoken in self.languages},
            embargo_until=said.get("embargo_until"),
            is_translation_fine=said.get("is_translation_fine", False),
        )

    @property
    def asks(self) -> list[dict[str, Any]]:
        """Return, per group, its fields in both languages: for the page."""
        return [
            {
                "group": group,
                "fields": [
                    {
                        "language": NAMES[spoken],
                        "prompt": self[f"prompt_{group.pk}_{spoken}"],
                        "example": self[f"example_{group.pk}_{spoken}"],
                    }
                    for spoken in self.languages
                ],
                "is_filled": any(
                    self[f"{kind}_{group.pk}_{spoken}"].value()
                    for kind in ("prompt", "example")
                    for spoken in self.languages
                ),
            }
            for group in self.target_groups
        ]

    @property
    def versions(self) -> list[dict[str, Any]]:
        """Return, per language, the fields of its version: for the page."""
        return [
            {
                "code": spoken,
                "language": NAMES[spoken],
                "title": self[f"title_{spoken}"],
                "body": self[f"body_{spoken}"],
                "alt": self[f"alt_{spoken}"],
                "brand": self[f"brand_{spoken}"],
                "is_filled": bool(self[f"title_{spoken}"].value() or self[f"body_{spoken}"].value()),
            }
            for spoken in self.languages
        ]


def filled(writing: Writing, **more: Any) -> dict[str, Any]:
    """Return the values that show `writing` in a StoryForm."""
    values: dict[str, Any] = {
        "theme": writing.theme_id,
        "link": writing.link,
        "audience": "everyone" if writing.groups is None else "groups",
        "groups": sorted(writing.groups or []),
        "editorial": writing.editorial,
        "is_sensitive": writing.is_sensitive,
        "sensitive_why": writing.sensitive_why,
        "embargo_until": timezone.localtime(writing.embargo_until) if writing.embargo_until else None,
    }
    for spoken, words in writing.texts.items():
        values |= {f"title_{spoken}": words.title, f"body_{spoken}": words.body}
    for spoken, alt in writing.picture_alt.items():
        values[f"alt_{spoken}"] = alt
    for spoken, text in writing.brand_text.items():
        values[f"brand_{spoken}"] = text
    for group_id, asked in writing.asks.items():
        values |= {f"prompt_{group_id}_{spoken}": text for spoken, text in asked.prompt.items()}
        values |= {f"example_{group_id}_{spoken}": text for spoken, text in asked.example.items()}
    return values | more


def typed_values(fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return what somebody typed as the values that show it in a StoryForm."""
    return {name: values if name == "groups" else values[-1] for name, values in fields.items() if values}

"""What whoever writes a story fills in: the editors here, and who leads a unit on a page of a room above."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kring.core.words import LANGUAGES, said_in
from kring.errors import RefusedError
from kring.people.access import Request
from kring.stories import pictures, queries, rules
from kring.stories.actions import Asked, Words, Writing
from kring.stories.errors import PictureRefusedError, StoryChangedError, StoryNotReadyError
from kring.ui.forms import Form
from kring.ui.templatetags.ui import on_device

if TYPE_CHECKING:
    from kring.people.models import TargetGroup
    from kring.stories.models import Theme

NAMES = {"nl": _("Dutch"), "en": _("English")}
MOST_FIELDS = 300  # of what is kept while somebody types


def theme_choices(themes: "list[Theme]") -> list[Any]:
    """Return the themes as choices, under the name of their pillar."""
    under: dict[str, list[tuple[int, str]]] = {}
    for theme in themes:
        under.setdefault(said_in(theme.pillar.name), []).append((theme.pk, said_in(theme.name)))
    return list(under.items())


class Moment(forms.DateTimeField):
    """A day and a time, in the organisation's own time."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, **kwargs)


class WritingForm(Form):
    """A story in its languages: words, picture, what each target group is asked, and whether to think first."""

    says_optional = False  # a draft may miss anything, what people see may not
    theme = forms.TypedChoiceField(label=_("Theme"), coerce=int)
    link = forms.URLField(
        label=_("Link to read more"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text=_("Without a link the story gets a public page here, as long as it is live."),
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    removes_picture = forms.BooleanField(label=_("Take the picture away"), required=False)
    live_until = Moment(label=_("Until"))
    is_sensitive = forms.BooleanField(label=_("Sensitive: think first"), required=False)
    sensitive_why = forms.CharField(
        label=_("Why, and what to be careful with"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_translation_fine = forms.BooleanField(label=_("The translation still fits: I looked at it"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

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
            self.add_fields(spoken)
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = theme_choices(themes)  # type: ignore[attr-defined]

    def add_fields(self, spoken: str) -> None:
        """Add what is filled in per language."""
        self.add(f"title_{spoken}", _("Title"), length=200, spoken=spoken)
        self.add(f"body_{spoken}", _("Text"), rows=8, spoken=spoken)
        self.add(f"alt_{spoken}", _("What is in the picture"), length=300, spoken=spoken)
        for group in self.target_groups:
            asked = self.add(f"prompt_{group.pk}_{spoken}", _("Question"), length=200, spoken=spoken)
            asked.widget.attrs["placeholder"] = ((group.prompts or {}).get(spoken) or [""])[0]
            self.add(f"example_{group.pk}_{spoken}", _("Example sentence"), length=400, spoken=spoken)

    def add(self, name: str, label: Any, *, spoken: str, length: int = 20_000, rows: int = 0) -> forms.Field:
        """Add a text in one language."""
        widget = forms.Textarea(attrs={"rows": rows, "lang": spoken}) if rows else forms.TextInput({"lang": spoken})
        made = forms.CharField(label=label, max_length=length, required=False, widget=widget)
        self.base_fields[name] = made
        return made

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

    def said(self) -> dict[str, Any]:
        """Return what was filled in, as far as it is valid, by the names that a `Writing` has for it."""
        said = self.cleaned_data

        def each(kind: str) -> dict[str, str]:
            return {spoken: said.get(f"{kind}_{spoken}", "") for spoken in self.languages}

        titles, bodies = each("title"), each("body")
        return {
            "theme_id": said.get("theme") or None,
            "texts": {spoken: Words(titles[spoken], rules.tidy(bodies[spoken])) for spoken in self.languages},
            "link": said.get("link", ""),
            "asks": {g.pk: Asked(each(f"prompt_{g.pk}"), each(f"example_{g.pk}")) for g in self.target_groups},
            "picture": said.get("picture"),
            "removes_picture": said.get("removes_picture", False) and not said.get("picture"),
            "picture_alt": each("alt"),
            "is_sensitive": said.get("is_sensitive", False),
            "sensitive_why": said.get("sensitive_why", ""),
            "is_translation_fine": said.get("is_translation_fine", False),
        }

    @property
    def asks(self) -> list[dict[str, Any]]:
        """Return, per group, its fields in every language: for the page."""
        return [
            {
                "group": group,
                "fields": (fields := [self._asked(group.pk, spoken) for spoken in self.languages]),
                "is_filled": any(one["prompt"].value() or one["example"].value() for one in fields),
            }
            for group in self.target_groups
        ]

    def _asked(self, group_id: int, spoken: str) -> dict[str, Any]:
        return {"code": spoken, "language": NAMES[spoken]} | {
            kind: self[f"{kind}_{group_id}_{spoken}"] for kind in ("prompt", "example")
        }

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
                "is_filled": bool(self[f"title_{spoken}"].value() or self[f"body_{spoken}"].value()),
            }
            for spoken in self.languages
        ]

    def differs_from(self, typed: Mapping[str, list[str]]) -> bool:
        """Return whether what somebody typed is another text than what the form shows."""
        shown = {name: self[name].value() for name in self.fields if name.startswith(("title_", "body_"))}
        return any(
            "".join((typed.get(name) or [""])[-1].split()) != "".join(str(value or "").split())
            for name, value in shown.items()
        )

    def refuse(self, refusal: RefusedError) -> dict[str, Any] | None:
        """Say why a story was not kept; return what somebody else kept in the meantime, when that is why."""
        for reason in refusal.reasons if isinstance(refusal, StoryNotReadyError) else [refusal]:
            self.add_error(None, str(reason))
        return queries.conflict(refusal) if isinstance(refusal, StoryChangedError) else None


def filled(writing: Writing) -> dict[str, Any]:
    """Return the values that show `writing` in the form."""
    values: dict[str, Any] = {
        "theme": writing.theme_id,
        "link": writing.link,
        "is_sensitive": writing.is_sensitive,
        "sensitive_why": writing.sensitive_why,
    }
    for spoken, words in writing.texts.items():
        values |= {f"title_{spoken}": words.title, f"body_{spoken}": words.body}
    values |= {f"alt_{spoken}": alt for spoken, alt in writing.picture_alt.items()}
    for group_id, asked in writing.asks.items():
        values |= {f"prompt_{group_id}_{spoken}": text for spoken, text in asked.prompt.items()}
        values |= {f"example_{group_id}_{spoken}": text for spoken, text in asked.example.items()}
    return values


def own_time(moment: Any) -> Any:
    """Return a moment in the organisation's own time, as a field shows it."""
    return timezone.localtime(moment) if moment else None


def name_on_device(request: Request) -> str:
    """Return the name under which a device kept what is sent now."""
    return on_device(request.path, request.person)


def typed_fields(post: QueryDict) -> dict[str, list[str]]:
    """Return what a page sends while somebody types, as it is kept apart from the story."""
    names = [name for name in post if name not in ("csrfmiddlewaretoken", "picture", "do")]
    return {name: [str(value) for value in post.getlist(name)] for name in names[:MOST_FIELDS]}


def typed_values(fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return what somebody typed as the values that show it in the form."""
    return {name: values if name == "groups" else values[-1] for name, values in fields.items() if values}

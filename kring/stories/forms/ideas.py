"""What colleagues bring in, whom they ask, and what editors answer."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.errors import RefusedError
from kring.stories import uploads
from kring.stories.fields import theme_choices
from kring.stories.models import Idea
from kring.stories.uploads import Upload
from kring.ui.forms import Form

if TYPE_CHECKING:
    from kring.people.models import Person
    from kring.stories.models import Theme


class Files(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each as it came; none is an empty list."""

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        """Return the files that were chosen."""
        return [
            Upload(one.name, one.file, one.size, one.content_type or "")
            for one in (super(FilesField, self).clean(file) for file in data or [])
        ]


class IdeaForm(Form):
    """What a colleague brings in: one answer, a link or a file is enough."""

    says_optional = False
    going_on = forms.CharField(
        label=_("What is going on in your work?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    to_share = forms.CharField(
        label=_("What should we put on social media?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    theme = forms.TypedChoiceField(label=_("Which theme does it fit?"), coerce=int, empty_value=None, required=False)
    photos = FilesField(
        label=_("Photos"),
        required=False,
        widget=Files(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif", "data-shows": "chosen"}),
    )
    recording = FilesField(
        label=_("A voice note or a film"),
        required=False,
        help_text=_("At most three minutes. Where it was made is taken out."),
        widget=Files(attrs={"accept": "audio/*,video/*", "multiple": False}),
    )
    link = forms.URLField(label=_("A link"), required=False, max_length=1000, assume_scheme="https")
    key = forms.RegexField(r"^[A-Za-z0-9_-]{16,40}$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, themes: "list[Theme]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", _("I do not know")), *theme_choices(themes)]  # type: ignore[attr-defined]

    def clean_photos(self) -> list[Upload]:
        """Refuse what is not taken, at its own field."""
        return self._taken("photos")

    def clean_recording(self) -> list[Upload]:
        """Refuse what is not taken, at its own field."""
        return self._taken("recording")

    def _taken(self, name: str) -> list[Upload]:
        chosen: list[Upload] = self.cleaned_data[name]
        try:
            uploads.sort(chosen)
        except RefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return chosen


class AskForm(Form):
    """Which colleague to ask about what."""

    says_optional = False
    about = forms.CharField(label=_("What would you love to hear about?"), max_length=300)
    person = forms.TypedChoiceField(
        label=_("Who"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=_("Work e-mail address"),
        required=False,
        help_text=_(
            "For a colleague whose name does not appear. You get the same answer whether or not they take part."
        ),
    )

    def __init__(self, *args: Any, found: "list[Person]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(one.pk, one.name) for one in found]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two says who."""
        said = super().clean() or {}
        if not self.errors and not (said.get("person") or said.get("email")):
            self.add_error("email", _("Choose a colleague, or fill in their work e-mail address."))
        return said


class OutcomeForm(Form):
    """What becomes of an idea."""

    says_optional = False
    outcome = forms.ChoiceField(label=_("What becomes of it?"), required=False, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        required=False,
        help_text=_("With “not now” a reason is needed: they took the trouble to bring it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    theme = forms.TypedChoiceField(label=_("Theme"), coerce=int, empty_value=None, required=False)
    owner = forms.TypedChoiceField(label=_("Who takes it on"), coerce=int, empty_value=None, required=False)
    due_on = forms.DateField(
        label=_("Done by, or back on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, themes: "list[Theme]", editors: "list[Person]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (Idea.Outcome.MAKE, _("We make it")),
            (Idea.Outcome.LATER, _("Later")),
            (Idea.Outcome.NOT_NOW, _("Not now, because…")),
        ]
        self.fields["theme"].choices = [("", _("No theme yet")), *theme_choices(themes)]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", _("Nobody yet")), *((one.pk, one.name) for one in editors)]  # type: ignore[attr-defined]

"""What is filled in at the desk, and by a colleague who hands a question over."""

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from kring.core.words import said_in
from kring.hub.rules.desk import MOST_WORDS, Feeling
from kring.hub.rules.opening_hours import Hours
from kring.ui.forms import Form

if TYPE_CHECKING:
    from kring.people.models import Department, Person
    from kring.stories.models import Pillar

FEELINGS = [
    ("", _("Not said")),
    (Feeling.GLAD, _("glad")),
    (Feeling.NEUTRAL, _("neutral")),
    (Feeling.UPSET, _("upset")),
]


class AnswerForm(Form):
    """An answer, and the mention as its writer saw it. An empty one is refused by the action."""

    text = forms.CharField(label=_("Your answer"), required=False, max_length=MOST_WORDS, strip=False)
    url = forms.URLField(required=False, max_length=1000, assume_scheme="https")
    version = forms.IntegerField(required=False)
    key = forms.RegexField(r"^[A-Za-z0-9_-]{20,40}$", required=False)


class AssignForm(Form):
    """Whose it is."""

    says_optional = False
    person = forms.TypedChoiceField(label=_("Colleague"), coerce=int, empty_value=None, required=False)
    department = forms.TypedChoiceField(label=_("Department"), coerce=int, empty_value=None, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, colleagues: "Sequence[Person]", departments: "Sequence[Department]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Nobody yet")), *((p.pk, p.name) for p in colleagues)]  # type: ignore[attr-defined]
        self.fields["department"].choices = [("", _("No department")), *((d.pk, d.name) for d in departments)]  # type: ignore[attr-defined]


class AboutForm(Form):
    """What it is about, and how it sounds to a person."""

    says_optional = False
    pillar = forms.TypedChoiceField(label=_("Pillar"), coerce=int, empty_value=None, required=False)
    feeling = forms.ChoiceField(label=_("How it sounds to you"), choices=FEELINGS, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("Not known")), ("nl", "Nederlands"), ("en", "English")], required=False
    )

    def __init__(self, *args: Any, pillars: "Sequence[Pillar]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pillar"].choices = [("", _("Not said")), *((p.pk, said_in(p.name)) for p in pillars)]  # type: ignore[attr-defined]


class NoteForm(Form):
    """A note for the desk, and for whom in particular."""

    text = forms.CharField(label=_("Note for the desk"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))
    for_whom = forms.TypedMultipleChoiceField(
        label=_("Point a colleague to it"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, colleagues: "Sequence[Person]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["for_whom"].choices = [(p.pk, p.name) for p in colleagues]  # type: ignore[attr-defined]


class HandOverForm(Form):
    """A question that a colleague hands over."""

    text = forms.CharField(
        label=_("The question"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=_("Paste it, or write in your own words what was asked."),
    )
    who = forms.CharField(label=_("Who asks"), max_length=200, required=False)
    link = forms.URLField(label=_("Link to it"), max_length=1000, required=False, assume_scheme="https")
    key = forms.RegexField(r"^[A-Za-z0-9_-]{16,40}$", required=False, widget=forms.HiddenInput)


class CannedForm(Form):
    """A standard answer."""

    says_optional = False
    title = forms.CharField(label=_("Name"), max_length=120)
    text_nl = forms.CharField(
        label=_("In Dutch"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4, "lang": "nl"})
    )
    text_en = forms.CharField(
        label=_("In English"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4, "lang": "en"})
    )
    department = forms.TypedChoiceField(
        label=_("For whom"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Everybody can use it; for this department it stands on top."),
    )

    def __init__(self, *args: Any, departments: "Sequence[Department]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [("", _("Everybody")), *((d.pk, d.name) for d in departments)]  # type: ignore[attr-defined]


class HoursForm(Form):
    """When the desk is open."""

    holidays = forms.CharField(
        label=_("Days that you are closed"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "2026-12-25"}),
        help_text=_("One day a line, as 2026-12-25."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(7):
            for name in ("opens", "shuts"):
                widget = forms.TimeInput(attrs={"type": "time", "class": "input w-full px-1.5 sm:px-3"}, format="%H:%M")
                self.fields[f"{name}_{day}"] = forms.TimeField(required=False, widget=widget)

    @property
    def days(self) -> list[dict[str, Any]]:
        """Return the days with their two fields, for the page."""
        return [{"name": WEEKDAYS[n], "opens": self[f"opens_{n}"], "shuts": self[f"shuts_{n}"]} for n in range(7)]

    def clean_holidays(self) -> list[date]:
        """Return the days that were written."""
        try:
            return [date.fromisoformat(line) for line in str(self.cleaned_data["holidays"]).split()]
        except ValueError:
            raise forms.ValidationError(_("Write each day as 2026-12-25, one a line.")) from None

    def clean(self) -> dict[str, Any]:
        """Put the fields of each day together; a day with one time of two is a mistake."""
        said: dict[str, Any] = super().clean() or {}
        week: list[tuple[time, time] | None] = []
        for n in range(7):
            opens, shuts = said.get(f"opens_{n}"), said.get(f"shuts_{n}")
            if (opens is None) != (shuts is None):
                self.add_error(f"opens_{n}", _("Give both times, or neither."))
            week.append((opens, shuts) if opens is not None and shuts is not None else None)
        said["week"] = week
        return said


def filled(hours: Hours) -> dict[str, Any]:
    """Return the values that show `hours` in an HoursForm."""
    values: dict[str, Any] = {"holidays": "\n".join(day.isoformat() for day in sorted(hours.holidays))}
    for n, day in enumerate(hours.week):
        values[f"opens_{n}"], values[f"shuts_{n}"] = day or (None, None)
    return values

"""Forms about staff lists."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kring.people.errors import ColumnTwiceError
from kring.people.rules.columns import FIELDS
from kring.ui.forms import Form

WORDS: dict[str, str | Promise] = {
    "email": _("E-mail address"),
    "name": _("Whole name"),
    "first_name": _("First name"),
    "infix": _("Name prefix (van, de)"),
    "last_name": _("Last name"),
    "unit": _("Unit"),
    "region": _("Region (the unit above)"),
    "department": _("Department"),
    "rank": _("Rank"),
    "location": _("Location"),
    "language": _("Language"),
    "employed_from": _("First day at work"),
    "employed_until": _("Last day at work"),
}


class UploadForm(Form):
    """A staff list from somebody's own computer."""

    file = forms.FileField(
        label=_("Staff list"),
        help_text=_("Excel (.xlsx) or CSV, up to 60 MB and 200,000 people."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
    )


class ColumnsForm(Form):
    """What each column of a list says, and how the list is meant."""

    valid_from = forms.DateField(
        label=_("From which day does this list hold?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Who moved or left, did so on this day."),
    )
    absent_people_left = forms.BooleanField(
        label=_("Everyone who is not in this file has left"),
        required=False,
        help_text=_("Leave this off for a list of only a part of the organisation."),
    )

    def __init__(self, *args: Any, columns: list[dict[str, Any]], mapping: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        meaning = {number: what for what, number in mapping.items()}
        choices = [("", _("Not used")), *((what, WORDS[what]) for what in FIELDS)]
        for number, column in enumerate(columns):
            field = forms.ChoiceField(label=column["heading"], choices=choices, required=False)
            field.widget.attrs["class"] = "select w-full"
            field.initial = meaning.get(number, "")
            self.fields[f"column_{number}"] = field

    def pairs(self) -> list[tuple[dict[str, Any], forms.BoundField]]:
        """Return every column with its field."""
        return [(column, self[f"column_{number}"]) for number, column in enumerate(self.columns)]

    def clean(self) -> dict[str, Any]:
        """Turn the choices into a mapping; two columns cannot say the same."""
        values: dict[str, Any] = super().clean() or {}
        mapping: dict[str, int] = {}
        for number in range(len(self.columns)):
            what = values.get(f"column_{number}")
            if what and what in mapping:
                raise forms.ValidationError(str(ColumnTwiceError()))
            if what:
                mapping[what] = number
        values["mapping"] = mapping
        return values


class ApplyForm(Form):
    """That a list may be brought in, also when many people would leave."""

    many_may_leave = forms.BooleanField(required=False)

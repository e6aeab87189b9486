"""What people fill in about surveys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.surveys import rules
from kring.surveys.models import Survey


class AnswerForm(forms.Form):
    """The answers of one person; everything may stay open."""

    def __init__(self, *args: Any, is_marked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for use in rules.USES:
            self.fields[use] = _points(5)
        if is_marked:
            self.fields["mark"] = _points(10)
        for question in rules.QUESTIONS:
            self.fields[question] = forms.CharField(required=False, max_length=rules.LONGEST)

    def answers(self) -> rules.Answers:
        """Return what was answered."""
        return rules.Answers(**{name: value for name, value in self.cleaned_data.items() if value not in (None, "")})


def _points(most: int) -> forms.TypedChoiceField:
    choices = [(str(n), str(n)) for n in range(1, most + 1)]
    return forms.TypedChoiceField(required=False, choices=choices, coerce=int, empty_value=None)


class SendForm(forms.Form):
    """Which survey goes to whom, and for how long it is open."""

    kind = forms.ChoiceField(choices=Survey.Kind.choices)
    open_days = forms.IntegerField(min_value=2, max_value=60, initial=14)
    everyone = forms.BooleanField(required=False)
    units = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody has to be chosen."""
        found: dict[str, Any] = super().clean() or {}
        if not found.get("everyone") and not found.get("units") and "units" not in self.errors:
            self.add_error("units", _("Choose at least one unit, or everybody."))
        return found


class PlanForm(forms.Form):
    """When surveys go out by themselves."""

    is_on = forms.BooleanField(required=False)
    baseline_days = forms.IntegerField(min_value=1, max_value=120)
    pulse_weeks = forms.IntegerField(min_value=2, max_value=26)
    end_weeks = forms.IntegerField(min_value=4, max_value=104)
    open_days = forms.IntegerField(min_value=2, max_value=60)

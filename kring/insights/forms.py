"""What a programme manager may choose: one period and one breakdown, both out of a few."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.insights import rules
from kring.ui.forms import Form

WEEKS = {4: _("Last 4 weeks"), 13: _("Last 13 weeks"), 26: _("Last 26 weeks")}
USUAL = 13


class ChoiceForm(Form):
    """The bar above the figures."""

    weeks = forms.TypedChoiceField(label=_("Period"), coerce=int, choices=[(n, WEEKS[n]) for n in rules.PERIODS])
    by = forms.ChoiceField(label=_("Broken down by"))

    def __init__(self, *args: object, breakdowns: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = breakdowns  # type: ignore[attr-defined]

    def chosen(self) -> tuple[int, str]:
        """Return what was chosen; what is missing or not on offer becomes the usual."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        return given.get("weeks") or USUAL, given.get("by") or self.fields["by"].choices[0][0]  # type: ignore[attr-defined]

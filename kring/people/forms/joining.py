"""Forms about joining."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.people.rules import Purpose, Role
from kring.people.words import ROLE_WORDS
from kring.ui.forms import Form

OPTIONAL = [purpose for purpose in Purpose if purpose != Purpose.TAKE_PART]


class JoinForm(Form):
    """What somebody agrees to besides taking part; pressing the button is agreeing to that."""

    also = forms.MultipleChoiceField(choices=[(p.value, p.value) for p in OPTIONAL], required=False)
    language = forms.ChoiceField(choices=[("nl", "nl"), ("en", "en")])


class PurposeForm(Form):
    """One purpose, given or taken back."""

    purpose = forms.ChoiceField(choices=[(p.value, p.value) for p in Purpose])
    agree = forms.BooleanField(required=False)


class InviteForm(Form):
    """Whom to write to: units, or everybody."""

    units = forms.MultipleChoiceField(required=False)
    everyone = forms.BooleanField(required=False)

    def __init__(self, *args: Any, units: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = [(str(pk), str(pk)) for pk in units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one unit."""
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not values.get("units") and not values.get("everyone"):
            raise forms.ValidationError(_("Choose at least one unit."))
        return values


class LetInForm(Form):
    """Somebody from outside, with one role."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(
        label=_("Role"), choices=[(r.value, words[0]) for r, words in ROLE_WORDS.items()], initial=Role.AGENCY.value
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("nl", "Nederlands"), ("en", "English")])

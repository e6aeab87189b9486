"""What colleagues bring in, and what editors answer."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.stories.forms.writing import theme_choices
from kring.ui.forms import Form

if TYPE_CHECKING:
    from kring.stories.models import Theme


class IdeaForm(Form):
    """What a colleague brings in: one answer is enough."""

    going_on = forms.CharField(
        label=_("What is going on in your work?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    to_share = forms.CharField(
        label=_("What should we tell the world about?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    theme = forms.TypedChoiceField(label=_("What is it about?"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, themes: "list[Theme]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", _("I do not know")), *theme_choices(themes)]  # type: ignore[attr-defined]


class AnswerForm(Form):
    """What an editor answers to an idea."""

    answer = forms.CharField(
        label=_("Your answer"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

"""What is filled in to ask “may I post this?”, to answer, and to publish a precedent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.hub.models import Verdict
from kring.ui.forms import Form


class AskForm(Form):
    """A question of a colleague."""

    text = forms.CharField(
        label=_("What would you post?"),
        max_length=10_000,
        error_messages={"required": _("Put the text here that you would post; then somebody can look at it.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    doubt = forms.CharField(
        label=_("What are you not sure of?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    story = forms.IntegerField(required=False, widget=forms.HiddenInput)
    key = forms.RegexField(r"^[A-Za-z0-9_-]{16,40}$", widget=forms.HiddenInput)


class AnswerForm(Form):
    """A human answer."""

    says_optional = False
    verdict = forms.ChoiceField(label=_("May it be posted?"), choices=Verdict.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Because, or better like this"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Friendly and short. With a yes you may leave it empty."),
    )


class PrecedentForm(Form):
    """What others may learn from an answer."""

    says_optional = False
    asked_nl = forms.CharField(
        label=_("The question (Dutch)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "nl"}),
    )
    answer_nl = forms.CharField(
        label=_("The answer (Dutch)"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "nl"}),
    )
    asked_en = forms.CharField(
        label=_("The question (English)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
    )
    answer_en = forms.CharField(
        label=_("The answer (English)"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
    )
    leads_to_nobody = forms.BooleanField(
        label=_(
            "Nothing in it leads to who asked: no name, no place, no customer, no story that only they could tell."
        ),
        error_messages={"required": _("Read it once more with this in mind, and tick it then.")},
    )

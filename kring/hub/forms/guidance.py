"""What the hub fills in about a sensitive subject, and to stop sharing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.core.words import LANGUAGES
from kring.stories.actions import Care
from kring.ui.forms import Form

BOTH = ("name", "happened", "may_say", "ask")


class SubjectForm(Form):
    """A sensitive subject: what people have to know, in both languages, and how it is recognised."""

    says_optional = False
    name_nl = forms.CharField(label=_("What is it called? (Dutch)"), required=False, max_length=120)
    name_en = forms.CharField(label=_("What is it called? (English)"), required=False, max_length=120)
    happened_nl = forms.CharField(
        label=_("What happened (Dutch)"), required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "nl"})
    )
    happened_en = forms.CharField(
        label=_("What happened (English)"), required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "en"})
    )
    may_say_nl = forms.CharField(
        label=_("What you may say (Dutch)"), required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "nl"})
    )
    may_say_en = forms.CharField(
        label=_("What you may say (English)"), required=False, widget=forms.Textarea(attrs={"rows": 3, "lang": "en"})
    )
    ask_nl = forms.CharField(label=_("Whom to ask (Dutch)"), required=False, max_length=300)
    ask_en = forms.CharField(label=_("Whom to ask (English)"), required=False, max_length=300)
    expected_until = forms.DateField(
        label=_("Until when, as far as you know"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("People read this. It is lifted when somebody lifts it, not by itself."),
    )
    words = forms.CharField(
        label=_("Words it is recognised by"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Between commas or on lines of their own, such as: data leak, leak, leaks. Whole words; add plurals and"
            " compounds yourself. Stories with these words are held at once."
        ),
    )

    def care(self) -> Care:
        """Return what was filled in."""
        said = self.cleaned_data
        texts: dict[str, Any] = {
            name: {language: said[f"{name}_{language}"] for language in LANGUAGES} for name in BOTH
        }
        return Care(**texts, words=said["words"], expected_until=said["expected_until"])


class StopForm(Form):
    """Why everything is stopped."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=280,
        help_text=_("One calm sentence. Everybody who could share reads it."),
    )

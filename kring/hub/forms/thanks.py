"""What is filled in to thank somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.ui.forms import Form


class ThanksForm(Form):
    """A sentence of thanks."""

    words = forms.CharField(
        label=_("Your thanks, in a sentence"),
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read it with what became of their idea; on the wall only if they agreed to that."),
    )

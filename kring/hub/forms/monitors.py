"""What is filled in about a saved search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.ui.forms import Form


class MonitorForm(Form):
    """A saved search."""

    name = forms.CharField(label=_("Name"), max_length=120)
    includes = forms.CharField(
        label=_("Words to find"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One of them is enough. Put a comma between them; several words between commas are one phrase."),
    )
    excludes = forms.CharField(
        label=_("But not with"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What has one of these in it is left out."),
    )

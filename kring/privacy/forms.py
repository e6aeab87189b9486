"""Forms about somebody's own data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.ui.forms import Form


class WhoForm(Form):
    """Whom to erase."""

    email = forms.EmailField(label=_("E-mail address of whoever asked for it"))


class SureForm(Form):
    """A second thought before what cannot be undone."""

    sure = forms.BooleanField(label=_("Yes, erase everything. I know that this cannot be undone."))

"""What people fill in about their circle, and heroes about help moments."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.rollout.actions.help import Plan
from kring.rollout.rules.help import GoesOn, Kind
from kring.rollout.words import GOES_ON_WORDS, KIND_WORDS
from kring.ui.forms import Form

KEY = r"^[A-Za-z0-9_-]{20,40}$"
KINDS = [(kind.value, KIND_WORDS[kind]) for kind in Kind]
LENGTHS = (15, 30, 45, 60, 90, 120)


class ShowForm(Form):
    """What somebody shows in their circle; all of it may stay empty."""

    goal = forms.CharField(
        label=_("A goal of mine"), max_length=200, required=False, help_text=_("What would comfortable be for you?")
    )
    question = forms.CharField(label=_("A question"), max_length=300, required=False)
    help_wish = forms.CharField(label=_("What I would like help with"), max_length=200, required=False)


class ThanksForm(Form):
    """A thank-you to somebody of the circle."""

    to = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(label=_("What for?"), max_length=300)
    key = forms.RegexField(KEY, widget=forms.HiddenInput)


class MomentForm(Form):
    """A help moment to plan."""

    kind = forms.ChoiceField(label=_("What"), choices=KINDS, initial=Kind.MEETING)
    title = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("May stay empty. Like: coffee and a first post")
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int, initial=30)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    video_link = forms.URLField(label=_("Video link"), max_length=500, required=False, assume_scheme="https")
    key = forms.RegexField(KEY, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].choices = [(n, _("%(n)s minutes") % {"n": n}) for n in LENGTHS]  # type: ignore[attr-defined]

    def plan(self, zone: Any) -> Plan:
        """Return what was filled in, in the organisation's own time."""
        said = self.cleaned_data
        starts_at = datetime.combine(said["day"], said["at"], zone)
        return Plan(Kind(said["kind"]), said["title"], starts_at, said["minutes"], said["place"], said["video_link"])


class LogForm(Form):
    """How many were at a help moment; empty: the members say so themselves."""

    people = forms.IntegerField(label=_("How many were there?"), required=False, min_value=0, max_value=200)


class LogAtOnceForm(LogForm):
    """Help that nobody planned."""

    kind = forms.ChoiceField(label=_("What"), choices=KINDS)
    key = forms.RegexField(KEY, widget=forms.HiddenInput)


class HandBackForm(Form):
    """How a hero rounds off the three months."""

    farewell = forms.CharField(
        label=_("Thank you"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Your circle reads this."),
    )
    happened = forms.CharField(
        label=_("What happened in these months?"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your own words, without names. Your circle reads this too."),
    )
    goes_on = forms.ChoiceField(
        label=_("Who goes on?"), choices=[(one.value, GOES_ON_WORDS[one]) for one in GoesOn], widget=forms.RadioSelect
    )


class BadgeForm(Form):
    """A badge, with a name on its page or not."""

    shows_name = forms.BooleanField(label=_("Show my name on the page of the badge"), required=False)

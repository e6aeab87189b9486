"""When the content hour is held."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from kring.stories.actions import Session
from kring.stories.models import HourPlan
from kring.ui.forms import Form

if TYPE_CHECKING:
    from kring.people.models import Person

WEEKS = [(1, _("first")), (2, _("second")), (3, _("third")), (4, _("fourth")), (HourPlan.LAST, _("last"))]


class _PlaceForm(Form):
    minutes = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        choices=[(n, _("%(n)s minutes") % {"n": n}) for n in (30, 45, 60, 90, 120)],
        initial=60,
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    video_link = forms.URLField(label=_("Video link"), max_length=500, required=False, assume_scheme="https")
    host = forms.TypedChoiceField(label=_("Host"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, editors: "list[Person]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].choices = [("", _("Nobody yet")), *((one.pk, one.name) for one in editors)]  # type: ignore[attr-defined]
        self.fields["minutes"].choices = [(n, _("%(n)s minutes") % {"n": n}) for n in (30, 45, 60, 90, 120)]  # type: ignore[attr-defined]


class HourPlanForm(_PlaceForm):
    """When the content hour comes back, and how soon people have an answer."""

    is_on = forms.BooleanField(label=_("Hold a content hour every month"), required=False, initial=True)
    week = forms.TypedChoiceField(label=_("Which one of the month"), coerce=int, choices=WEEKS, initial=1)
    weekday = forms.TypedChoiceField(label=_("Day"), coerce=int, choices=list(WEEKDAYS.items()), initial=1)
    at = forms.TimeField(
        label=_("Time"), initial=time(15), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    answer_within = forms.IntegerField(
        label=_("Days until an idea is owed an answer"), min_value=1, max_value=365, initial=14
    )
    field_order = ["is_on", "week", "weekday", "at", "minutes", "place", "video_link", "host", "answer_within"]


class HourForm(_PlaceForm):
    """One session."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    field_order = ["day", "at", "minutes", "place", "video_link", "host"]

    def session(self, zone: Any) -> Session:
        """Return what was filled in, in the organisation's own time."""
        said = self.cleaned_data
        starts_at = datetime.combine(said["day"], said["at"], zone)
        return Session(starts_at, said["minutes"], said["place"], said["video_link"], said["host"])

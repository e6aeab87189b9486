"""What people fill in about how they are reached."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from kring.connectors.messenger import Need
from kring.reach import rules
from kring.reach.models import ReachSettings, Wishes
from kring.ui.forms import Form

DAYS = [(str(number), name) for number, name in WEEKDAYS.items()]
FROM = [(hour, f"{hour}:00") for hour in range(24)]
UNTIL = [(hour, f"{hour}:00") for hour in range(1, 25)]


class HoursForm(Form):
    """From which hour, before which hour and on which days."""

    first_hour = forms.TypedChoiceField(label=_("From this hour on"), choices=FROM, coerce=int)
    last_hour = forms.TypedChoiceField(label=_("Until this hour"), choices=UNTIL, coerce=int)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days"), choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        """The first hour is before the last."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("first_hour", 0) >= found.get("last_hour", 24):
            self.add_error("last_hour", _("Choose an hour after the first one."))
        return found


def own_hours(hours: rules.Hours, wishes: Wishes, said: Any = None) -> HoursForm:
    """Return the form of one person, as they chose or as the organisation has it."""
    own = hours.narrowed(wishes.first_hour, wishes.last_hour, wishes.weekdays)
    shown = hours if own.is_empty else own
    return HoursForm(
        said, initial={"first_hour": shown.first, "last_hour": shown.last, "weekdays": sorted(shown.weekdays)}
    )


class SettingsForm(HoursForm):
    """How many messages a week holds for one person, and when they may come."""

    budget = forms.TypedChoiceField(
        label=_("At most for one person in seven days"),
        choices=[(n, str(n)) for n in range(rules.BUDGETS[0], rules.BUDGETS[1] + 1)],
        coerce=int,
        help_text=_("Of everything together that nobody asked for: mails, notifications, messages in a chat."),
    )
    field_order = ("budget", "first_hour", "last_hour", "weekdays")


def settings_form(chosen: ReachSettings, hours: rules.Hours, said: Any = None) -> SettingsForm:
    """Return the form of an organisation, as it chose."""
    initial = {
        "budget": chosen.budget,
        "first_hour": hours.first,
        "last_hour": hours.last,
        "weekdays": sorted(hours.weekdays),
    }
    return SettingsForm(said, initial=initial)


class HolidayForm(Form):
    """A day on which nobody is written to."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    name = forms.CharField(label=_("What day it is"), required=False, max_length=80)


class MessengerForm(Form):
    """What an organisation fills in for one messenger; a secret is never shown again."""

    def __init__(self, *args: Any, needs: tuple[Need, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for need in needs:
            self.fields[need.key] = forms.CharField(
                label=need.label,
                max_length=2000,
                widget=forms.PasswordInput(attrs={"autocomplete": "off", "class": "input w-full"}),
            )


class BrowserForm(forms.Form):
    """What a browser gives when somebody says yes to notifications."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.CharField(max_length=200)
    auth = forms.CharField(max_length=100)
    server = forms.CharField(max_length=200)

"""What is filled in about walls and screens."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kring.hub.models import Wall
from kring.ui.forms import Form

if TYPE_CHECKING:
    from kring.hub.models import Panel


class WallForm(Form):
    """What a wall is called, speaks and looks like."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Where it hangs, or whom it is for: Hall."))
    language = forms.ChoiceField(label=_("Language"), choices=Wall.Language.choices)
    look = forms.ChoiceField(label=_("Look"), choices=Wall.Look.choices)


class ConnectForm(Form):
    """The code on a screen, what to call the screen, and what it shows."""

    code = forms.CharField(
        label=_("The code on the screen"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "font-mono"}
        ),
    )
    name = forms.CharField(label=_("What do you call this screen?"), max_length=80)
    wall = forms.TypedChoiceField(label=_("What does it show?"), coerce=int)

    def __init__(self, *args: Any, walls: list[Wall], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wall"].choices = [(wall.pk, wall.name) for wall in walls]  # type: ignore[attr-defined]


def _moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, required=False, widget=widget, help_text=help_text, input_formats=["%Y-%m-%dT%H:%M"]
    )


class MessageForm(Form):
    """A message of the hub's own: in one language or both, between two moments."""

    nl = forms.CharField(
        label=_("In Dutch"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 3, "lang": "nl"})
    )
    en = forms.CharField(
        label=_("In English"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 3, "lang": "en"})
    )
    seconds = forms.IntegerField(label=_("Seconds on the screen"), min_value=5, max_value=300, initial=15)
    shown_from = _moment(_("From"), _("Empty: from now on."))
    shown_until = _moment(_("Until"), _("Empty: until you take it off."))

    def clean(self) -> dict[str, Any]:
        """Ask for words, and for moments in their order."""
        said = super().clean() or {}
        if not (said.get("nl") or said.get("en")):
            raise ValidationError({"nl": _("Write the message in one language at least.")})
        begin, end = said.get("shown_from"), said.get("shown_until")
        if begin and end and end <= begin:
            raise ValidationError({"shown_until": _("The last moment comes after the first one.")})
        return said

    def said(self) -> dict[str, Any]:
        """Return what was filled in as `save_message` takes it."""
        said = self.cleaned_data
        text = {language: said[language].strip() for language in ("nl", "en") if said[language].strip()}
        return {"text": text, **{name: said[name] for name in ("seconds", "shown_from", "shown_until")}}


def message_form(data: Any, panel: "Panel | None") -> MessageForm:
    """Return the form for a message, filled with what it says now."""

    def local(moment: datetime | None) -> datetime | None:
        return timezone.localtime(moment) if moment else None

    if panel is None:
        return MessageForm(data)
    initial = {"seconds": panel.seconds, **{key: str(panel.text.get(key, "")) for key in ("nl", "en")}}
    moments = {"shown_from": local(panel.shown_from), "shown_until": local(panel.shown_until)}
    return MessageForm(data, initial=initial | moments)

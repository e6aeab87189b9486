"""What somebody fills in to share."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kring.connectors.channel import Asks, Capabilities
from kring.sharing import rules
from kring.ui.forms import Form


class ShareForm(Form):
    """A post in the making. Own words are never refused here: what is wrong with them is said beside them."""

    own_words = forms.CharField(
        label=_("Your own words"),
        required=False,
        strip=False,
        max_length=rules.MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off", "autofocus": True, "spellcheck": "true"}),
    )
    channel = forms.CharField(required=False, max_length=40)
    language = forms.CharField(required=False, max_length=2)
    disclosure_first = forms.BooleanField(required=False)
    when = forms.CharField(required=False, max_length=40)  # "", one of the moments, or "own"
    at = forms.CharField(required=False, max_length=40)
    key = forms.RegexField(r"^[A-Za-z0-9_-]{20,40}$", required=False)
    seen = forms.CharField(required=False, max_length=32)
    guided = forms.RegexField(r"^[0-9 ]*$", required=False, max_length=400)  # the subjects that were explained

    def __init__(self, *args: Any, time_zone: str = "UTC", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.time_zone = ZoneInfo(time_zone)

    def clean(self) -> dict[str, Any]:
        """Turn the chosen moment into one moment."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.get("at") if cleaned.get("when") == "own" else cleaned.get("when")
        cleaned["moment"] = None
        if chosen:
            try:
                moment = datetime.fromisoformat(chosen)
            except ValueError:
                self.add_error("at", _("Give a day and a time."))
                return cleaned
            cleaned["moment"] = moment if timezone.is_aware(moment) else moment.replace(tzinfo=self.time_zone)
        elif cleaned.get("when") == "own":
            self.add_error("at", _("Give a day and a time."))
        return cleaned


class PostedForm(Form):
    """That a post is there, and where."""

    url = forms.CharField(
        label=_("Address of your post"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
        help_text=_("Handy for yourself, to find it back. Nothing is read from it."),
    )


class ConnectForm(Form):
    """Which account somebody means: its server, or what they are called."""

    said = forms.CharField(max_length=200, strip=True)

    def __init__(self, *args: Any, caps: Capabilities, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["said"]
        asks_server = caps.asks == Asks.SERVER
        field.label = _("Your server") if asks_server else _("Your handle")
        field.help_text = (
            _("The part after the last @ in your address.") if asks_server else _("As it stands on your profile.")
        )
        placeholder = "mastodon.social" if asks_server else "name.bsky.social"
        field.widget.attrs |= {
            "placeholder": placeholder,
            "autocapitalize": "none",
            "autocomplete": "url" if asks_server else "username",
            "spellcheck": "false",
            "inputmode": "url",
        }


class ArchiveForm(Form):
    """An archive of somebody's own, from LinkedIn."""

    file = forms.FileField(
        label=_("The archive from LinkedIn, or the file Shares.csv in it"),
        help_text=_("ZIP or CSV, up to 50 MB. It is read at once and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.csv"}),
    )

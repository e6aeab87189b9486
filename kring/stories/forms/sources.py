"""What editors fill in about content sources."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.stories.fields import NAMES, theme_choices
from kring.ui.forms import Form

if TYPE_CHECKING:
    from kring.stories.models import Theme


class SourceForm(Form):
    """A source to look at regularly."""

    address = forms.URLField(
        label=_("Address of the feed"),
        max_length=500,
        assume_scheme="https",
        help_text=_("RSS or Atom, such as https://www.example.org/news/feed."),
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    theme = forms.TypedChoiceField(label=_("Theme of what it brings"), coerce=int, empty_value=None, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=list(NAMES.items()))

    def __init__(self, *args: Any, themes: "list[Theme]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", _("Choose later")), *theme_choices(themes)]  # type: ignore[attr-defined]

"""What editors fill in about pillars and themes."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.core.words import said_in
from kring.ui.forms import Form

if TYPE_CHECKING:
    from kring.stories.models import Pillar


class PillarForm(Form):
    """A pillar."""

    name_nl = forms.CharField(label=_("Name in Dutch"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    weight = forms.IntegerField(label=_("Part of all stories, in per cent"), min_value=0, max_value=100, initial=25)
    hue = forms.TypedChoiceField(
        label=_("Colour"),
        coerce=int,
        choices=[(1, _("Blue")), (2, _("Ochre")), (3, _("Green")), (4, _("Red"))],
    )
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=0)


class ThemeForm(Form):
    """A theme."""

    name_nl = forms.CharField(label=_("Name in Dutch"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    pillar = forms.TypedChoiceField(label=_("Pillar"), coerce=int)
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=0)

    def __init__(self, *args: Any, pillars: "list[Pillar]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pillar"].choices = [(p.pk, said_in(p.name)) for p in pillars]  # type: ignore[attr-defined]

"""What editors fill in about stories."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.core.words import said_in
from kring.stories import fields
from kring.stories.actions import Writing
from kring.stories.fields import Moment, WritingForm
from kring.ui.forms import Form


class LinkForm(Form):
    """A link to make a story of."""

    link = forms.URLField(label=_("Link"), max_length=1000, assume_scheme="https")


class StoryForm(WritingForm):
    """All of a story: its words, whom it is for, when it is live, and what the brand says itself."""

    audience = forms.ChoiceField(
        label=_("Made for"),
        choices=[("everyone", _("Everyone")), ("groups", _("Chosen groups; others see it now and then"))],
        widget=forms.RadioSelect,
        initial="everyone",
    )
    groups = forms.TypedMultipleChoiceField(
        label=_("Groups"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    live_from = Moment(label=_("Live from"), help_text=_("Empty: from the moment you publish it."))
    embargo_until = Moment(label=_("Embargo: not before"))
    editorial = forms.TypedChoiceField(
        label=_("Place in the feed"),
        coerce=int,
        choices=[(1, _("Show it more")), (0, _("As it comes")), (-1, _("Show it less"))],
        widget=forms.RadioSelect,
        initial=0,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(group.pk, said_in(group.name)) for group in self.target_groups]
        self.fields["groups"].choices = choices  # type: ignore[attr-defined]

    def add_fields(self, spoken: str) -> None:
        """Add what is filled in per language, with what the brand posts itself."""
        super().add_fields(spoken)
        self.add(f"brand_{spoken}", _("What the brand posts itself"), length=3000, rows=3, spoken=spoken)

    def writing(self) -> Writing:
        """Return what was filled in, as far as it is valid."""
        said = self.cleaned_data
        return Writing(
            **self.said(),
            groups=frozenset(said.get("groups") or []) if said.get("audience") == "groups" else None,
            editorial=said.get("editorial") or 0,
            brand_text={spoken: said.get(f"brand_{spoken}", "") for spoken in self.languages},
            embargo_until=said.get("embargo_until"),
        )

    @property
    def brand(self) -> list[dict[str, Any]]:
        """Return, per language, what the brand posts itself: for the page."""
        return [one | {"brand": self[f"brand_{one['code']}"]} for one in self.versions]


def filled(writing: Writing, **more: Any) -> dict[str, Any]:
    """Return the values that show `writing` in a StoryForm."""
    values = fields.filled(writing) | {
        "audience": "everyone" if writing.groups is None else "groups",
        "groups": sorted(writing.groups or []),
        "editorial": writing.editorial,
        "embargo_until": fields.own_time(writing.embargo_until),
    }
    return values | {f"brand_{spoken}": text for spoken, text in writing.brand_text.items()} | more

"""What editors fill in around a story: moves, days, comments, decisions, and how the board works."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.stories.rules.board import STAGES, Column, Review
from kring.ui.forms import Form

if TYPE_CHECKING:
    from kring.people.models import Person


class MoveForm(Form):
    """Where a card goes, and which version of it was looked at."""

    to = forms.ChoiceField(choices=[(c.value, c.value) for c in (*STAGES, Column.LIVE, Column.ARCHIVED)])
    version = forms.IntegerField(min_value=0)


class DayForm(Form):
    """Another day for a planned story."""

    day = forms.DateField(label=_("Another day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class VersionForm(Form):
    """Which version somebody looked at."""

    version = forms.IntegerField(min_value=0)


class ReviewForm(Form):
    """Which stories need a second pair of eyes."""

    review = forms.TypedChoiceField(
        label=_("A second pair of eyes before a story is ready"),
        coerce=Review,
        choices=[
            (Review.SENSITIVE.value, _("For sensitive stories only")),
            (Review.ALWAYS.value, _("For every story; this takes two editors")),
            (Review.NEVER.value, _("For no story")),
        ],
        widget=forms.RadioSelect,
    )


class CommentForm(Form):
    """A comment, and who is called to it."""

    says_optional = False  # what says nothing is refused

    words = forms.CharField(label=_("Comment"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3}))
    mentions = forms.TypedMultipleChoiceField(
        label=_("Call somebody to it"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: "list[Person]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentions"].choices = [(one.pk, f"@{one.name}") for one in people]  # type: ignore[attr-defined]


class DecideForm(Form):
    """A yes or a wish, with the reason."""

    words = forms.CharField(
        label=_("What should change, or what you like"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class WriterForm(Form):
    """What a writer from outside fills in: the words, in both languages."""

    title_nl = forms.CharField(label=_("Title"), max_length=200, required=False)
    body_nl = forms.CharField(
        label=_("Text"), max_length=20000, required=False, widget=forms.Textarea({"rows": 10, "lang": "nl"})
    )
    title_en = forms.CharField(label=_("Title"), max_length=200, required=False)
    body_en = forms.CharField(
        label=_("Text"), max_length=20000, required=False, widget=forms.Textarea({"rows": 10, "lang": "en"})
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

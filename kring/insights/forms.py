"""What a programme manager may choose: periods and parts out of a few, what is measured, who gets the report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.insights import rules, words
from kring.insights.errors import ReasonMissingError
from kring.insights.rules.answers import Kind, Part
from kring.insights.rules.protocol import MOST_WEEKS_BEFORE, Outcome, Promise
from kring.ui.forms import Form

WEEKS = {4: _("Last 4 weeks"), 13: _("Last 13 weeks"), 26: _("Last 26 weeks")}
USUAL = 13


class ChoiceForm(Form):
    """The bar above the figures."""

    weeks = forms.TypedChoiceField(label=_("Period"), coerce=int, choices=[(n, WEEKS[n]) for n in rules.PERIODS])
    by = forms.ChoiceField(label=_("Broken down by"))

    def __init__(self, *args: object, breakdowns: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = breakdowns  # type: ignore[attr-defined]

    def chosen(self) -> tuple[int, str]:
        """Return what was chosen; what is missing or not on offer becomes the usual."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        return given.get("weeks") or USUAL, given.get("by") or self.fields["by"].choices[0][0]  # type: ignore[attr-defined]


class PartForm(Form):
    """The bar above the answers: one part and one period, out of those that may be shown."""

    part = forms.ChoiceField(label=_("About"), required=False)
    weeks = forms.TypedChoiceField(
        label=_("Period"), coerce=int, required=False, choices=[(n, WEEKS[n]) for n in rules.PERIODS]
    )

    def __init__(self, *args: Any, parts: tuple[Part, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

        def of(kind: Kind) -> list[tuple[str, str]]:
            return [(one.code, words.part_name(one)) for one in parts if one.kind == kind]

        kinds = [kind for kind in Kind if kind != Kind.ALL and of(kind)]
        self.kinds = [words.kind_name(kind) for kind in kinds]
        choices: list[Any] = [*of(Kind.ALL), *((words.kind_name(kind), of(kind)) for kind in kinds)]
        self.fields["part"].choices = choices  # type: ignore[attr-defined]


class ProtocolForm(Form):
    """What is measured and how, before it is locked."""

    outcome = forms.ChoiceField(
        label=_("What counts in the first place"),
        choices=[
            (Outcome.POSTS.value, _("How much people post about their work")),
            (Outcome.ENGAGEMENTS.value, _("What comes of it: reactions, comments and reshares")),
        ],
        widget=forms.RadioSelect,
        help_text=_("One of the two. The other is shown as well, but decides nothing."),
    )
    source = forms.CharField(
        label=_("Where the counts over everybody come from"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as: public posts, counted by an agency, as numbers per unit and week."),
    )
    cap = forms.IntegerField(
        label=_("One post counts for at most so many reactions"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text=_("So that one post that goes round the world does not decide. Leave it empty to cut nothing off."),
    )
    weeks_before = forms.IntegerField(
        label=_("Weeks before its start in which a unit may already change"),
        min_value=0,
        max_value=MOST_WEEKS_BEFORE,
        initial=0,
        help_text=_("When heroes are trained before the start, for instance. These weeks are left out."),
    )
    why = forms.CharField(
        label=_("Why you change it"),
        max_length=300,
        required=False,
        help_text=_("It is shown with every answer."),
    )

    def __init__(self, *args: Any, is_change: bool, has_started: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = has_started
        self.fields["why"].error_messages["required"] = str(ReasonMissingError())
        if not is_change:
            del self.fields["why"]

    def promise(self, waves: str) -> Promise:
        """Return what was filled in, for the waves as they are."""
        given = self.cleaned_data
        cap = given["cap"]
        return Promise(
            outcome=Outcome(given["outcome"]),
            cap=None if cap is None else float(cap),
            weeks_before=given["weeks_before"],
            waves=waves,
            source=" ".join(given["source"].split()),
        )


class CountsForm(Form):
    """A file with what others counted."""

    file = forms.FileField(label=_("A table as CSV"))


class ReportForm(Form):
    """When the report goes out, and to whom."""

    is_on = forms.BooleanField(label=_("Send the report every month"), required=False)
    day = forms.IntegerField(label=_("On this day of the month"), min_value=1, max_value=28)
    readers = forms.TypedMultipleChoiceField(
        label=_("Who gets it"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].choices = people  # type: ignore[attr-defined]

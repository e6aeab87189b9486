"""The forms to decide with."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kring.nudges.rules import Kind as Nudge
from kring.nudges.words import KIND_WORDS
from kring.ui.forms import Form


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DecideForm(Form):
    """Decide about a proposal."""

    why = forms.CharField(
        label=_("Why"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for a no. Everybody who may see the figures can read it, so no names."),
    )
    words = forms.CharField(label=_("What you do instead, if you do it otherwise"), max_length=300, required=False)
    review_on = forms.DateField(
        label=_("Look at it again on"),
        widget=_day(),
        help_text=_("On that day the same figure is worked out again, and stands here beside what you hoped."),
    )


class OwnForm(Form):
    """Write down a decision of one's own."""

    words = forms.CharField(label=_("What is decided"), max_length=300)
    why = forms.CharField(
        label=_("Why"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody who may see the figures can read it, so no names."),
    )
    figure = forms.ChoiceField(
        label=_("The figure it is about"),
        required=False,
        help_text=_("Without one, what came of it cannot be told later."),
    )
    direction = forms.ChoiceField(
        label=_("What you hope for"),
        choices=[("more", _("The figure goes up")), ("fewer", _("The figure goes down"))],
    )
    least = forms.DecimalField(
        label=_("By at least"),
        required=False,
        min_value=0,
        help_text=_(
            "In what the figure counts: points, days. Left empty, nobody can say later whether it did as hoped."
        ),
    )
    most = forms.DecimalField(label=_("By at most"), required=False, min_value=0)
    review_on = forms.DateField(label=_("Look at it again on"), widget=_day())

    def __init__(self, *args: Any, figures: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [("", _("None")), *figures]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check that a range goes with a figure, and is one."""
        given = super().clean() or {}
        least, most = given.get("least"), given.get("most")
        if (least is None) != (most is None):
            self.add_error("most", _("Fill in both, or neither."))
        elif least is not None and most is not None and most < least:
            self.add_error("most", _("At most is not less than at least."))
        return given


def _lengths() -> list[tuple[int, str]]:
    return [(n, ngettext("%(n)s week", "%(n)s weeks", n) % {"n": n}) for n in (1, 2, 3, 4, 6, 8)]


def _weeks() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("For how long"),
        choices=_lengths,
        coerce=int,
        initial=4,
        help_text=_("The end stands fixed. Nobody sees anything of it before, you neither."),
    )


class QuestionForm(Form):
    """Try a second question under a story."""

    story_id = forms.TypedChoiceField(label=_("Story"), coerce=int)
    question_nl = forms.CharField(label=_("The other question, in Dutch"), max_length=200, required=False)
    question_en = forms.CharField(
        label=_("The other question, in English"),
        max_length=200,
        required=False,
        help_text=_("One of the two is enough."),
    )
    weeks = _weeks()

    def __init__(self, *args: Any, stories: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["story_id"].choices = stories  # type: ignore[attr-defined]


class MailTimeForm(Form):
    """Try another time of the weekly mail."""

    weekday = forms.TypedChoiceField(label=_("The other day"), coerce=int)
    hour = forms.TypedChoiceField(
        label=_("The other hour"),
        coerce=int,
        help_text=_("Whoever wants to hear from Kring at other hours only gets it at the first of those after it."),
    )
    weeks = _weeks()

    def __init__(self, *args: Any, days: Sequence[int], hours: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekday"].choices = [(n, WEEKDAYS[n]) for n in days]  # type: ignore[attr-defined]
        self.fields["hour"].choices = [(n, f"{n}:00") for n in hours]  # type: ignore[attr-defined]


class NudgeForm(Form):
    """Try a kind of nudge on a half of the units."""

    nudge = forms.TypedChoiceField(label=_("Nudge"), coerce=Nudge)
    weeks = _weeks()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nudge"].choices = [  # type: ignore[attr-defined]
            (kind, name) for kind, (name, _about) in KIND_WORDS.items() if kind != Nudge.WENT_LIVE
        ]


def usual(day: date) -> dict[str, Any]:
    """Return what a form begins with."""
    return {"review_on": day, "direction": "more"}

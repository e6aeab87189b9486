"""Forms to plan the programme, and to see to one unit."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.rollout.models import Programme
from kring.rollout.queries import Candidate
from kring.ui.forms import Form

MOST_WAVES = 120


def day_input() -> forms.DateInput:
    """Return a field for a day, as browsers draw it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class GoalForm(Form):
    """What the programme is for, and its pace."""

    goal_nl = forms.CharField(
        label=_("The goal in Dutch"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    goal_en = forms.CharField(
        label=_("The goal in English"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    starts_on = forms.DateField(
        label=_("The first wave starts on or after"),
        widget=day_input(),
        help_text=_("Waves start on Mondays. Eight weeks of watching before the first one make the figures better."),
    )
    capacity = forms.IntegerField(
        label=_("Units that can start in a month"),
        min_value=1,
        max_value=200,
        help_text=_("As many as you can help well at the same time."),
    )
    forming_weeks = forms.IntegerField(
        label=_("Weeks to form heroes"), min_value=1, max_value=52, help_text=_("Usually two months: 9 weeks.")
    )
    helping_weeks = forms.IntegerField(
        label=_("Weeks in which heroes help"),
        min_value=1,
        max_value=104,
        help_text=_("Usually three months: 13 weeks."),
    )
    leeway_weeks = forms.IntegerField(
        label=_("Weeks that a unit may choose for itself"),
        min_value=0,
        max_value=26,
        help_text=_("So far a unit's lead may move its dates, earlier or later."),
    )

    @staticmethod
    def of(programme: Programme | None) -> dict[str, Any]:
        """Return what is known, or the usual."""
        known = programme or Programme()
        return {
            "goal_nl": known.goal.get("nl", ""),
            "goal_en": known.goal.get("en", ""),
            "starts_on": known.starts_on,
            "capacity": known.capacity,
            "forming_weeks": known.forming_weeks,
            "helping_weeks": known.helping_weeks,
            "leeway_weeks": known.leeway_weeks,
        }

    def values(self) -> dict[str, Any]:
        """Return what was filled in as a programme keeps it."""
        said = dict(self.cleaned_data)
        return {"goal": {"nl": said.pop("goal_nl"), "en": said.pop("goal_en")}, **said}


class AvoidForm(Form):
    """A stretch in which no wave starts."""

    name = forms.CharField(label=_("What is it?"), max_length=80, help_text=_("Such as: summer holidays."))
    since = forms.DateField(label=_("First day"), widget=day_input())
    until = forms.DateField(label=_("Last day"), widget=day_input())


class RuleForm(Form):
    """A rule that the lot follows."""

    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    kind = forms.ChoiceField(
        label=_("Rule"), choices=[("pinned_to", _("goes in wave")), ("not_before", _("does not go before wave"))]
    )
    wave = forms.IntegerField(label=_("Wave"), min_value=1, max_value=MOST_WAVES)

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    def rule(self) -> dict[str, int | None]:
        """Return what was filled in as a unit keeps it."""
        kind = self.cleaned_data["kind"]
        return {name: self.cleaned_data["wave"] if name == kind else None for name in ("pinned_to", "not_before")}


class WavesForm(Form):
    """How many waves, how far apart, and what the lot is drawn from."""

    waves = forms.IntegerField(label=_("Number of waves"), min_value=2, max_value=MOST_WAVES)
    weeks_between = forms.IntegerField(
        label=_("Weeks between two waves"),
        min_value=1,
        max_value=26,
        help_text=_("Four or more: then the heroes of one wave are on their way before the next begins."),
    )
    seed = forms.CharField(
        label=_("Seed of the lot"),
        max_length=120,
        required=False,
        help_text=_("Any words. Tell them to others before you draw, such as next week's lottery numbers: "
                    "then everybody can check that nobody chose."),
    )  # fmt: skip
    saturation = forms.BooleanField(label=_("Start whole regions early or late, instead of a mix"), required=False)


class DatesForm(Form):
    """A unit's own dates."""

    starts_on = forms.DateField(label=_("Forming heroes starts on"), widget=day_input())
    helping_from = forms.DateField(
        label=_("Helping starts on"), widget=day_input(), required=False, help_text=_("Empty: as planned.")
    )
    keeping_from = forms.DateField(
        label=_("Keeping alive starts on"), widget=day_input(), required=False, help_text=_("Empty: as planned.")
    )


def chosen_units(data: Any, candidates: list[Candidate]) -> tuple[dict[Any, float | None], list[str]]:
    """Return the units that were ticked, each with its figure from before; and the names of wrong figures."""
    chosen: dict[Any, float | None] = {}
    wrong = []
    for one in candidates:
        if f"in-{one.unit.pk}" not in data:
            continue
        said = data.get(f"baseline-{one.unit.pk}", "").strip().replace(",", ".")
        try:
            figure = float(said) if said else None
        except ValueError:
            figure = float("nan")
        if figure is not None and not -1e9 < figure < 1e9:
            wrong.append(one.unit.name)
        chosen[one.unit] = figure
    return chosen, wrong


def placed_units(data: Any, units: list[int]) -> dict[int, int]:
    """Return in which wave each unit was put by hand."""
    said = {unit: data.get(f"wave-{unit}", "") for unit in units}
    return {unit: int(wave) for unit, wave in said.items() if wave.isdecimal() and len(wave) < 5}


def suggested_seed(organisation: str, day: date) -> str:
    """Return a seed to begin with."""
    return f"{organisation} {day.isoformat()}"

"""Forms about units, departments, ranks and target groups."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.core.words import said_in
from kring.people.models import Department, Rank, TargetGroup, Unit
from kring.people.queries.structure import UnitInTree
from kring.ui.forms import Form

HUES = [(1, _("Blue")), (2, _("Brown")), (3, _("Green")), (4, _("Purple"))]


class UnitForm(Form):
    """A unit, the unit it is part of, and when it starts."""

    name = forms.CharField(label=_("Name"), max_length=120)
    parent = forms.ModelChoiceField(
        label=_("Part of"), queryset=Unit.objects.none(), required=False, empty_label=_("Nothing above it")
    )
    starts_on = forms.DateField(
        label=_("Programme starts on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, tree: list[UnitInTree], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        parent.queryset = Unit.objects.order_by("name")  # type: ignore[attr-defined]
        choices = [(place.unit.pk, f"{'– ' * place.depth}{place.unit.name}") for place in tree]
        parent.choices = [("", _("Nothing above it")), *choices]  # type: ignore[attr-defined]


class NameForm(Form):
    """The name of a department or a rank."""

    name = forms.CharField(label=_("Name"), max_length=120)


class TargetGroupForm(Form):
    """A target group, with its texts in both languages."""

    name_nl = forms.CharField(label=_("Name in Dutch"), max_length=80, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    explanation_nl = forms.CharField(
        label=_("Explanation in Dutch"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    explanation_en = forms.CharField(
        label=_("Explanation in English"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    weekly_step_nl = forms.CharField(
        label=_("Weekly steps in Dutch"),
        help_text=_("One step per line; each week the next."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    weekly_step_en = forms.CharField(
        label=_("Weekly steps in English"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    prompts_nl = forms.CharField(
        label=_("Questions in Dutch"),
        help_text=_("One question per line; asked when a story has none of its own."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    prompts_en = forms.CharField(
        label=_("Questions in English"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    hue = forms.TypedChoiceField(label=_("Colour"), choices=HUES, coerce=int)
    is_default = forms.BooleanField(label=_("For everybody whom no rule fits"), required=False)

    @staticmethod
    def of(group: TargetGroup) -> dict[str, Any]:
        """Return the values of a group as this form shows them."""
        values: dict[str, Any] = {"hue": group.hue, "is_default": group.is_default}
        for language in ("nl", "en"):
            values[f"name_{language}"] = group.name.get(language, "")
            values[f"explanation_{language}"] = group.explanation.get(language, "")
            values[f"weekly_step_{language}"] = "\n".join(group.weekly_step.get(language) or [])
            values[f"prompts_{language}"] = "\n".join(group.prompts.get(language) or [])
        return values

    def texts(self) -> dict[str, Any]:
        """Return what was filled in as a target group keeps it."""
        said = self.cleaned_data
        lines = {
            what: {
                language: [line.strip() for line in said[f"{what}_{language}"].splitlines() if line.strip()]
                for language in ("nl", "en")
            }
            for what in ("weekly_step", "prompts")
        }
        words = {
            what: {language: said[f"{what}_{language}"].strip() for language in ("nl", "en")}
            for what in ("name", "explanation")
        }
        return {**words, **lines, "hue": said["hue"], "is_default": said["is_default"]}


class GroupChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A target group, by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name to show."""
        return said_in(obj.name) or obj.key


class RuleForm(Form):
    """Who belongs to a group: everybody of a department, of a rank, or of both."""

    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), required=False, empty_label=_("Any department")
    )
    rank = forms.ModelChoiceField(
        label=_("Rank"), queryset=Rank.objects.none(), required=False, empty_label=_("Any rank")
    )
    group = GroupChoiceField(label=_("Target group"), queryset=TargetGroup.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["rank"].queryset = Rank.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["group"].queryset = TargetGroup.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a department or a rank: a rule for everybody would leave the others no chance."""
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not values.get("department") and not values.get("rank"):
            raise forms.ValidationError(_("Choose a department or a rank."))
        return values

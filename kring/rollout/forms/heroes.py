"""Forms about heroes: what is asked of a list, the round, one's own wish."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.rollout import words_heroes as words
from kring.rollout.rules import heroes as rules
from kring.ui.forms import Form

EMPTY_LINES = 3
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AskedForm(Form):
    """How many heroes, and at least and at most of whom; a line per rule, and a few empty ones."""

    wanted = forms.IntegerField(label=_("Heroes"), min_value=rules.FEWEST, max_value=rules.MOST)
    hours = forms.IntegerField(
        label=_("Hours a week a hero needs"),
        help_text=_("Who said to have fewer is not proposed. 0: this does not matter."),
        min_value=0,
        max_value=20,
    )

    def __init__(
        self,
        *args: Any,
        values: dict[str, dict[str, int | None]],
        groups: words.GroupNames,
        asked: list[dict[str, Any]],
        **kwargs: Any,
    ) -> None:
        data = kwargs.get("data") or (args[0] if args else None)
        count = len(asked) + EMPTY_LINES
        if data is not None:
            count = min(rules.RULES_AT_MOST, sum(name.startswith("what_") for name in data))
        choices, fields = _choices(values, groups, asked), dict[str, forms.Field]()
        for line in range(count):
            rule = asked[line] if line < len(asked) else None
            about = f"{rule['attribute']}:{rule['value']}" if rule else ""
            least, most = (rule["at_least"] or None, rule["at_most"]) if rule else (None, None)
            fields |= {
                f"what_{line}": forms.ChoiceField(choices=choices, required=False, initial=about, label=_("Of whom")),
                f"least_{line}": forms.IntegerField(
                    min_value=0, max_value=rules.MOST, required=False, initial=least, label=_("At least")
                ),
                f"most_{line}": forms.IntegerField(
                    min_value=0, max_value=rules.MOST, required=False, initial=most, label=_("At most")
                ),
            }
        self.base_fields = type(self).base_fields | fields  # type: ignore[misc]  # of this form alone
        super().__init__(*args, **kwargs)
        self.count = count

    @property
    def lines(self) -> list[tuple[forms.BoundField, ...]]:
        """Return the fields of each rule."""
        return [tuple(self[f"{name}_{line}"] for name in ("what", "least", "most")) for line in range(self.count)]

    def asked(self) -> list[dict[str, Any]]:
        """Return the rules that were filled in."""
        found = []
        for line in range(self.count):
            about = self.cleaned_data.get(f"what_{line}")
            least, most = self.cleaned_data.get(f"least_{line}"), self.cleaned_data.get(f"most_{line}")
            if about and (least or most is not None):
                attribute, _colon, value = about.partition(":")
                found.append({"attribute": attribute, "value": value, "at_least": least or 0, "at_most": most})
        return found


def _choices(
    values: dict[str, dict[str, int | None]], groups: words.GroupNames, asked: list[dict[str, Any]]
) -> list[Any]:
    """Return what a rule can be about, by attribute; with what is asked already, also when nobody has it now."""
    choices: list[Any] = [("", _("Nobody in particular"))]
    for attribute, title in words.ATTRIBUTES.items():
        there = dict(values.get(attribute, {}))
        for rule in asked:
            if rule["attribute"] == attribute and rule["value"] != rules.EACH:
                there.setdefault(rule["value"], 0)
        lines = [(f"{attribute}:", str(words.EACH[attribute]))]
        lines += [
            (f"{attribute}:{name}", words.value(attribute, name, groups) + (f" ({number})" if number else ""))
            for name, number in sorted(there.items())
        ]
        if there:
            choices.append((str(title), lines))
    return choices


class RoundForm(Form):
    """Until when people may name colleagues."""

    until = forms.DateField(label=_("The last day"), widget=DAY)


class TieFileForm(Form):
    """A file of who works with whom."""

    file = forms.FileField(label=_("File (CSV): two e-mail addresses and a number on every line"))


class WishForm(Form):
    """Whether one would like to be a hero, and the hours one has."""

    wants = forms.TypedChoiceField(
        choices=[("yes", _("Yes, I would like that")), ("no", _("Rather not"))], coerce=lambda answer: answer == "yes"
    )
    hours = forms.IntegerField(label=_("Hours a week I have for it"), min_value=0, max_value=40, required=False)


class ChangeForm(forms.Form):
    """A change of a list by hand: people by their number, or by their name as it is typed."""

    version = forms.IntegerField()
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in ("swap", "pin", "leave_out")])
    person = forms.IntegerField(required=False)
    person_name = forms.CharField(required=False, max_length=220)
    other = forms.IntegerField(required=False)
    other_name = forms.CharField(required=False, max_length=220)

    def __init__(self, *args: Any, named: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = named

    def clean(self) -> dict[str, Any]:
        """Find the people who were typed."""
        said = self.cleaned_data
        for who in ("person", "other"):
            typed = " ".join(said.pop(f"{who}_name", "").split())
            if said.get(who) is None and typed:
                said[who] = self.named.get(typed)
                if said[who] is None:
                    self.add_error(f"{who}_name", "unknown")
        if said.get("person") is None or (said.get("kind") == "swap" and said.get("other") is None):
            self.add_error("person", "missing")
        return said

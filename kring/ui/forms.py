"""How form fields look, everywhere."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

LOOK: dict[type[forms.Widget], str] = {
    forms.CheckboxInput: "checkbox checkbox-primary",
    forms.Textarea: "textarea w-full",
    forms.Select: "select w-full",
    forms.ClearableFileInput: "file-input w-full",
}


class FormRenderer(TemplatesSetting):
    """Draws a form and its fields with the templates of this room."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class Styled:
    """Mix into a form: its fields get the look."""

    says_optional = True  # beside every field that may stay empty; False where one of several is enough, or it depends

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            widget = field.widget
            if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
                continue
            look = next((css for kind, css in LOOK.items() if isinstance(widget, kind)), "input w-full")
            widget.attrs["class"] = f"{look} {widget.attrs.get('class', '')}".strip()


class Form(Styled, forms.Form):
    """A form with the look."""


class ModelForm(Styled, forms.ModelForm):  # type: ignore[type-arg]
    """A form of a row, with the look."""

"""What is filled in about lessons, sessions, goals and drafts."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.core.words import LANGUAGES
from kring.training import rules
from kring.training.actions import LessonText, Planned
from kring.training.words import COMFORT_WORDS
from kring.ui.forms import Form

if TYPE_CHECKING:
    from kring.training.models import Lesson, Session

NAMES = {"nl": _("Dutch"), "en": _("English")}
MOMENT = "%Y-%m-%dT%H:%M"
PICTURE_WORDS = {
    "profile": _("A profile"),
    "listen": _("An ear"),
    "reply": _("An answer"),
    "share": _("Passing on"),
    "write": _("A pencil"),
    "contact": _("Two people"),
    "debate": _("A conversation"),
    "borders": _("A fence with a gate"),
    "storm": _("An umbrella in the rain"),
    "example": _("A lighthouse"),
}
TEXTS = [  # field, label, rows, most characters
    ("title", _("Title"), 0, 120),
    ("body", _("Text"), 14, 8000),
    ("task", _("One thing to try on one's own profile"), 4, 1000),
    ("question", _("One question"), 3, 500),
    ("answer", _("What explains it"), 5, 1500),
]


class TwoLanguages(Form):
    """A form with the same fields in both languages, one of them enough."""

    texts: list[tuple[str, Any, int, int]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = dict(self.base_fields)  # type: ignore[misc]
        for spoken in LANGUAGES:
            for name, label, rows, most in self.texts:
                widget = forms.Textarea({"rows": rows, "lang": spoken}) if rows else forms.TextInput({"lang": spoken})
                self.base_fields[f"{name}_{spoken}"] = forms.CharField(
                    label=label, max_length=most, required=False, widget=widget
                )
        super().__init__(*args, **kwargs)

    @property
    def versions(self) -> list[dict[str, Any]]:
        """Return, per language, the fields of its version: for the page."""
        return [
            {
                "code": spoken,
                "language": NAMES[spoken],
                "fields": [self[f"{name}_{spoken}"] for name, _label, _rows, _most in self.texts],
            }
            for spoken in LANGUAGES
        ]

    def said(self, name: str) -> dict[str, str]:
        """Return one text in the languages it was filled in in."""
        both = {spoken: self.cleaned_data.get(f"{name}_{spoken}", "") for spoken in LANGUAGES}
        return {spoken: text for spoken, text in both.items() if text}


def in_both(row: Any, names: list[str]) -> dict[str, str]:
    """Return the values that show the texts of a row in a form."""
    return {f"{name}_{spoken}": getattr(row, name).get(spoken, "") for name in names for spoken in LANGUAGES}


class LessonForm(TwoLanguages):
    """A lesson."""

    texts = TEXTS
    picture = forms.ChoiceField(
        label=_("Illustration"),
        required=False,
        choices=[("", _("None")), *((key, PICTURE_WORDS[key]) for key in rules.PICTURES)],
    )
    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=1, max_value=60, initial=3)
    film = forms.FileField(label=_("Film, as a file (MP4 or WebM)"), required=False)
    removes_film = forms.BooleanField(label=_("Take the film away"), required=False)
    film_link = forms.URLField(
        label=_("Film, as a link"), required=False, max_length=1000, assume_scheme="https",
        help_text=_("It opens at its own place. Say in the text what is in the film, for who cannot see or hear it."),
    )  # fmt: skip

    def text(self) -> LessonText:
        """Return what was filled in."""
        said = self.cleaned_data
        return LessonText(
            **{name: self.said(name) for name, _label, _rows, _most in TEXTS},
            picture=said["picture"],
            film_link=said["film_link"],
            minutes=said["minutes"],
            film=said["film"] or None,
            removes_film=said["removes_film"],
        )


def lesson_values(lesson: "Lesson") -> dict[str, Any]:
    """Return the values that show a lesson in its form."""
    other = {"picture": lesson.picture, "minutes": lesson.minutes, "film_link": lesson.film_link}
    return other | in_both(lesson, [name for name, _label, _rows, _most in TEXTS])


class SessionForm(TwoLanguages):
    """A session in a room or by video."""

    texts = [("title", _("Title"), 0, 120), ("about", _("What people come for"), 4, 1000)]
    starts_at = forms.DateTimeField(
        label=_("Day and time"), input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=5, max_value=600, initial=60)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    video_link = forms.URLField(label=_("Video link"), required=False, max_length=500, assume_scheme="https")
    places = forms.IntegerField(label=_("How many places"), min_value=1, max_value=1000, initial=12)
    trainer_email = forms.EmailField(
        label=_("Work address of the trainer"),
        help_text=_("Only the trainer sees who signed up, and notes who came. You see counts."),
    )

    def planned(self) -> Planned:
        """Return what was filled in."""
        said = self.cleaned_data
        plain = ("starts_at", "minutes", "place", "video_link", "places", "trainer_email")
        return Planned(**{name: said[name] for name in plain}, title=self.said("title"), about=self.said("about"))


def session_values(session: "Session", starts_at: datetime) -> dict[str, Any]:
    """Return the values that show a session in its form."""
    other = {name: getattr(session, name) for name in ("minutes", "place", "video_link", "places")}
    trainer = session.trainer.email if session.trainer else ""
    return other | {"starts_at": starts_at, "trainer_email": trainer} | in_both(session, ["title", "about"])


class GoalForm(Form):
    """What being comfortable means to me."""

    kind = forms.ChoiceField(label=_("What comfortable means to me"), choices=[], widget=forms.RadioSelect)
    own_words = forms.CharField(
        label=_("In my own words"),
        required=False,
        max_length=200,
        help_text=_("For example: that I dare to answer a customer."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, name) for kind, (name, _about) in COMFORT_WORDS.items()]  # type: ignore[attr-defined]

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """Return every goal with its meaning, and whether it is the chosen one: for the page."""
        chosen = self["kind"].value()
        return [
            {"key": kind.value, "name": name, "about": about, "is_chosen": kind.value == chosen}
            for kind, (name, about) in COMFORT_WORDS.items()
        ]


class AskForm(Form):
    """A draft, and whom to show it to. What is missing is refused by the action."""

    words = forms.CharField(
        label=_("What you would like to say"),
        error_messages={"required": _("Write something first. One sentence is enough.")},
        widget=forms.Textarea({"rows": 6}),
        help_text=_("A rough draft is fine. One sentence too."),
    )
    helper = forms.IntegerField(required=False)
    address = forms.CharField(label=_("Or a colleague's work address"), required=False, max_length=254)
    story = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SayForm(Form):
    """What a colleague says about a draft."""

    words = forms.CharField(
        label=_("Your kind words"),
        error_messages={"required": _("Write something first. One sentence is enough.")},
        widget=forms.Textarea({"rows": 5}),
    )

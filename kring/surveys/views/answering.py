"""The one page on which somebody answers: from a letter without signing in, or in Kring."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from kring.core.scope import inside
from kring.errors import RefusedError
from kring.people.access import Request, signed_in
from kring.surveys import actions, rules
from kring.surveys.errors import AlreadyAnsweredError, LinkNotValidError
from kring.surveys.forms import AnswerForm
from kring.surveys.models import Asked
from kring.surveys.queries import asking
from kring.surveys.words import words_of
from kring.ui.render import page


@require_http_methods(["GET", "POST"])
def answer_letter(request: HttpRequest, token: str) -> HttpResponse:
    """Answer by the link in a letter, in the reader's language."""
    try:
        with inside(asking.organisation_of_token(token)):
            asked = asking.asked_of_token(token, timezone.localdate())
            chosen = request.COOKIES.get("language")
            language = chosen if chosen in {"nl", "en"} else asked.person.language
            with translation.override(language):
                return _answer(request, asked)
    except LinkNotValidError:
        return page(request, "surveys/closed.html", status=404)


@require_http_methods(["GET", "POST"])
@signed_in
def answer(request: Request) -> HttpResponse:
    """Answer the survey that is open for this person, or read that there is none."""
    asked = asking.open_survey_of(request.person, timezone.localdate())
    if asked is None:
        return page(request, "surveys/none.html")
    return _answer(request, asked)


def _answer(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Show the questions, and put the answers into the box. What is sent is neither logged nor kept in a session."""
    survey = asked.survey
    is_marked = survey.kind in rules.MARKED
    form = AnswerForm(request.POST if request.method == "POST" else None, is_marked=is_marked)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_survey(by=asked.person, survey=survey, answers=form.answers(), now=timezone.now())
            return redirect("surveys:thanks")
        except AlreadyAnsweredError:
            return redirect("surveys:thanks")
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    words = words_of(survey.version, translation.get_language() or "en")
    given = {name: form.data.get(name, "") for name in form.fields} if form.is_bound else {}
    context = {
        "organisation": asked.organisation,
        "kept_as": asking.device_key(asked),
        "form": form,
        "words": words,
        "uses": [_use(use, *words.uses[use], words.scale, given) for use in rules.USES],
        "marks": [(n, given.get("mark") == str(n)) for n in range(1, 11)] if is_marked else [],
        "texts": [("helped", words.helped, given.get("helped", "")), ("more", words.more, given.get("more", ""))],
        "longest": rules.LONGEST,
        "fewest": rules.FEWEST,
    }
    return page(request, "surveys/answer.html", context, status=422 if form.errors else 200)


def _use(use: str, name: str, example: str, scale: tuple[str, ...], given: dict[str, str]) -> dict[str, Any]:
    points = [(n, label, given.get(use) == str(n)) for n, label in enumerate(scale, start=1)]
    return {"key": use, "name": name, "example": example, "points": points}


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you; the same page for everybody, and nothing on it tells what was answered."""
    return page(request, "surveys/thanks.html")

"""“May I post this?”: the page of who asks, and the hub's queue."""

import secrets

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kring.core.words import LANGUAGES
from kring.errors import RefusedError
from kring.hub.actions import questions as actions
from kring.hub.forms.questions import AnswerForm, AskForm, PrecedentForm
from kring.hub.models import Precedent, Verdict
from kring.hub.queries import questions as queries
from kring.people.access import Request, needs, taking_part
from kring.people.rules import May
from kring.sharing.actions import keep_draft
from kring.stories import queries as stories
from kring.ui.render import page

SHOWN = 40


@taking_part
@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    """Ask whether something may be posted; see what others asked, and my own questions."""
    if request.method == "GET":
        if request.person.has_answer:  # one that was erased since is not waited for any more
            actions.note_unread(by=request.person, person=request.person)
        return _ask(request, AskForm(initial={"key": secrets.token_urlsafe(16)}))
    if about := request.POST.get("about"):  # from the composer, with what was written so far
        return _from_composer(request, about)
    form = AskForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        story = stories.story(said["story"]) if said["story"] else None
        try:
            actions.ask(
                by=request.person,
                text=said["text"],
                doubt=said["doubt"],
                story_id=story.pk if story else None,
                key=said["key"],
                now=timezone.now(),
            )
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Somebody of the hub looks at it. The answer appears here."))
            return redirect("hub:ask")
    return _ask(request, form, status=422)


def _from_composer(request: Request, about: str) -> HttpResponse:
    words = request.POST.get("own_words", "")
    card = stories.card(int(about), request.person) if about.isdecimal() and len(about) < 18 else None
    if card is not None:
        keep_draft(by=request.person, story_id=card.id, own_words=words, channel=request.POST.get("channel", ""))
    initial = {"key": secrets.token_urlsafe(16), "text": words.strip(), "story": card.id if card else None}
    return _ask(request, AskForm(initial=initial))


def _ask(request: Request, form: AskForm, *, status: int = 200) -> HttpResponse:
    search = request.GET.get("q", "").strip()
    text = str(form["text"].value() or "")
    mine = list(queries.questions_of(request.person)[:SHOWN])
    context = {
        "form": form,
        "search": search,
        "precedents": queries.search_precedents(search),
        "alike": queries.like_this(text) if text else [],
        "mine": mine,
        "now": timezone.now(),
    }
    return page(request, "hub/ask.html", context, status=status)


@taking_part
@require_POST
def alike(request: Request) -> HttpResponse:
    """Show what others asked that has to do with a text, while it is written."""
    found = queries.like_this(request.POST.get("text", ""))
    return page(request, "hub/ask.html", {"alike": found}, part="alike")


@taking_part
@require_safe
def my_question(request: Request, question_id: int) -> HttpResponse:
    """Show one's own question and its answer."""
    mine = queries.questions_of(request.person).filter(pk=question_id).first()
    if mine is None:
        raise Http404
    if mine.answered_at and not mine.seen_at:
        actions.see_answer(by=request.person, question_id=mine.pk, now=timezone.now())
    card = stories.card(mine.story_id, request.person) if mine.story_id else None
    return page(request, "hub/my_question.html", {"question": mine, "card": card})


@taking_part
@require_POST
def withdraw(request: Request, question_id: int) -> HttpResponse:
    """Take one's own question back."""
    actions.withdraw(by=request.person, question_id=question_id)
    messages.success(request, _("Taken back. Nothing of it is left at the hub."))
    return redirect("hub:ask")


@needs(May.WORK_DESK)
@require_safe
def questions(request: Request) -> HttpResponse:
    """Show the questions that wait for a human answer, and those that got one."""
    answered = list(queries.questions_answered()[:SHOWN])
    published = queries.published_from([one.pk for one in answered])
    context = {
        "waiting": queries.questions_waiting()[:SHOWN],
        "count": queries.questions_waiting().count(),
        "answered": [(one, one.pk in published) for one in answered],
    }
    return page(request, "hub/questions.html", context)


@needs(May.WORK_DESK)
@require_http_methods(["GET", "POST"])
def question(request: Request, question_id: int) -> HttpResponse:
    """Answer one question."""
    one = queries.question(question_id)
    if one is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer(
                by=request.person,
                question_id=one.pk,
                verdict=said["verdict"],
                answer=said["answer"],
                now=timezone.now(),
            )
        except RefusedError as refusal:
            form.add_error("answer", str(refusal))
        else:
            messages.success(request, _("Answered. Your colleague reads it in Kring."))
            return redirect("hub:question", one.pk)
    language = stories.language_of(request.person)
    context = {
        "question": one,
        "form": form,
        "alike": queries.like_this(one.text),
        "precedent": queries.precedent_of(one.pk),
        "title": stories.titles([one.story_id], language).get(one.story_id, "") if one.story_id else "",
    }
    return page(request, "hub/question.html", context, status=422 if form.errors else 200)


@needs(May.WORK_DESK)
@needs(May.EDIT_STORIES)
@require_http_methods(["GET", "POST"])
def precedent(request: Request, question_id: int) -> HttpResponse:
    """Write what others may learn from an answer, publish it, or take it away."""
    one = queries.question(question_id)
    if one is None or one.answered_at is None:
        raise Http404
    known = queries.precedent_of(one.pk)
    if request.method == "POST" and request.POST.get("do") == "remove" and known:
        actions.remove_precedent(by=request.person, precedent_id=known.pk)
        messages.success(request, _("Taken away."))
        return redirect("hub:question", one.pk)
    form = PrecedentForm(request.POST if request.method == "POST" else None, initial=_words_of(known))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.publish_precedent(
                by=request.person,
                question_id=one.pk,
                asked={language: said[f"asked_{language}"] for language in LANGUAGES},
                answer={language: said[f"answer_{language}"] for language in LANGUAGES},
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Published. Colleagues find it when they ask something like it."))
            return redirect("hub:question", one.pk)
    context = {"question": one, "form": form, "precedent": known, "verdicts": Verdict}
    return page(request, "hub/precedent.html", context, status=422 if form.errors else 200)


def _words_of(known: Precedent | None) -> dict[str, str]:
    """Return a precedent as it was filled in; nothing for a new one: it is written anew, not copied."""
    if known is None:
        return {}
    return {
        f"{name}_{language}": getattr(known, name).get(language, "")
        for name in ("asked", "answer")
        for language in LANGUAGES
    }

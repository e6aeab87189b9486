"""The desk: what came in, one mention with its conversation, and everything that is done about it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kring.errors import RefusedError
from kring.hub import network
from kring.hub.actions import answering
from kring.hub.actions import desk as actions
from kring.hub.errors import BeingAnsweredError
from kring.hub.forms.desk import AboutForm, AnswerForm, AssignForm, NoteForm
from kring.hub.models import Mention
from kring.hub.queries import desk as queries
from kring.hub.rules.desk import Pile
from kring.people import queries as people
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.ui.render import page

if TYPE_CHECKING:
    from kring.people.models import Department
    from kring.stories.models import Pillar

NAMES = {
    Pile.NEW: gettext_lazy("New"),
    Pile.IN_HAND: gettext_lazy("In hand"),
    Pile.SOON: gettext_lazy("Due soon"),
    Pile.ANSWERED: gettext_lazy("Answered"),
    Pile.CLOSED: gettext_lazy("Closed"),
}
PLENTY = 100  # characters: how much is left is said below this


@dataclass(frozen=True)
class Refused:
    """What was refused, in which form, so that the page can say so there."""

    at: str
    why: str
    text: str = ""


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else None


def _filters(request: Request) -> queries.Filters:
    asked = request.GET
    return queries.Filters(
        search=asked.get("q", "")[:200].replace("\0", ""),
        department=_number(asked.get("department")),
        pillar=_number(asked.get("pillar")),
        post=_number(asked.get("post")),
        assignee=request.person.pk if asked.get("mine") else None,
    )


def _query(request: Request, **but: str) -> str:
    """Return what was asked for, to go on with: an address of a pile keeps its filters."""
    kept = {
        name: request.GET[name] for name in ("pile", "q", "department", "pillar", "post", "mine") if name in request.GET
    }
    return urlencode({name: value for name, value in (kept | but).items() if value})


@needs(May.WORK_DESK)
@require_GET
def desk(request: Request) -> HttpResponse:
    """Show one pile, and how the desk is doing."""
    return _paper(request, None)


@needs(May.WORK_DESK)
@require_GET
def item(request: Request, mention_id: int) -> HttpResponse:
    """Show one mention: on a wide screen beside its pile."""
    return _paper(request, mention_id)


def _paper(
    request: Request, mention_id: int | None, refused: Refused | None = None, *, status: int = 200
) -> HttpResponse:
    now, person, filters = timezone.now(), request.person, _filters(request)
    on_desk = queries.on_desk(mention_id, person, now) if mention_id is not None else None
    if mention_id is not None and on_desk is None:
        raise Http404
    asked = request.GET.get("pile", on_desk.mention.status if on_desk else Pile.NEW.value)
    pile = Pile(asked) if asked in set(Pile) else Pile.NEW
    counts = queries.pile_counts(filters, now)
    rows = Paginator(queries.on_pile(pile, filters, now), queries.ROWS)
    rows.count = counts[pile]
    shown = rows.get_page(request.GET.get("page"))
    lines = list(shown.object_list)
    busy = queries.being_answered([one.pk for one in lines], now)
    departments = list(people.departments())
    context: dict[str, Any] = {
        "piles": [
            {"name": NAMES[p], "count": counts[p], "is_here": p == pile, "query": _query(request, pile=p.value)}
            for p in Pile
        ],
        "pile": pile.value,
        "filters": filters,
        "query": _query(request),
        "rows": [_row(one, now, busy.get(one.pk, "")) for one in lines],
        "shown": shown,
        "departments": departments,
        "pillars": queries.pillars(),
        "posts": queries.listening_posts(),
        "notes_for_me": queries.notes_for(person),
        "now": now,
    }
    if on_desk is None:
        context["counts"] = queries.desk_counts(request.organisation, now)
    else:
        context |= _about(request, on_desk, refused)
        context |= _forms(request, on_desk.mention, context["pillars"], departments, refused)
    return page(request, "hub/desk.html", context, status=status)


def _forms(
    request: Request,
    mention: Mention,
    pillars: "list[Pillar]",
    departments: "list[Department]",
    refused: Refused | None,
) -> dict[str, Any]:
    """Return the forms beside a conversation: whose it is, what it is about, a note."""
    colleagues = list(people.who_may(May.WORK_DESK))
    whose = {"person": mention.assignee_id, "department": mention.department_id, "version": mention.version}
    about = {"pillar": mention.pillar_id, "feeling": mention.feeling, "language": mention.language}
    note = refused.text if refused and refused.at == "note" else ""
    others = [one for one in colleagues if one.pk != request.person.pk]
    return {
        "assign_form": AssignForm(auto_id="assign_%s", colleagues=colleagues, departments=departments, initial=whose),
        "about_form": AboutForm(auto_id="about_%s", pillars=pillars, initial=about),
        "note_form": NoteForm(auto_id="note_%s", colleagues=others, initial={"text": note}),
    }


def _row(mention: Mention, now: Any, busy: str) -> dict[str, Any]:
    is_open = mention.status in queries.OPEN
    return {
        "mention": mention,
        "due": queries.due_in_words(mention.due_at, now) if is_open else "",
        "is_late": is_open and mention.due_at is not None and mention.due_at <= now,
        "busy": busy,
    }


def _about(request: Request, on_desk: queries.OnDesk, refused: Refused | None = None) -> dict[str, Any]:
    """Return what the part with the conversation and the answer shows."""
    mention, person, now = on_desk.mention, request.person, timezone.now()
    mine = next((box for box in on_desk.boxes if box.person_id == person.pk), None)
    words = refused.text if refused and refused.at == "answer" else (mine.words if mine else "")
    may_answer = network.may_answer(mention.listening_post, mention)
    left = _room_left(mention, words) if may_answer else None
    language = mention.language or get_language() or "nl"
    return {
        "item": on_desk,
        "mention": mention,
        "row": _row(mention, now, ""),
        "refused": refused,
        "box_is_open": (mine is not None and mine.until > now) or (refused is not None and refused.at == "answer"),
        "words": words,
        "others": [box for box in on_desk.boxes if box.person_id != person.pk and box.until > now],
        "may_answer": may_answer,
        "left": left,
        "begins_with": _begins_with(mention, words) if may_answer else "",
        "plenty": PLENTY,
        "key": secrets.token_urlsafe(20),
        "canned": [
            {"id": one.pk, "title": one.title, "text": one.text.get(language) or next(iter(one.text.values()), "")}
            for one in queries.canned(mention.department_id)
        ],
        "query": _query(request),
        "now": now,
    }


def _begins_with(mention: Mention, words: str) -> str:
    """Return the name that a network puts before an answer, so that nothing is posted that was not seen."""
    name = str(mention.reply_to.get("acct") or "")
    return "" if not name or f"@{name}".casefold() in words.casefold() else f"@{name}"


def _room_left(mention: Mention, words: str) -> int | None:
    return network.room_left(mention.listening_post, mention, words) if mention.listening_post else None


@needs(May.WORK_DESK)
@require_GET
def reply(request: Request, mention_id: int) -> HttpResponse:
    """Say again who is answering, and how an answer that is under way is doing: a part of the mention's page."""
    if request.headers.get("HX-Request") != "true":
        return _back(request, mention_id)
    on_desk = queries.on_desk(mention_id, request.person, timezone.now())
    if on_desk is None:
        raise Http404
    return page(request, "hub/reply.html", _about(request, on_desk), part="reply")


@needs(May.WORK_DESK)
@require_GET
def who(request: Request, mention_id: int) -> HttpResponse:
    """Say who else has the reply box open; asked again and again while somebody writes."""
    if request.headers.get("HX-Request") != "true":
        return _back(request, mention_id)
    return _who(request, mention_id)


def _who(request: Request, mention_id: int, words: str | None = None) -> HttpResponse:
    now = timezone.now()
    mention = queries.mention(mention_id)
    if mention is None:
        raise Http404
    seen = _number(request.GET.get("version") or request.POST.get("version"))
    can_count = words is not None and network.may_answer(mention.listening_post, mention)
    context = {
        "mention": mention,
        "others": queries.others_answering(mention_id, request.person, now),
        "is_changed": seen is not None and seen != mention.version,
        "left": _room_left(mention, words or "") if can_count else None,
        "is_kept": words is not None,
        "plenty": PLENTY,
        "version": seen or mention.version,
    }
    return page(request, "hub/reply.html", context, part="who")


@needs(May.WORK_DESK)
@require_POST
def typing(request: Request, mention_id: int) -> HttpResponse:
    """Keep what is being written, and the box its writer's; without a script a standard answer is put in here."""
    words = request.POST.get("text", "")
    chosen = queries.canned_answer(_number(request.POST.get("canned")) or 0)
    mention = queries.mention(mention_id)
    if mention is None:
        raise Http404
    if chosen is not None:
        text = chosen.text.get(mention.language or get_language() or "nl") or next(iter(chosen.text.values()), "")
        words = f"{words.rstrip()}\n\n{text}".strip()
    actions.keep_answering(by=request.person, mention_id=mention_id, words=words, now=timezone.now())
    if request.headers.get("HX-Request") == "true":
        return _who(request, mention_id, words)
    return _back(request, mention_id)


def _back(request: Request, mention_id: int, at: str = "") -> HttpResponse:
    query = _query(request)
    address = reverse("hub:item", args=[mention_id]) + (f"?{query}" if query else "")
    return redirect(f"{address}#{at}" if at else address)


def _do(
    request: Request, mention_id: int, at: str, act: Callable[[], object], *, text: str = "", done: str = ""
) -> HttpResponse:
    """Do something with a mention; a refusal is said on its page, and nothing that was written is lost."""
    if queries.mention(mention_id) is None:
        raise Http404
    try:
        act()
    except RefusedError as refusal:
        return _paper(request, mention_id, Refused(at, str(refusal), text), status=422)
    if done:
        messages.success(request, done)
    return _back(request, mention_id, at)


@needs(May.WORK_DESK)
@require_POST
def start(request: Request, mention_id: int) -> HttpResponse:
    """Open the reply box."""
    if queries.mention(mention_id) is None:
        raise Http404
    try:
        actions.start_answer(
            by=request.person,
            mention_id=mention_id,
            all_the_same=bool(request.POST.get("all_the_same")),
            now=timezone.now(),
        )
    except BeingAnsweredError:
        return _paper(request, mention_id, status=422)  # the page says who
    return _back(request, mention_id, "answer")


@needs(May.WORK_DESK)
@require_POST
def stop(request: Request, mention_id: int) -> HttpResponse:
    """Close the reply box."""
    if "text" in request.POST:
        actions.keep_answering(by=request.person, mention_id=mention_id, words=request.POST["text"], now=timezone.now())
    actions.stop_answering(by=request.person, mention_id=mention_id, now=timezone.now())
    return _back(request, mention_id)


def _answer(
    request: Request, mention_id: int, act: Callable[..., object], field: str, *, done: str = ""
) -> HttpResponse:
    """Do what the reply box says by `act`, which takes one `field` beside the words; these are kept in any case."""
    form = AnswerForm(request.POST)
    form.is_valid()
    said, by, now = form.cleaned_data, request.person, timezone.now()
    text = said.get("text") or request.POST.get("text", "")
    actions.keep_answering(by=by, mention_id=mention_id, words=text, now=now)
    values = {"text": text, "version": said.get("version") or 0, field: said.get(field, "")}
    return _do(
        request,
        mention_id,
        "answer",
        lambda: act(by=by, mention_id=mention_id, **values, now=now),
        text=text,
        done=done,
    )


@needs(May.WORK_DESK)
@require_POST
def send(request: Request, mention_id: int) -> HttpResponse:
    """Answer through the place where it came in."""
    return _answer(request, mention_id, actions.send_answer, "key")


@needs(May.WORK_DESK)
@require_POST
def answered_there(request: Request, mention_id: int) -> HttpResponse:
    """Take somebody's word that they answered at the place itself."""
    return _answer(request, mention_id, actions.say_answered, "url", done=_("Noted, as your word."))


@needs(May.WORK_DESK)
@require_POST
def take_back(request: Request, answer_id: int) -> HttpResponse:
    """Undo an answer that has not left."""
    mention_id = queries.mention_of_answer(answer_id)
    if mention_id is None:
        raise Http404
    return _do(
        request,
        mention_id,
        "answer",
        lambda: actions.take_back_answer(by=request.person, answer_id=answer_id, now=timezone.now()),
        done=_("Not sent. Your words are in the box."),
    )


@needs(May.WORK_DESK)
@require_POST
def decide(request: Request, answer_id: int) -> HttpResponse:
    """Say what became of an answer of which it is not known."""
    mention_id = queries.mention_of_answer(answer_id)
    if mention_id is None:
        raise Http404
    choice = request.POST.get("choice", "")
    if choice not in ("there", "look", "not_there"):
        return _back(request, mention_id, "answer")
    return _do(
        request,
        mention_id,
        "answer",
        lambda: answering.decide(by=request.person, answer_id=answer_id, choice=choice, now=timezone.now()),
    )


@needs(May.WORK_DESK)
@require_POST
def assign(request: Request, mention_id: int) -> HttpResponse:
    """Say whose it is; one button takes it oneself."""
    form = AssignForm(
        request.POST, colleagues=list(people.who_may(May.WORK_DESK)), departments=list(people.departments())
    )
    mention = queries.mention(mention_id)
    if mention is None:
        raise Http404
    if not form.is_valid():
        return _paper(request, mention_id, Refused("whose", _("Choose somebody who is there.")), status=422)
    said, takes_it = form.cleaned_data, bool(request.POST.get("me"))
    return _do(
        request,
        mention_id,
        "whose",
        lambda: actions.assign(
            by=request.person,
            mention_id=mention_id,
            person_id=request.person.pk if takes_it else said["person"],
            department_id=mention.department_id if takes_it else said["department"],
            version=said["version"],
            now=timezone.now(),
        ),
    )


@needs(May.WORK_DESK)
@require_POST
def describe(request: Request, mention_id: int) -> HttpResponse:
    """Say what it is about and how it sounds."""
    form = AboutForm(request.POST, pillars=queries.pillars())
    form.is_valid()
    said = form.cleaned_data
    return _do(
        request,
        mention_id,
        "about",
        lambda: actions.describe(
            by=request.person,
            mention_id=mention_id,
            pillar_id=said.get("pillar"),
            feeling=said.get("feeling", ""),
            language=said.get("language", ""),
        ),
    )


@needs(May.WORK_DESK)
@require_POST
def close(request: Request, mention_id: int) -> HttpResponse:
    """Say that it needs no answer, or open it again."""
    act = actions.reopen if request.POST.get("again") else actions.close
    version = _number(request.POST.get("version")) or 0
    return _do(
        request,
        mention_id,
        "whose",
        lambda: act(by=request.person, mention_id=mention_id, version=version, now=timezone.now()),
    )


@needs(May.WORK_DESK)
@require_POST
def note(request: Request, mention_id: int) -> HttpResponse:
    """Leave a note for the desk."""
    form = NoteForm(request.POST, colleagues=list(people.who_may(May.WORK_DESK)))
    form.is_valid()
    said = form.cleaned_data
    text = said.get("text", "")
    return _do(
        request,
        mention_id,
        "note",
        lambda: actions.write_note(
            by=request.person,
            mention_id=mention_id,
            text=text,
            for_ids=said.get("for_whom") or [],
            now=timezone.now(),
        ),
        text=text,
    )


@needs(May.WORK_DESK)
@require_POST
def seen(request: Request, mention_id: int) -> HttpResponse:
    """Say that I have seen what colleagues wrote for me here."""
    return _do(
        request,
        mention_id,
        "note",
        lambda: actions.see_notes(by=request.person, mention_id=mention_id, now=timezone.now()),
    )


@needs(May.WORK_DESK)
@require_POST
def idea(request: Request, mention_id: int) -> HttpResponse:
    """Bring it to the editors as an idea for a story."""
    return _do(
        request,
        mention_id,
        "about",
        lambda: actions.make_idea(by=request.person, mention_id=mention_id),
        done=_("The editors have it, as an idea that you brought."),
    )

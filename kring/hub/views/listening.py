"""Where the hub listens: see how it goes, add a place, and what other systems send to us."""

import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.connectors.channel import ChannelError, MisconfiguredError, NeedsReconnectError, NoSuchAccountError
from kring.connectors.listener import Asks, Listener, NotBelievedError, SetUp
from kring.connectors.listeners.webhook import MOST_BYTES
from kring.core import limits
from kring.core.limits import Limit
from kring.core.scope import inside
from kring.core.secrets import SecretLostError, seal, unseal
from kring.errors import RefusedError
from kring.hub import actions, network, queries
from kring.hub.errors import listening_problem
from kring.hub.forms.listening import WRONG, PostForm, post_form
from kring.hub.models import ListeningPost
from kring.people import queries as people
from kring.people.access import Request, needs
from kring.people.rules import May
from kring.sharing import actions as sharing
from kring.sharing import queries as apps
from kring.ui.render import page

AWAY = "hub_connecting"  # what the session remembers while somebody is away at the network
SHOWN = "hub_secret"  # a webhook's secret, until it was shown once
AWAY_AT_MOST = timedelta(minutes=20)
HOOKS = Limit("calls of a webhook", 120, timedelta(minutes=1))


@require_GET
@needs(May.WORK_DESK)
def listening(request: Request) -> HttpResponse:
    """Show where the hub listens, and how that goes."""
    context = {
        "rows": queries.posts(),
        "kinds": queries.listeners(),
        "may_change": people.is_allowed(request.person, May.MANAGE_ORGANISATION),
    }
    return page(request, "hub/listening.html", context)


def _listener(kind: str) -> Listener:
    found = queries.listener(kind)
    if found is None:
        raise Http404
    return found


def _post(post_id: int) -> ListeningPost:
    found = queries.post(post_id)
    if found is None:
        raise Http404
    return found


def _choices(form: PostForm) -> actions.Choices:
    said = form.cleaned_data
    return actions.Choices(said["name"], said["department"], said["answer_within"])


@require_http_methods(["GET", "POST"])
@needs(May.MANAGE_ORGANISATION)
def listen_somewhere(request: Request, listener: str) -> HttpResponse:
    """Add a place of one kind; where the network's own page has to say yes, lead there."""
    found = _listener(listener)
    form = post_form(
        request.POST if request.method == "POST" else None,
        listener=found,
        departments=people.departments(),
        is_new=True,
        initial={"answer_within": 240, "name": found.caps.name},
    )
    if request.method == "POST" and form.is_valid():
        if found.caps.signs_in:
            answer = _leave(request, found, form)
            if answer is not None:
                return answer
        elif (set_up := form.set_up_from(form.cleaned_data, {})) is not None:
            try:
                return _add(request, found, _choices(form), set_up)
            except RefusedError as refusal:
                form.add_error(None, str(refusal))
    context = {"form": form, "caps": found.caps}
    return page(request, "hub/listening_post.html", context, status=422 if form.errors else 200)


def _add(request: Request, listener: Listener, choices: actions.Choices, set_up: SetUp) -> HttpResponse:
    kind = listener.caps.key
    post = actions.add_post(by=request.person, kind=kind, choices=choices, set_up=set_up, now=timezone.now())
    if not listener.caps.polls:
        return _with_secret(request, post)
    messages.success(request, _("From now on the hub listens there. What is said appears within a minute."))
    return redirect("hub:listening")


def _with_secret(request: Request, post: ListeningPost) -> HttpResponse:
    """Make a secret, and lead to the page that shows it once."""
    secret = actions.renew_secret(by=request.person, post=post)
    request.session[SHOWN] = {"post": post.pk, "sealed": seal({"secret": secret}).decode()}
    return redirect("hub:post", post.pk)


def _leave(request: Request, listener: Listener, form: PostForm) -> HttpResponse | None:
    """Show the way to the network's own page; what comes back has to fit what is remembered here."""
    key, state = listener.caps.key, secrets.token_urlsafe(24)
    server = listener.tidy(form.cleaned_data[Asks.SERVER.value])
    if not server:
        form.add_error(Asks.SERVER.value, WRONG[Asks.SERVER])
        return None
    back = settings.PUBLIC_URL + reverse("hub:listening_callback", args=[key])
    try:
        known = apps.app_of(_app(key), server)
        started = listener.start(server=server, redirect_to=back, state=state, app=known)
    except ChannelError as error:
        wrong = WRONG[Asks.SERVER] if isinstance(error, NoSuchAccountError) else listening_problem("not_reached")
        form.add_error(Asks.SERVER.value, wrong)
        return None
    if started.app is not None:
        sharing.keep_app(by=request.person, channel=_app(key), server=started.server, app=started.app)
    choices = _choices(form)
    request.session[AWAY] = {
        "listener": key,
        "state": state,
        "server": started.server,
        "person": request.person.pk,
        "at": timezone.now().timestamp(),
        "sealed": seal(dict(started.remember)).decode(),
        "choices": [choices.name, choices.department_id, choices.answer_within],
        "search": form.cleaned_data.get(Asks.WORDS.value, ""),
    }
    context = {"address": started.address, "host": urlsplit(started.address).netloc, "caps": listener.caps}
    return page(request, "hub/leaving.html", context)


def _app(key: str) -> str:
    """Return under which name the hub is known at a server: it asks for other rights than colleagues who share."""
    return f"hub-{key}"


@require_GET
@needs(May.MANAGE_ORGANISATION)
def listening_callback(request: Request, listener: str) -> HttpResponse:
    """Come back from the network with its yes or no."""
    found = _listener(listener)
    kept: dict[str, Any] = request.session.pop(AWAY, {})
    answer = {name: str(value) for name, value in request.GET.items()}
    is_ours = (
        kept.get("listener") == listener
        and kept.get("person") == request.person.pk
        and constant_time_compare(str(kept.get("state", "")), answer.get("state", "?"))
        and timezone.now().timestamp() - kept.get("at", 0) < AWAY_AT_MOST.total_seconds()
    )
    try:
        if not is_ours:
            raise NeedsReconnectError
        remember = unseal(kept["sealed"].encode())
        app = apps.app_of(_app(listener), kept["server"])
        connected = found.finish(remember=remember, answer=answer, app=app)
        credentials = {**connected.credentials, "remote_id": connected.remote_id, "handle": connected.handle}
        set_up = SetUp(connected.server, str(kept["search"])[:300], credentials)
        return _add(request, found, actions.Choices(*kept["choices"]), set_up)
    except MisconfiguredError:
        sharing.forget_app(by=request.person, channel=_app(listener), server=kept["server"])
        messages.error(request, _("The connection was not made, and nothing has changed. You can try again."))
    except (ChannelError, SecretLostError):
        messages.error(request, _("The connection was not made, and nothing has changed. You can try again."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("hub:listening")


@require_http_methods(["GET", "POST"])
@needs(May.MANAGE_ORGANISATION)
def post(request: Request, post_id: int) -> HttpResponse:
    """Change a place; of a webhook, show the address, and its secret once."""
    found = _post(post_id)
    listener = _listener(found.kind)
    kept = _kept(found)
    form = post_form(
        request.POST if request.method == "POST" else None,
        listener=listener,
        departments=people.departments(),
        is_new=False,
        initial={
            **{name: value for name, value in kept.items() if name in {"server", "mail_server", "login"}},
            **{asks.value: found.address for asks in (Asks.FEED, Asks.HANDLE, Asks.ADDRESS)},
            "words": found.search,
            "name": found.name,
            "department": found.department_id,
            "answer_within": found.answer_within,
        },
    )
    if request.method == "POST" and form.is_valid():
        set_up = _changed(found, listener, form, kept)
        if not form.errors:
            actions.change_post(
                by=request.person, post=found, choices=_choices(form), set_up=set_up, now=timezone.now()
            )
            messages.success(request, _("Saved."))
            return redirect("hub:listening")
    context = {
        "form": form,
        "caps": listener.caps,
        "post": found,
        "problem": listening_problem(found.problem),
        "address": "" if listener.caps.polls else queries.hook_address(found),
        "secret": _shown_once(request, found),
    }
    return page(request, "hub/listening_post.html", context, status=422 if form.errors else 200)


def _kept(post: ListeningPost) -> dict[str, Any]:
    """Return what was filled in before, by the names of the form's fields."""
    try:
        kept = queries.secrets_of(post)
    except NeedsReconnectError:
        return {}
    same = {"mail_server": kept.get("server"), "app_password": kept.get("password"), "handle": post.address}
    return {name: value for name, value in {**kept, **same}.items() if value}


def _changed(post: ListeningPost, listener: Listener, form: PostForm, kept: dict[str, Any]) -> SetUp | None:
    """Return how a place is reached from now on; None where that stays as it is."""
    if not listener.caps.asks:
        return None
    if listener.caps.signs_in:
        return SetUp(post.address, form.cleaned_data.get(Asks.WORDS.value, ""), queries.secrets_of(post))
    return form.set_up_from(form.cleaned_data, kept)


def _shown_once(request: Request, post: ListeningPost) -> str:
    kept = request.session.get(SHOWN)
    if not kept or kept.get("post") != post.pk:
        return ""
    del request.session[SHOWN]
    try:
        return str(unseal(kept["sealed"].encode())["secret"])
    except SecretLostError:
        return ""


@require_POST
@needs(May.MANAGE_ORGANISATION)
def switch_post(request: Request, post_id: int) -> HttpResponse:
    """Stop listening at a place, or go on."""
    found = _post(post_id)
    actions.switch_post(by=request.person, post=found, is_on=not found.is_on, now=timezone.now())
    return redirect("hub:listening")


@require_POST
@needs(May.MANAGE_ORGANISATION)
def listen_now(request: Request, post_id: int) -> HttpResponse:
    """Try a place at once."""
    actions.listen_now(by=request.person, post=_post(post_id), now=timezone.now())
    messages.success(request, _("We listen there now. Look again in a moment."))
    return redirect("hub:listening")


@require_POST
@needs(May.MANAGE_ORGANISATION)
def remove_post(request: Request, post_id: int) -> HttpResponse:
    """Forget a place, and give its account back."""
    found = _post(post_id)
    network.let_go(found)
    actions.remove_post(by=request.person, post=found)
    messages.success(request, _("The hub listens there no more. What came in stays."))
    return redirect("hub:listening")


@require_POST
@needs(May.MANAGE_ORGANISATION)
def renew_secret(request: Request, post_id: int) -> HttpResponse:
    """Give a webhook a new secret."""
    found = _post(post_id)
    if _listener(found.kind).caps.polls:
        raise Http404
    return _with_secret(request, found)


@csrf_exempt
@require_POST
def hook(request: HttpRequest, token: str) -> HttpResponse:
    """Take in what another system sends, when it is signed; a good answer means that it is kept."""
    known = queries.hook_of(token)
    if known is None:
        return HttpResponse(status=404)
    if not limits.take((HOOKS, f"{known[0]}-{known[1]}"), now=timezone.now()):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES or len(body := request.read(MOST_BYTES + 1)) > (
        MOST_BYTES
    ):
        return HttpResponse(status=413)
    organisation_id, post_id = known
    with inside(organisation_id):
        found = queries.post(post_id)
        if found is None or not found.is_on or _listener(found.kind).caps.polls:
            return HttpResponse(status=404)
        now = timezone.now()
        try:
            kept = queries.secrets_of(found)
            items = _listener(found.kind).receive(body, dict(request.headers), kept, now)
        except (NotBelievedError, NeedsReconnectError):
            return HttpResponse(status=401)
        if not items:
            return HttpResponse(_("There is no text in it."), status=422, content_type="text/plain; charset=utf-8")
        actions.receive(post=found, items=items, now=now)
    return HttpResponse(status=204)

"""Connect one's own accounts, and let go of them."""

import secrets
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.connectors.channel import (
    Asks,
    Channel,
    ChannelError,
    MisconfiguredError,
    Mode,
    NoSuchAccountError,
    NotConnectedError,
)
from kring.connectors.channels.bluesky import Bluesky
from kring.connectors.registry import CHANNELS
from kring.core.secrets import SecretLostError, seal, unseal
from kring.errors import RefusedError
from kring.people.access import Request, View, taking_part
from kring.people.actions import give_consent
from kring.people.queries import has_consent
from kring.people.rules import Purpose
from kring.people.words import CONSENT_WORDS
from kring.sharing import actions, network, queries
from kring.sharing.forms import ConnectForm
from kring.ui.render import page

CONNECTING = "connecting"  # what the session remembers while somebody is away at the network
AWAY_AT_MOST = timedelta(minutes=20)


@require_GET
@taking_part
def accounts(request: Request) -> HttpResponse:
    """Show which accounts are connected, and which could be."""
    return page(request, "sharing/accounts.html", {"channels": queries.connectable(request.person)})


def _channel(key: str) -> Channel:
    channel = CHANNELS.get(key)
    if channel is None or Mode.API not in channel.caps.modes:
        raise Http404
    return channel


@require_http_methods(["GET", "POST"])
@taking_part
def connect(request: Request, channel: str) -> HttpResponse:
    """Say what Kring will do with an account, ask which one it is, and lead to the network's own page."""
    found = _channel(channel)
    one = next(one for one in queries.connectable(request.person) if one.key == channel)
    known = (one.account.server if one.asks_server else one.account.handle) if one.account else ""
    form = ConnectForm(request.POST or None, caps=found.caps, initial={"said": known})
    if request.method == "POST" and form.is_valid():
        said = found.tidy(form.cleaned_data["said"])
        try:
            if not has_consent(request.person, Purpose.CONNECT_ACCOUNT):
                give_consent(by=request.person, purpose=Purpose.CONNECT_ACCOUNT, now=timezone.now())
            return _leave(request, found, said)
        except (ChannelError, RefusedError) as error:
            form.add_error("said", _why_not(error, found, form.cleaned_data["said"]))
    context = {
        "one": one,
        "form": form,
        "consent": None
        if has_consent(request.person, Purpose.CONNECT_ACCOUNT)
        else CONSENT_WORDS[Purpose.CONNECT_ACCOUNT],
    }
    return page(request, "sharing/connect.html", context, status=422 if form.errors else 200)


def _leave(request: Request, channel: Channel, said: str) -> HttpResponse:
    """Show the way to the network's own page; what comes back from there has to fit what is remembered here."""
    if not said:
        raise NoSuchAccountError
    key, state = channel.caps.key, secrets.token_urlsafe(24)
    back = settings.PUBLIC_URL + reverse("sharing:callback", args=[key])
    started = channel.start(server=said, redirect_to=back, state=state, app=queries.app_of(key, said))
    if started.app is not None:
        actions.keep_app(by=request.person, channel=key, server=started.server, app=started.app)
    request.session[CONNECTING] = {
        "channel": key,
        "state": state,
        "server": started.server,
        "person": request.person.pk,
        "at": timezone.now().timestamp(),
        "sealed": seal(dict(started.remember)).decode(),
    }
    # A page in between: a form may not lead away from here by itself.
    context = {"address": started.address, "host": urlsplit(started.address).netloc, "caps": channel.caps}
    return page(request, "sharing/leaving.html", context)


def _at_our_own_address(view: View) -> View:
    """Take somebody who came back to the number of this machine on to its name, where they are signed in."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ours = urlsplit(settings.PUBLIC_URL)
        if request.get_host() != ours.netloc and request.get_host().startswith("127.0.0.1"):
            return redirect(settings.PUBLIC_URL + request.get_full_path())
        return view(request, *args, **kwargs)

    return door


@require_GET
@_at_our_own_address
@taking_part
def callback(request: Request, channel: str) -> HttpResponse:
    """Come back from the network with its yes or no."""
    found = _channel(channel)
    kept: dict[str, Any] = request.session.pop(CONNECTING, None) or {}
    answer = {name: str(value) for name, value in request.GET.items()}
    try:
        _check(kept, answer, request)
        connected = found.finish(
            remember=unseal(kept["sealed"].encode()), answer=answer, app=queries.app_of(channel, kept["server"])
        )
        account = actions.connect_account(by=request.person, channel=channel, connected=connected, now=timezone.now())
    except MisconfiguredError as error:
        actions.forget_app(by=request.person, channel=channel, server=kept["server"])
        messages.error(request, _why_not(error, found, ""))
        return redirect("sharing:connect", channel)
    except (ChannelError, RefusedError) as error:
        messages.error(request, _why_not(error, found, ""))
        return redirect("sharing:connect", channel)
    messages.success(
        request, _("Connected: %(handle)s. You always see a post before it goes there.") % {"handle": account.handle}
    )
    return redirect("sharing:accounts")


def _check(kept: dict[str, Any], answer: dict[str, str], request: Request) -> None:
    """Refuse an answer that does not fit what this very session asked for a moment ago."""
    is_ours = (
        kept.get("channel") == request.resolver_match.kwargs["channel"]  # type: ignore[union-attr]
        and kept.get("person") == request.person.pk
        and constant_time_compare(str(kept.get("state", "")), answer.get("state", "?"))
        and timezone.now().timestamp() - kept.get("at", 0) < AWAY_AT_MOST.total_seconds()
    )
    if not is_ours:
        raise NotConnectedError
    try:
        unseal(kept["sealed"].encode())
    except SecretLostError:
        raise NotConnectedError from None


def _why_not(error: Exception, channel: Channel, said: str) -> str:
    """Return what went wrong as a sentence to show."""
    names = {"channel": channel.caps.name, "said": said.strip()[:100]}
    if isinstance(error, RefusedError):
        return str(error)
    if isinstance(error, NoSuchAccountError):
        if channel.caps.asks == Asks.SERVER:
            return _("There is no %(channel)s server at “%(said)s”. It looks like mastodon.social.") % names
        return _("Nobody on %(channel)s is called “%(said)s”. It looks like name.bsky.social.") % names
    if isinstance(error, NotConnectedError):
        return _("The connection was not made, and nothing has changed. You can try again.")
    if isinstance(error, MisconfiguredError):
        return _("This %(channel)s server does not work the way Kring needs. Try again, or ask your administrator.") % (
            names
        )
    return _("%(channel)s could not be reached. Try again in a moment.") % names


@require_POST
@taking_part
def disconnect(request: Request, channel: str) -> HttpResponse:
    """Give an account back to the network, and forget its tokens."""
    _channel(channel)
    one = next(one for one in queries.connectable(request.person) if one.key == channel)
    if one.account is not None:
        network.let_go(one.account)
        actions.disconnect_account(by=request.person, channel=channel)
        messages.success(request, _("%(handle)s is not connected any more.") % {"handle": one.account.handle})
    return redirect("sharing:accounts")


@require_GET
@cache_control(public=True, max_age=600)
def bluesky_client_metadata(request: HttpRequest) -> HttpResponse:
    """Tell Bluesky's servers who is asking."""
    channel = CHANNELS["bluesky"]
    if not isinstance(channel, Bluesky) or channel.config.is_local:
        raise Http404
    return JsonResponse(channel.client_metadata())

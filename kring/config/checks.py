"""What has to hold before Kring serves real people: `./run serve --production` starts only when all of it does."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.db import connections

from kring.connectors.channel import NeedsReconnectError
from kring.connectors.messengers.web_push import private_key

LOCAL = {"localhost", "127.0.0.1", "::1", ""}
OLDEST = 15
FEWEST = 3  # with a group of two, each knows the other


@register()
def keys_can_be_used(**_: Any) -> list[CheckMessage]:
    """Every key for stored tokens is one, and so is the one for notifications."""
    try:
        for key in settings.SECRETS_KEYS:
            Fernet(key)
    except ValueError:
        hint = "Leave it out and Kring makes one, or make one: Fernet.generate_key()"
        return [Error("SECRETS_KEYS holds something that is no key.", hint=hint, id="kring.E001")]
    try:
        private_key(settings.PUSH_KEY)
    except NeedsReconnectError:
        hint = "Leave it out and Kring makes one, or make one: openssl ecparam -genkey -name prime256v1"
        return [Error("PUSH_KEY is no private key on P-256.", hint=hint, id="kring.E016")]
    return []


@register(Tags.security, deploy=True)
def nothing_of_the_workshop(**_: Any) -> list[CheckMessage]:
    """No setting for trying things out is on."""
    found: list[CheckMessage] = []
    if settings.IS_DEMO:
        words = "DEMO is on: anybody could sign in as anybody."
        found.append(Error(words, hint="Leave DEMO out.", id="kring.E002"))
    if settings.LOG_LEVEL == "DEBUG":
        words = "LOG_LEVEL is DEBUG: names and addresses of people would be in the logs."
        found.append(checks.Warning(words, hint="Set LOG_LEVEL=WARNING.", id="kring.W003"))
    if settings.SMALLEST_GROUP < FEWEST:
        words = f"SMALLEST_GROUP is {settings.SMALLEST_GROUP}: numbers of so few people tell who they are."
        found.append(checks.Warning(words, hint=f"Set it to {FEWEST} or more.", id="kring.W004"))
    return found


@register(Tags.security, deploy=True)
def the_address_is_right(**_: Any) -> list[CheckMessage]:
    """People reach Kring by one https address, through a proxy that Kring knows of."""
    found: list[CheckMessage] = []
    address = urlsplit(settings.PUBLIC_URL)
    host = address.hostname or ""
    if address.scheme != "https" or host in LOCAL:
        words = f"PUBLIC_URL is {settings.PUBLIC_URL}: not an https address that people can reach."
        found.append(Error(words, hint="Set PUBLIC_URL=https://kring.your-organisation.example", id="kring.E005"))
    if any(name.strip(".") in {"", "*"} for name in settings.ALLOWED_HOSTS):
        words = "ALLOWED_HOSTS lets every host name through: links in mails could be made to lead elsewhere."
        found.append(Error(words, hint="Leave it out: the host of PUBLIC_URL is enough.", id="kring.E006"))
    elif host not in settings.ALLOWED_HOSTS:
        words = f"ALLOWED_HOSTS does not name {host}, the host of PUBLIC_URL: Kring would refuse everybody."
        found.append(Error(words, hint=f"Add {host} to ALLOWED_HOSTS.", id="kring.E007"))
    if settings.IS_HTTPS and not settings.TRUSTED_PROXIES:
        words = "TRUSTED_PROXIES is 0, but https needs a proxy in front: Kring would send everybody in circles."
        hint = "Set TRUSTED_PROXIES=1, and let the proxy set X-Forwarded-Proto and X-Forwarded-For (docs/running.md)."
        found.append(Error(words, hint=hint, id="kring.E008"))
    return found


@register(Tags.security, deploy=True)
def mail_leaves_the_house(**_: Any) -> list[CheckMessage]:
    """Mail goes out by a real server, not in the clear, from a real address."""
    found: list[CheckMessage] = []
    if not settings.EMAIL_URL:
        words = "EMAIL_URL is empty: mails would become files here, and nobody could be invited or sign in by mail."
        found.append(Error(words, hint="Set EMAIL_URL=smtp://name:word@host:587?tls=1", id="kring.E009"))
    else:
        parts = urlsplit(settings.EMAIL_URL)
        options = dict(parse_qsl(parts.query))
        is_covered = "1" in (options.get("tls"), options.get("ssl"))
        if parts.password and parts.hostname not in LOCAL and not is_covered:
            words = "EMAIL_URL sends its password in the clear."
            found.append(checks.Warning(words, hint="Add ?tls=1 (port 587) or ?ssl=1 (port 465).", id="kring.W010"))
    if re.search(r"@(localhost|[^.>]*)>?$", settings.MAIL_FROM):
        words = f"MAIL_FROM is {settings.MAIL_FROM}: mail servers refuse a sender like that."
        hint = "Set MAIL_FROM='Kring <kring@your-organisation.example>'"
        found.append(checks.Warning(words, hint=hint, id="kring.W011"))
    return found


@register(Tags.security, deploy=True)
def doors_into_the_own_network_are_narrow(**_: Any) -> list[CheckMessage]:
    """Every exception to "fetch nothing from inside" is one exact address."""
    wide = [host for host in settings.PRIVATE_HOSTS if not re.fullmatch(r"(\[[0-9a-f:]+\]|[\w.-]+):\d{1,5}", host)]
    if not wide:
        return []
    words = f"ALLOW_PRIVATE_HOSTS holds {', '.join(wide)}: not an exact host:port."
    return [Error(words, hint="Name each as host:port, such as intranet.example:443.", id="kring.E012")]


@register(Tags.security, deploy=True)
def keys_are_for_us_alone(**_: Any) -> list[CheckMessage]:
    """Nobody else on this machine reads the keys."""
    files = [f for f in [settings.DATA / "keys", *(settings.DATA / "keys").glob("*")] if f.exists()]
    open_files = [str(f) for f in files if f.stat().st_mode & 0o077]
    if not open_files:
        return []
    words = f"Others on this machine may read {', '.join(open_files)}."
    return [Error(words, hint=f"chmod -R go-rwx {settings.DATA / 'keys'}", id="kring.E013")]


@register(Tags.database, deploy=True)
def row_level_security_holds(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The database itself keeps organisations apart: not for a superuser, so Kring must not be one."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "select current_user, rolsuper, rolbypassrls, current_setting('server_version_num')::int / 10000"
                " from pg_roles where rolname = current_user"
            )
            found += about_role(*cursor.fetchone())
        if str(connections[alias].settings_dict["HOST"]).startswith(str(settings.DATA)):
            words = "Kring runs on its embedded database: fine on one machine, with a backup every night."
            found.append(Info(words, hint="Set DATABASE_URL to use a server of your own.", id="kring.I016"))
    return found


def about_role(name: str, is_super: bool, bypasses: bool, version: int) -> list[CheckMessage]:
    """Return what is wrong with a role of the database, and with the server's age."""
    found: list[CheckMessage] = []
    if is_super or bypasses:
        words = f"The database role {name} {'is a superuser' if is_super else 'bypasses row-level security'}."
        hint = f"Organisations are kept apart by row-level security: alter role {name} nosuperuser nobypassrls"
        found.append(Error(words, hint=hint, id="kring.E014"))
    if version < OLDEST:
        hint = f"Kring needs {OLDEST} or newer."
        found.append(Error(f"PostgreSQL {version} is too old.", hint=hint, id="kring.E015"))
    return found

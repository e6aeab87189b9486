"""Keys that Kring makes for itself when the installation gives none: in the data folder, never in the database."""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def of_words() -> str:
    """Make a key of letters and digits."""
    return secrets.token_urlsafe(50)


def for_secrets() -> str:
    """Make a key that stored secrets are sealed with."""
    return Fernet.generate_key().decode()


def for_signing() -> str:
    """Make a private key on the curve P-256, as text."""
    made = generate_private_key(SECP256R1())
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def kept(data: Path, name: str, *, make: Callable[[], str] = of_words) -> str:
    """Return the key called `name`, making it the first time; two processes at once get the same one."""
    file = data / "keys" / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = file.with_suffix(f".{os.getpid()}")
        made.write_text(make())
        made.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(made, file)
        made.unlink()
    return file.read_text()

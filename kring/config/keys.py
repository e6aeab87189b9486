"""Keys that Kring makes for itself when the installation gives none: in the data folder, never in the database."""

import contextlib
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def kept(data: Path, name: str, *, fernet: bool = False) -> str:
    """Return the key called `name`, making it the first time; two processes at once get the same one."""
    file = data / "keys" / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = file.with_suffix(f".{os.getpid()}")
        made.write_text(Fernet.generate_key().decode() if fernet else secrets.token_urlsafe(50))
        made.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(made, file)
        made.unlink()
    return file.read_text()

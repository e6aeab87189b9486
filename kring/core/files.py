"""Where uploaded files are kept: a folder per organisation, under names that nobody can guess."""

import secrets
from pathlib import PurePosixPath
from typing import Any

from django.utils.deconstruct import deconstructible


@deconstructible
class Folder:
    """A folder for one kind of file: <organisation>/<kind>/<random name>.<ending>."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __call__(self, instance: Any, file_name: str) -> str:
        """Return where the file of `instance` is kept; of the name it came with only the ending stays."""
        organisation_id = getattr(instance, "organisation_id", None) or instance.pk
        ending = PurePosixPath(file_name).suffix.lower()
        ending = ending if ending[1:].isascii() and ending[1:].isalnum() and len(ending) <= 6 else ""
        return f"{organisation_id}/{self.kind}/{secrets.token_urlsafe(16)}{ending}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Folder) and other.kind == self.kind

    def __hash__(self) -> int:
        return hash(self.kind)

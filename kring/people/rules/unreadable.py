"""A file that cannot be read as a staff list."""


class UnreadableError(Exception):
    """Why a whole file cannot be read: a key of `kring.people.errors.UNREADABLE`, and the line where it went wrong."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line

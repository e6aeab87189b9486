"""A file that cannot be read as a staff list."""


class UnreadableError(Exception):
    """Why a file cannot be read: a key of `kring.people.errors.UNREADABLE`, and the number or column it is about."""

    def __init__(self, reason: str, number: int = 0, column: str = "") -> None:
        super().__init__(reason, number, column)
        self.reason, self.number, self.column = reason, number, column

"""The two kinds of error that Kring tells apart: refused by a rule, or failed outside."""


class RefusedError(Exception):
    """A rule says no. `str()` is the sentence to show to the person who asked."""


class OutsideError(Exception):
    """Something outside Kring did not do what we asked: a network, a mail server, a website."""

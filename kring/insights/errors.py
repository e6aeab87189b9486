"""What this room refuses, each with the sentence to show."""

from django.utils.translation import gettext as _

from kring.errors import RefusedError


class NothingChangedError(RefusedError):
    """The protocol would stay what it is."""

    def __str__(self) -> str:
        return _("This is what is locked already.")


class ReasonMissingError(RefusedError):
    """A protocol is changed after the start without saying why."""

    def __str__(self) -> str:
        return _("The programme has started. Say why you change what is measured: it is shown with every answer.")


class CountsNotReadableError(RefusedError):
    """A file with counts cannot be read."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(line, problem)
        self.line, self.problem = line, problem

    def __str__(self) -> str:
        reasons = {
            "columns": _(
                "The first line names the columns: unit, week, posts, and if you have them engagement, people."
            ),
            "empty": _("There is nothing in this file."),
            "large": _("This file is too large: 5 MB at most."),
            "text": _("This is not a text file. Save your table as CSV (UTF-8)."),
            "unit": _("Line %(line)s: no unit has this name."),
            "week": _("Line %(line)s: write the week as a day, such as 2026-11-23."),
            "number": _("Line %(line)s: a count is a whole number, 0 or more."),
            "twice": _("Line %(line)s: this unit and week are in the file twice."),
            "future": _("Line %(line)s: this week is not over yet."),
            "one": _("Line %(line)s: a line is about one target group, channel or pillar. Fill in one of them."),
            "group": _("Line %(line)s: no target group has this name."),
            "channel": _("Line %(line)s: no channel has this name."),
            "pillar": _("Line %(line)s: no pillar has this name."),
            "parts": _(
                "Line %(line)s: the parts of this unit and week do not add up to the whole. Add a line “other” for what"
                " is in none of them."
            ),
            "parts_kept": _(
                "Line %(line)s: this unit and week were brought in with parts before, and these do not add up to the"
                " new number. Bring the parts in again as well."
            ),
        }
        return reasons[self.problem] % {"line": self.line}


class MayNotSeeFiguresError(RefusedError):
    """A report would go to somebody who may not see figures."""

    def __str__(self) -> str:
        return _("A report only goes to people who may see figures and who have an e-mail address.")

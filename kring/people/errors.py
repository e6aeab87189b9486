"""What the room people refuses."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.errors import RefusedError


class InvitationNotValidError(RefusedError):
    """The link of an invitation is too old, was changed, or is for somebody who is no longer there."""

    def __str__(self) -> str:
        return _("This invitation is no longer valid. Ask your organisation for a new one.")


class TakePartMissingError(RefusedError):
    """Something that needs a participant was asked by somebody who does not take part."""

    def __str__(self) -> str:
        return _("You do not take part now. Join again first.")


class TooSoonError(RefusedError):
    """A reminder so soon after the last one would be a nuisance."""

    def __str__(self) -> str:
        return _("The last reminder is less than a week ago. Give people a little time.")


class NobodyToInviteError(RefusedError):
    """Everyone in the units that were chosen was invited already."""

    def __str__(self) -> str:
        return _("Everyone here was invited already.")


class LastAdministratorError(RefusedError):
    """Without an administrator nobody could give roles any more."""

    def __str__(self) -> str:
        return _("This is the last administrator. Make somebody else administrator first.")


class AlreadyHereError(RefusedError):
    """Somebody with this e-mail address is in the organisation already."""

    def __str__(self) -> str:
        return _("Somebody with this e-mail address is here already. Look them up by name to give them a role.")


UNREADABLE = {
    "empty": gettext_lazy("This file is empty."),
    "only_headings": gettext_lazy("This file has headings, and nobody under them."),
    "not_a_list": gettext_lazy(
        "This is not a staff list that Kring can read. Save it as Excel (.xlsx) or CSV and try again."
    ),
    "locked": gettext_lazy(
        "This workbook is locked with a password, or comes from a very old Excel. "
        "Save it as .xlsx without a password, or as CSV."
    ),
    "corrupt": gettext_lazy("This workbook is damaged. Open it in Excel, save it again and try once more."),
    "too_big": gettext_lazy("This file is larger than %(number)s MB. Take out the columns that Kring does not need."),
    "too_big_inside": gettext_lazy(
        "This workbook unpacks to more than a staff list can be. Save only the list, as CSV."
    ),
    "too_many_rows": gettext_lazy("This list has more than %(number)s rows. Divide it into several lists."),
    "too_many_names": gettext_lazy(
        "There are more than %(number)s different values in the column “%(column)s”. Is it the right column?"
    ),
    "open_quote": gettext_lazy("A quotation mark near line %(number)s is never closed, so the rest cannot be read."),
    "file_gone": gettext_lazy("The file is no longer there. Upload it again."),
    "changed_since": gettext_lazy(
        "The staff list changed after this was worked out. Here is what would change now: look once more."
    ),
    "cannot_undo": gettext_lazy(
        "This cannot be undone any more: a unit, department or rank that people would go back to was taken away."
    ),
}
REASONS = {
    "email_missing": gettext_lazy("There is no e-mail address."),
    "email_invalid": gettext_lazy("This is not an e-mail address."),
    "email_twice": gettext_lazy("This e-mail address is already on line %(line)s."),
    "name_missing": gettext_lazy("There is no name."),
    "garbled": gettext_lazy("A letter got lost in this name. Save the file as UTF-8."),
    "too_long": gettext_lazy("This is too long."),
    "unit_missing": gettext_lazy("There is no unit."),
    "unit_in_two_regions": gettext_lazy(
        "On line %(line)s this unit belongs to another region. Give them different names."
    ),
    "language_unknown": gettext_lazy("We do not know this language. Write nl or en."),
    "date_unknown": gettext_lazy("This is not a date. Write it as 31-12-2025."),
    "date_too_early": gettext_lazy("This date is too long ago to be right."),
    "date_too_late": gettext_lazy("This date is too far ahead to be right."),
    "left_before_joined": gettext_lazy("This person left before they came."),
    "totals": gettext_lazy("This looks like a line with totals, not like a person."),
    "value_too_many": gettext_lazy("This row has more values than there are headings."),
    "headings_again": gettext_lazy("These are the headings once more."),
}


class UnreadableStaffListError(RefusedError):
    """A file that cannot be read as a staff list."""

    def __init__(self, reason: str, number: int = 0, column: str = "") -> None:
        super().__init__(reason, number)
        self.reason, self.number, self.column = reason, number, column

    def __str__(self) -> str:
        return UNREADABLE[self.reason] % {"number": self.number, "column": self.column}


class ColumnsMissingError(RefusedError):
    """Nobody can be found without an e-mail address, or called without a name."""

    def __str__(self) -> str:
        return _("Say which column has the e-mail address, and which the name.")


class ColumnTwiceError(RefusedError):
    """Two columns that would say the same thing."""

    def __str__(self) -> str:
        return _("Two columns say the same. Choose one of them.")


class ListTooOldError(RefusedError):
    """A list of a day before the list that is already in."""

    def __init__(self, on: date) -> None:
        super().__init__(on)
        self.on = on

    def __str__(self) -> str:
        return _("A list of %(day)s is already in. Choose that day or a later one.") % {
            "day": date_format(self.on, "j F Y")
        }


class ListTooFarAheadError(RefusedError):
    """A list of a day that is too far away."""

    def __str__(self) -> str:
        return _("Choose a day of the last two years, or at most a month ahead.")


class ManyWouldLeaveError(RefusedError):
    """So many people would leave that it must be meant."""

    def __str__(self) -> str:
        return _("More than one in five people would leave. Say that this is right, or look at the file first.")


class NotNowError(RefusedError):
    """A staff list that is not in a state for this."""

    def __str__(self) -> str:
        return _("This cannot be done with this list now. Look at where it stands.")


class NameTakenError(RefusedError):
    """Something with this name is there already."""

    def __str__(self) -> str:
        return _("There is already one with this name.")


class CircleOfUnitsError(RefusedError):
    """A unit under itself, or under a part of itself."""

    def __str__(self) -> str:
        return _("A unit cannot be a part of itself.")


class HasPeopleError(RefusedError):
    """Something that people belong to, now or in the past."""

    def __str__(self) -> str:
        return _("People belong to this, now or in the past. Give it another name instead, or move them first.")


class HasUnitsError(RefusedError):
    """A unit with units under it."""

    def __str__(self) -> str:
        return _("Other units are part of this one. Give them another place first.")


class DefaultGroupError(RefusedError):
    """The group of whoever no rule fits."""

    def __str__(self) -> str:
        return _("This is the group of everybody whom no rule fits. Choose another group for them first.")


class GroupNameMissingError(RefusedError):
    """A group without a name."""

    def __str__(self) -> str:
        return _("Give the group a name in at least one language.")

"""What the room rollout refuses."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kring.errors import RefusedError


class GoalMissingError(RefusedError):
    """A programme without a goal is a plan without a reason."""

    def __str__(self) -> str:
        return _("Say in a sentence what you would like to reach.")


class DatesBackwardsError(RefusedError):
    """The last day lies before the first."""

    def __str__(self) -> str:
        return _("The last day comes before the first.")


class FewUnitsError(RefusedError):
    """Waves take at least two units that have not started."""

    def __str__(self) -> str:
        return _("Choose at least two units that have not started yet.")


class StartMissingError(RefusedError):
    """Nobody said when the first wave may start."""

    def __str__(self) -> str:
        return _("Say in the first step when the first wave may start; a day that is still to come.")


class NotEnoughRoomError(RefusedError):
    """The units do not fit in the waves."""

    def __init__(self, units: int, waves: int, room: int) -> None:
        super().__init__(units, waves, room)
        self.units, self.waves, self.room = units, waves, room

    def __str__(self) -> str:
        return _(
            "%(units)s units do not fit in %(waves)s waves of %(room)s. Take more waves, or more weeks between them."
        ) % {"units": self.units, "waves": self.waves, "room": self.room}


class WaveFullError(RefusedError):
    """More units are sent to a wave than fit in it."""

    def __init__(self, wave: int, units: int, room: int) -> None:
        super().__init__(wave, units, room)
        self.wave, self.units, self.room = wave, units, room

    def __str__(self) -> str:
        return _("%(units)s units are sent to wave %(wave)s, where %(room)s fit.") % {
            "units": self.units,
            "wave": self.wave,
            "room": self.room,
        }


class NoSuchWaveError(RefusedError):
    """A rule sends a unit to a wave that is not there."""

    def __init__(self, unit: str, waves: int) -> None:
        super().__init__(unit, waves)
        self.unit, self.waves = unit, waves

    def __str__(self) -> str:
        return _("A rule sends %(unit)s to a wave that is not there: there are %(waves)s waves.") % {
            "unit": self.unit,
            "waves": self.waves,
        }


class RulesContradictError(RefusedError):
    """One rule sends a unit where another forbids it to be."""

    def __init__(self, unit: str) -> None:
        super().__init__(unit)
        self.unit = unit

    def __str__(self) -> str:
        return _("The two rules about %(unit)s contradict each other.") % {"unit": self.unit}


class NoMondayLeftError(RefusedError):
    """The dates to avoid leave no Monday to start on."""

    def __str__(self) -> str:
        return _("The dates to avoid leave no Monday to start on.")


class PlanNotReadyError(RefusedError):
    """A plan is accepted, or changed, that is not ready for it (any more)."""

    def __str__(self) -> str:
        return _("This plan can no longer be changed. Look at the newest one.")


class PlanOutOfDateError(RefusedError):
    """Units came or went since the plan was made, or its first day is past."""

    def __str__(self) -> str:
        return _("Units came, went or started since this plan was made, or its first day is past. Make a new one.")


class StartedAlreadyError(RefusedError):
    """A unit that started cannot start again."""

    def __str__(self) -> str:
        return _("The programme has started here already.")


class NotPlannedYetError(RefusedError):
    """Own dates are set before there is a plan."""

    def __str__(self) -> str:
        return _("This unit has no place in the plan yet.")


class PhasesOutOfOrderError(RefusedError):
    """The phases do not follow each other."""

    def __str__(self) -> str:
        return _("First the heroes are formed, then they help, then it is kept alive: keep the dates in that order.")


class OutsideLeewayError(RefusedError):
    """A unit's own date is too far from the plan."""

    def __init__(self, since: date, until: date) -> None:
        super().__init__(since, until)
        self.since, self.until = since, until

    def __str__(self) -> str:
        return _("Choose a day from %(since)s to %(until)s, or ask the programme manager.") % {
            "since": date_format(self.since),
            "until": date_format(self.until),
        }


class UnitStartedError(RefusedError):
    """Units that started cannot be taken out of the programme."""

    def __init__(self, units: int) -> None:
        super().__init__(units)
        self.units = units

    def __str__(self) -> str:
        return ngettext(
            "%(units)s unit has started already and stays in.",
            "%(units)s units have started already and stay in.",
            self.units,
        ) % {"units": self.units}


PROBLEMS = {
    "impossible": gettext_lazy("The rules leave no way to put all units into these waves. Loosen a rule."),
    "nothing_by_lot": gettext_lazy("The rules decide so much that nothing is left to the lot. Loosen a rule."),
}


class RoundClosedError(RefusedError):
    """Somebody is named after the round, or before it."""

    def __str__(self) -> str:
        return _("This round is closed. Thank you for thinking along.")


class NotYourColleagueError(RefusedError):
    """Somebody of another unit, or oneself."""

    def __str__(self) -> str:
        return _("Choose a colleague of your own unit.")


class EnoughNamesError(RefusedError):
    """More names than a question takes."""

    def __str__(self) -> str:
        return _("Three names are enough. Take one away to name somebody else.")


class NotNowError(RefusedError):
    """Something that this list is not ready for, or is past."""

    def __str__(self) -> str:
        return _("This cannot be done now. Look at where the list stands.")


class ChangedMeanwhileError(RefusedError):
    """Somebody else changed the list."""

    def __str__(self) -> str:
        return _("Somebody changed this list in the meantime. Here is how it is now; look once more.")


class ListTooShortError(RefusedError):
    """A list so short that it would be a question about one or two people."""

    def __init__(self, fewest: int) -> None:
        super().__init__(fewest)
        self.fewest = fewest

    def __str__(self) -> str:
        return _("A list has at least %(number)s heroes.") % {"number": self.fewest}


class RuleUpsideDownError(RefusedError):
    """At least more than at most."""

    def __str__(self) -> str:
        return _("“At least” cannot be more than “at most”.")


class CannotComeError(RefusedError):
    """Somebody who cannot be put on a list in another's place."""

    def __str__(self) -> str:
        return _("This swap is not possible: choose one person of the list, and one who is not on it.")


class HeroStaysError(RefusedError):
    """Somebody who is a hero already is not taken off a list: they stop by themselves."""

    def __str__(self) -> str:
        return _("This colleague is a hero already, and stays one until their three months are over.")


class NoSwapKeepsRulesError(RefusedError):
    """No swap of one for one keeps all that was asked."""

    def __str__(self) -> str:
        return _("No single swap keeps everything you asked for. Change what you ask, or choose again.")


class StaffChangedError(RefusedError):
    """Somebody of the list left the unit."""

    def __str__(self) -> str:
        return _("Somebody on this list no longer works here. Choose again.")


class EnoughLooksError(RefusedError):
    """So many tries that one could find out who was named."""

    def __str__(self) -> str:
        return _(
            "This list was tried and changed so often that more would tell who was named. "
            "Decide on it, or start a new round."
        )


class TieFileUnreadableError(RefusedError):
    """A file that is no list of pairs."""

    def __str__(self) -> str:
        return _("Kring cannot read this file. Every line needs two e-mail addresses and a number.")


class NotAskedError(RefusedError):
    """An answer of somebody who was not asked."""

    def __str__(self) -> str:
        return _("You were not asked, or you answered already.")


class NobodyLeftError(RefusedError):
    """No one who keeps the rules can take a free place."""

    def __str__(self) -> str:
        return _("Nobody else keeps everything you asked for. Ask for less, or for fewer heroes.")


class NotOnTheStaffError(RefusedError):
    """A circle is made in a unit, and this person is in none."""

    def __str__(self) -> str:
        return _("Circles are made within a unit, and you are on no staff list. Ask your administrator.")


class HeroHasACircleError(RefusedError):
    """A hero has a circle of their own."""

    def __str__(self) -> str:
        return _("You are a hero: you have a circle of your own.")


class NotInACircleError(RefusedError):
    """What was asked takes a circle."""

    def __str__(self) -> str:
        return _("You are in no circle at the moment.")


class NotAHeroError(RefusedError):
    """Only the hero of a circle does this."""

    def __str__(self) -> str:
        return _("This is for the hero of the circle.")


class NotTheirCircleError(RefusedError):
    """Thank-yous go to people of one's own circle."""

    def __str__(self) -> str:
        return _("This colleague is not in your circle any more.")


class WordsMissingError(RefusedError):
    """A thank-you says something."""

    def __str__(self) -> str:
        return _("Write a few words first.")


class MomentOverError(RefusedError):
    """What is over cannot be planned or called off."""

    def __str__(self) -> str:
        return _("This help moment is over or called off.")


class MomentInThePastError(RefusedError):
    """Plans are about later."""

    def __str__(self) -> str:
        return _("Choose a moment that is still to come. Was it already? Then log it.")


class MomentToComeError(RefusedError):
    """What is still to come cannot be logged."""

    def __str__(self) -> str:
        return _("This help moment is still to come. Log it when it was.")


class TooManyPeopleError(RefusedError):
    """More people than a help moment has."""

    def __str__(self) -> str:
        return _("Say about how many people were there, at most 200.")


class NothingToShowYetError(RefusedError):
    """A badge is for having helped."""

    def __str__(self) -> str:
        return _("Hold a first help moment with your circle; then there is something to show.")

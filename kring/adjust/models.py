"""The week's figures that decisions rest on, decisions, what came of each, and small experiments."""

from django.db import models
from django.db.models import Q

from kring.adjust.rules.experiments import Kind
from kring.core.models import OrganisationModel


class Choice(models.TextChoices):
    """What was decided about a proposal, or without one."""

    ACCEPT = "accept"
    CHANGE = "change"
    DECLINE = "decline"
    OWN = "own"


class Gathered(OrganisationModel):
    """The figures of one Sunday that may be shown, from which proposals follow; they can be made anew."""

    sunday = models.DateField()
    figures = models.JSONField(null=True, blank=True)  # rules.figures.Figure, each; None: the worker has yet to do it
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "sunday"], name="gathered_once")]

    def __str__(self) -> str:
        return f"figures until {self.sunday}"


class Decision(OrganisationModel):
    """Who decided what because of which figure, and what was hoped. It is never changed, only followed by another."""

    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    choice = models.CharField(max_length=10)  # Choice
    rule = models.CharField(max_length=40, blank=True)  # rules.proposing.Rule; none: without a proposal
    proposal = models.CharField(max_length=120, blank=True)  # its key
    words = models.CharField(max_length=300, blank=True)  # what is done, in one's own words
    why = models.CharField(max_length=600, blank=True)
    because = models.JSONField(null=True, blank=True)  # the figure as it was that day, rules.figures.Figure
    watch = models.JSONField(null=True, blank=True)  # the figure that is looked at again, as it was that day
    hoped = models.JSONField(null=True, blank=True)  # rules.figures.Change of it
    is_more_better = models.BooleanField(default=True)
    decided_at = models.DateTimeField()
    review_on = models.DateField(null=True, blank=True)
    follows = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(choice=Choice.DECLINE) | ~Q(why=""), name="decision_no_has_a_reason"),
            models.CheckConstraint(
                condition=Q(choice__in=[Choice.ACCEPT, Choice.DECLINE]) | ~Q(words=""), name="decision_own_says_what"
            ),
            models.CheckConstraint(
                condition=Q(choice=Choice.DECLINE) | Q(review_on__isnull=False), name="decision_is_looked_at_again"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-decided_at"], name="decision_newest"),
            models.Index(fields=["organisation", "review_on"], name="decision_due"),
        ]

    def __str__(self) -> str:
        return f"{self.choice} {self.proposal or self.pk}"


class Verdict(OrganisationModel):
    """What came of a decision, written once on the day that was fixed."""

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="verdict")
    outcome = models.CharField(max_length=20)  # rules.verdicts.Outcome
    why = models.CharField(max_length=20, blank=True)  # rules.verdicts.Why
    figure = models.JSONField(null=True, blank=True)  # the same figure on that day
    change = models.JSONField(null=True, blank=True)  # rules.figures.Change
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.outcome


class Experiment(OrganisationModel):
    """Something that a random half gets and the other does not; what is looked at is fixed beforehand."""

    kind = models.CharField(max_length=10)  # rules.experiments.Kind
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    story = models.ForeignKey("stories.Story", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    about = models.JSONField()  # {"nl": …, "en": …}: a question; {"weekday": …, "hour": …}; {"nudge": …}
    seed = models.CharField(max_length=40)  # of the draw, for everybody to repeat
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    result = models.JSONField(null=True, blank=True)  # rules.experiments.Result; nobody looks before the end
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story"], name="experiment_once_a_story"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("started_at")), name="experiment_ends"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.QUESTION) | Q(story__isnull=False), name="experiment_question_has_a_story"
            ),
        ]

    def __str__(self) -> str:
        return f"experiment with a {self.kind}"

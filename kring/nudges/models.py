"""What keeps a programme alive: which kinds of nudge are on, each week's draw, and who got which."""

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel
from kring.nudges.rules import State


class KindSetting(OrganisationModel):
    """How an organisation uses one kind of nudge; without a row it is on."""

    kind = models.CharField(max_length=20)  # rules.Kind
    state = models.CharField(max_length=4, default=State.ON)  # rules.State
    seed = models.CharField(max_length=40, blank=True)  # of the draw of the half, for everybody to repeat
    drawn = models.JSONField(default=dict)  # {"in": [unit, …], "out": [unit, …]}: the half, as it was drawn
    since = models.DateField()  # the Monday from which on it is like this: what it did is counted from here

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="kind_setting_once"),
            models.CheckConstraint(condition=~Q(state=State.HALF) | ~Q(seed=""), name="kind_setting_half_is_drawn"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Round(OrganisationModel):
    """That a week was decided, and with which seed; it is there with all of its nudges, or not at all."""

    week = models.DateField()  # its Monday
    seed = models.CharField(max_length=40)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "week"], name="round_once_a_week")]

    def __str__(self) -> str:
        return f"week of {self.week}"


class Nudge(OrganisationModel):
    """That somebody gets a nudge of one kind in a week, or was left alone by lot, and what they answered."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)  # rules.Kind
    week = models.DateField()  # its Monday
    is_control = models.BooleanField(default=False)  # left alone by lot: gets nothing, so that it can be compared
    about_id = models.BigIntegerField(null=True, blank=True)  # the story, the help moment
    answer = models.CharField(max_length=12, blank=True)  # rules.Answer
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "week", "kind"], name="nudge_once_a_week"),
            models.CheckConstraint(condition=Q(is_control=False) | Q(answer=""), name="nudge_control_answers_nothing"),
        ]
        indexes = [
            models.Index(fields=["person", "-week"], name="nudge_of_person"),
            models.Index(fields=["organisation", "week"], name="nudge_by_week"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"

"""What keeps a programme alive: which kinds of nudge are on, what is tried, each week's draw, and who got which."""

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel
from kring.nudges.rules import DAYS, State


class KindSetting(OrganisationModel):
    """How an organisation uses one kind of nudge; without a row it is on."""

    kind = models.CharField(max_length=20)  # rules.Kind
    state = models.CharField(max_length=4, default=State.ON)  # rules.State: on or off; a trial makes it a half
    since = models.DateField()  # the Monday from which on it is like this: what it did is counted from here

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="kind_setting_once"),
            models.CheckConstraint(condition=Q(state__in=[State.ON, State.OFF]), name="kind_setting_on_or_off"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class KindTrial(OrganisationModel):
    """From one Monday until another a kind is for a half of the units only, drawn by lot; then it is as before."""

    kind = models.CharField(max_length=20)  # rules.Kind
    seed = models.CharField(max_length=40)  # of the draw, for everybody to repeat
    drawn = models.JSONField()  # {"in": [unit, …], "out": [unit, …]}: each with its pair at the same place
    since = models.DateField()
    until = models.DateField()
    stopped_at = models.DateTimeField(null=True, blank=True)  # somebody switched the kind on or off before the end

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "since"], condition=Q(stopped_at__isnull=True), name="kind_trial_once"
            ),
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="kind_trial_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for a half from {self.since}"


class MailTrial(OrganisationModel):
    """From one Monday until another a half of the people gets their week at another time; the seed says who."""

    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    hour = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "since"], name="mail_trial_once"),
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="mail_trial_ends_later"),
            models.CheckConstraint(condition=Q(weekday__lt=DAYS, hour__lt=24), name="mail_trial_time"),
        ]

    def __str__(self) -> str:
        return f"week on day {self.weekday} at {self.hour} from {self.since}"


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

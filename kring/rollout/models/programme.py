"""The programme of an organisation, and what each unit needs before it can start."""

from django.db import models
from django.db.models import F, Q

from kring.core.models import OrganisationModel


class Programme(OrganisationModel):
    """What an organisation wants to bring about, and the pace at which its units are helped. One per organisation."""

    goal = models.JSONField(default=dict, blank=True)  # {"nl": …, "en": …}: a soft goal, in words
    forming_weeks = models.PositiveSmallIntegerField(default=9)  # two months in which the heroes are formed
    helping_weeks = models.PositiveSmallIntegerField(default=13)  # three months in which they help all others
    capacity = models.PositiveSmallIntegerField(default=7)  # units that can start in a month
    leeway_weeks = models.PositiveSmallIntegerField(default=2)  # so far a unit's own dates may be from the plan's
    starts_on = models.DateField(null=True, blank=True)  # the earliest day for the first wave
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="programme_one"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="programme_has_capacity"),
            models.CheckConstraint(condition=Q(forming_weeks__gte=1, helping_weeks__gte=1), name="programme_phases"),
        ]

    def __str__(self) -> str:
        return f"programme of {self.organisation_id}"


class DatesToAvoid(OrganisationModel):
    """A stretch in which no wave starts: holidays, the turn of the year, an election."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField()  # the last day of it

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="dates_to_avoid_until_after_since")
        ]

    def __str__(self) -> str:
        return f"{self.since} to {self.until}"


class UnitPlan(OrganisationModel):
    """A unit that takes part in the programme. When it starts is `people.Unit.starts_on`, which all figures follow."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.CASCADE, related_name="+")
    lead = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    wave = models.ForeignKey("rollout.Wave", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    drawn_in = models.PositiveSmallIntegerField(null=True, blank=True)  # the wave that the accepted plan gave it
    pinned_to = models.PositiveSmallIntegerField(null=True, blank=True)  # a rule: this wave, from 1
    not_before = models.PositiveSmallIntegerField(null=True, blank=True)  # a rule: this wave or a later one, from 1
    baseline = models.FloatField(null=True, blank=True)  # a figure from before, the same kind for all units
    helping_from = models.DateField(null=True, blank=True)  # own dates; None: by the lengths of the programme
    keeping_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], name="unit_plan_once"),
            models.CheckConstraint(
                condition=Q(helping_from__isnull=True)
                | Q(keeping_from__isnull=True)
                | Q(keeping_from__gt=F("helping_from")),
                name="unit_plan_phases_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"plan of {self.unit_id}"


class Tick(OrganisationModel):
    """Something on the checklist of a unit that somebody says is done."""

    unit_plan = models.ForeignKey(UnitPlan, on_delete=models.CASCADE, related_name="+")
    item = models.CharField(max_length=20)  # rules.checklist.Item
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit_plan", "item"], name="tick_once")]

    def __str__(self) -> str:
        return f"{self.item} of {self.unit_plan_id}"

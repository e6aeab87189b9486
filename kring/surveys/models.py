"""Surveys: who was asked and whether they answered on one side, what was answered on the other, and nothing between.

How an answer goes from a person into a box from which nobody can take it back is told in docs/surveys.md.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kring.core.models import OrganisationModel
from kring.surveys.rules import USES


class Survey(OrganisationModel):
    """One round of questions to the staff of some units, or of all."""

    class Kind(models.TextChoices):
        BASELINE = "baseline", _("Before the start")
        PULSE = "pulse", _("Monthly")
        END = "end", _("At the end")

    kind = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField()  # of the words, see words.py
    units = models.JSONField(default=list)  # primary keys; empty: everybody
    asked_on = models.DateField()
    closes_on = models.DateField()  # first day on which no answer is taken
    plan_key = models.CharField(max_length=60, blank=True)  # what the plan made it for, so that it is made once
    reminded_on = models.DateField(null=True, blank=True)
    box_opened_on = models.DateField(null=True, blank=True)  # answers are counted since
    is_void = models.BooleanField(default=False)  # too few answered: they were thrown away unread

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "plan_key"], condition=~Q(plan_key=""), name="survey_planned_once"
            ),
            models.CheckConstraint(condition=Q(closes_on__gte=models.F("asked_on")), name="survey_closes_after_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.asked_on}"

    @property
    def kind_name(self) -> str:
        """What this kind of survey is called."""
        return str(self.Kind(self.kind).label)


class Asked(OrganisationModel):
    """That a person was asked; while the survey is open, whether they answered. Gone once the box is opened."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")  # as it was on that day
    group = models.ForeignKey("people.TargetGroup", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)  # written for several people at once

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "person"], name="asked_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.survey_id}"


class Letter(OrganisationModel):
    """One mail that asks somebody; the worker sends it once."""

    asked = models.ForeignKey(Asked, on_delete=models.CASCADE, related_name="+")
    is_reminder = models.BooleanField(default=False)
    not_before = models.DateTimeField(null=True, blank=True)  # its person may not be written to before this
    claimed_at = models.DateTimeField(null=True, blank=True)  # a worker is sending it
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asked", "is_reminder"], name="survey_letter_once")]
        indexes = [
            models.Index(fields=["organisation"], condition=Q(sent_at__isnull=True), name="survey_letter_waiting")
        ]

    def __str__(self) -> str:
        return f"letter for {self.asked_id}"


class Envelope(OrganisationModel):
    """One sealed answer in the box. Its number says nothing, and all are written anew in another order now and then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    slot = models.CharField(max_length=64, null=True)  # so that nobody answers twice; gone with the first mixing
    sealed = models.BinaryField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "slot"], name="envelope_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Block(OrganisationModel):
    """Answers that are kept together: of one unit and group, or of several when only together they are enough."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")  # None: several
    group = models.ForeignKey("people.TargetGroup", null=True, on_delete=models.SET_NULL, related_name="+")
    asked = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.group_id} in {self.survey_id}"


SCALE = [Q(**{f"{use}__isnull": True}) | Q(**{f"{use}__range": (1, 5)}) for use in USES]


class Answer(OrganisationModel):
    """What one person answered, without person, day or order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    block = models.ForeignKey(Block, on_delete=models.CASCADE, related_name="+")
    listen = models.PositiveSmallIntegerField(null=True)  # comfort, 1 to 5; None: left open
    respond = models.PositiveSmallIntegerField(null=True)
    share = models.PositiveSmallIntegerField(null=True)
    write = models.PositiveSmallIntegerField(null=True)
    lead = models.PositiveSmallIntegerField(null=True)
    mark = models.PositiveSmallIntegerField(null=True)  # for the programme, 1 to 10

    class Meta:
        constraints = [
            *(
                models.CheckConstraint(condition=scale, name=f"answer_{use}_1_to_5")
                for use, scale in zip(USES, SCALE, strict=True)
            ),
            models.CheckConstraint(condition=Q(mark__isnull=True) | Q(mark__range=(1, 10)), name="answer_mark_1_to_10"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Remark(OrganisationModel):
    """What somebody wrote in their own words, apart from the rest of their answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")  # where many wrote
    question = models.CharField(max_length=10)
    text = models.TextField()
    kept_from = models.DateField()  # a Monday

    def __str__(self) -> str:
        return self.text[:40]


class Plan(OrganisationModel):
    """When surveys go out by themselves, counted from the day on which the programme starts in a unit."""

    is_on = models.BooleanField(default=False)
    baseline_days = models.PositiveSmallIntegerField(default=21)  # before the start
    pulse_weeks = models.PositiveSmallIntegerField(default=4)  # after the start, and every so many weeks again
    end_weeks = models.PositiveSmallIntegerField(default=13)  # after the start
    open_days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="survey_plan_once")]

    def __str__(self) -> str:
        return "on" if self.is_on else "off"

"""Help moments: what a hero plans with their circle, who says they were there, and the mails about it."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel
from kring.rollout.models.circles import Circle


class HelpMoment(OrganisationModel):
    """A meeting, training, call or something else that helps a circle; planned, then logged in two taps."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)  # rules.help.Kind
    title = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    place = models.CharField(max_length=200, blank=True)
    video_link = models.URLField(max_length=500, blank=True)
    key = models.CharField(max_length=40)  # of the form: pressing twice plans once
    cancelled_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)  # when the hero said that it took place
    people = models.PositiveSmallIntegerField(null=True, blank=True)  # how many, never who; None: the members say so
    members = models.PositiveSmallIntegerField(default=0)  # of the circle, when it was logged
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "key"], name="help_moment_once"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(held_at__isnull=True), name="help_moment_held_or_cancelled"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=5), name="help_moment_takes_time"),
        ]
        indexes = [models.Index(fields=["circle", "starts_at"], name="help_moments_of_circle")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def ends_at(self) -> datetime:
        """When it is meant to be over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class MomentVisit(OrganisationModel):
    """Somebody says that they were at a help moment, by their own tap."""

    moment = models.ForeignKey(HelpMoment, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["moment", "person"], name="moment_visit_once")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.moment_id}"


class MomentLetter(OrganisationModel):
    """One mail with a help moment for somebody's calendar; the worker sends it once.

    `sequence` counts the mails to this person about this moment: their calendar keeps the newest.
    """

    class Kind(models.TextChoices):
        INVITE = "invite"  # also its update
        CANCEL = "cancel"

    moment = models.ForeignKey(HelpMoment, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)  # a worker is sending it
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["moment", "person", "sequence"], name="moment_letter_once"),
        ]
        indexes = [
            models.Index(
                fields=["organisation"], condition=Q(sent_at__isnull=True, problem=""), name="moment_letter_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"

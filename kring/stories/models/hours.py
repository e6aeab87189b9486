"""The content hour: when it is held, who comes, what is talked about, and the mails about it."""

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel
from kring.stories.models.ideas import Idea


class HourPlan(OrganisationModel):
    """When the content hour comes back, and how soon colleagues have an answer; one per organisation."""

    LAST = 5

    is_on = models.BooleanField(default=True)
    week = models.PositiveSmallIntegerField(default=1)  # of the month; 5: the last
    weekday = models.PositiveSmallIntegerField(default=1)  # Monday is 0
    at = models.TimeField(default=time(15))  # in the organisation's own time
    minutes = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=200, blank=True)
    video_link = models.URLField(max_length=500, blank=True)
    host = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answer_within = models.PositiveSmallIntegerField(default=14)  # days

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="hour_plan_once"),
            models.CheckConstraint(condition=Q(week__range=(1, 5), weekday__lte=6), name="hour_plan_is_a_day"),
            models.CheckConstraint(condition=Q(answer_within__gte=1, minutes__gte=5), name="hour_plan_takes_time"),
        ]

    def __str__(self) -> str:
        return f"content hour of {self.organisation_id}"


class ContentHour(OrganisationModel):
    """One session. It is live between opening and closing; `pulse` counts whatever people in the room can see."""

    month = models.DateField(null=True, blank=True)  # the first day of the month it is planned for; None: an extra one
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=200, blank=True)
    video_link = models.URLField(max_length=500, blank=True)
    host = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_own = models.BooleanField(default=False)  # changed by itself: the plan leaves it alone
    sequence = models.PositiveIntegerField(default=0)  # of the invitation, for calendars
    cancelled_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    current = models.ForeignKey(Idea, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)  # raised by each press of a host
    pulse = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month"], condition=Q(month__isnull=False), name="content_hour_once_a_month"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False), name="content_hour_opens_first"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "starts_at"], name="content_hour_by_time")]

    def __str__(self) -> str:
        return f"content hour {self.pk}"

    @property
    def ends_at(self) -> datetime:
        """When it is meant to be over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_live(self) -> bool:
        """Whether it is going on now."""
        return self.opened_at is not None and self.closed_at is None


class HourVisit(OrganisationModel):
    """Somebody signed up for a session, or said that they are there; both by their own tap."""

    hour = models.ForeignKey(ContentHour, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    signed_up_at = models.DateTimeField(null=True, blank=True)
    here_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hour", "person"], name="hour_visit_once")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.hour_id}"


class HourItem(OrganisationModel):
    """An idea on the agenda of a session that was opened, with the notes that were made."""

    hour = models.ForeignKey(ContentHour, on_delete=models.CASCADE, related_name="+")
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    shown_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(blank=True)
    notes_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hour", "idea"], name="hour_item_once")]

    def __str__(self) -> str:
        return f"idea {self.idea_id} at {self.hour_id}"


class Letter(OrganisationModel):
    """One mail about a session; the worker sends it once."""

    class Kind(models.TextChoices):
        INVITE = "invite"  # also its update: the sequence rises
        CANCEL = "cancel"

    kind = models.CharField(max_length=12)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    hour = models.ForeignKey(ContentHour, on_delete=models.CASCADE, related_name="+")
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)  # a worker is sending it
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hour", "person", "sequence"], name="hour_letter_once"),
        ]
        indexes = [
            models.Index(fields=["organisation"], condition=Q(sent_at__isnull=True, problem=""), name="letter_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"

"""Lessons of a few minutes, their order per target group, who finished which, and what a person aims for."""

from django.db import models
from django.db.models import Q

from kring.core.files import Folder
from kring.core.models import OrganisationModel


class Lesson(OrganisationModel):
    """One lesson: a text, one thing to try, one question and what explains it. Texts are {"nl": …, "en": …}."""

    key = models.SlugField(max_length=40, blank=True)  # of the set that Kring comes with; empty: an organisation's own
    title = models.JSONField(default=dict)
    body = models.JSONField(default=dict)  # Markdown
    task = models.JSONField(default=dict)  # one thing to try on one's own profile
    question = models.JSONField(default=dict, blank=True)
    answer = models.JSONField(default=dict, blank=True)
    picture = models.CharField(max_length=40, blank=True)  # an illustration of ours, by name
    film = models.FileField(upload_to=Folder("films"), blank=True)
    film_link = models.URLField(max_length=1000, blank=True)
    minutes = models.PositiveSmallIntegerField(default=3)
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], condition=~Q(key=""), name="lesson_key_once"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="lesson_takes_a_minute"),
        ]

    def __str__(self) -> str:
        return self.key or f"lesson {self.pk}"


class TrackStep(OrganisationModel):
    """That a lesson is part of a target group's track, and where."""

    target_group = models.ForeignKey("people.TargetGroup", on_delete=models.CASCADE, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["target_group", "lesson"], name="track_step_once")]

    def __str__(self) -> str:
        return f"{self.lesson_id} in {self.target_group_id}"


class Completion(OrganisationModel):
    """That a person read a lesson and tried it. Theirs alone: others only see counts of large groups."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "lesson"], name="completion_once")]
        indexes = [models.Index(fields=["organisation", "done_at"], name="completion_by_time")]

    def __str__(self) -> str:
        return f"{self.person_id} finished {self.lesson_id}"


class Goal(OrganisationModel):
    """What being comfortable means to one person. Private, and changed as they like."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)  # rules.Comfort
    own_words = models.CharField(max_length=200, blank=True)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], name="goal_one")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"

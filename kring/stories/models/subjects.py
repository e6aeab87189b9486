"""Sensitive subjects: what is going on, and what colleagues may say about it."""

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel
from kring.stories.models.stories import Story


class Subject(OrganisationModel):
    """Something that asks for care, until the hub lifts it. A story that stands on one is held: nobody sees it."""

    name = models.JSONField(default=dict)  # {"nl": …, "en": …}, as all that is said here
    happened = models.JSONField(default=dict)  # what happened
    may_say = models.JSONField(default=dict)  # what you may say
    ask = models.JSONField(default=dict)  # whom to ask
    words = models.TextField(blank=True)  # how it is recognised, as somebody typed it: choose.phrases reads it
    expected_until = models.DateField(null=True, blank=True)  # what people are told; lifting it takes a person
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_at__gte=models.F("since")),
                name="subject_lifted_after_since",
            )
        ]
        indexes = [models.Index(fields=["organisation"], condition=Q(lifted_at__isnull=True), name="subject_open")]

    def __str__(self) -> str:
        return str(self.name.get("en") or self.name.get("nl") or self.pk)


class Cleared(OrganisationModel):
    """A story with a subject's words in it that has nothing to do with it: an editor looked, and let it go on."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "story"], name="cleared_once")]

    def __str__(self) -> str:
        return f"{self.story_id} is not about {self.subject_id}"

"""A draft that is tried on one colleague first, and what they say. Each one's words are a row of their own."""

from django.db import models
from django.db.models import F, Q

from kring.core.models import OrganisationModel


class Practice(OrganisationModel):
    """One draft, shown to one colleague and nobody else. Whoever does not take part does not see it; nobody is told."""

    asker = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    helper = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_named = models.BooleanField(default=True)  # chosen by name; else by address, and then the name stays unsaid
    story = models.ForeignKey("stories.Story", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField()
    asked_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True, blank=True)  # the colleague stepped back, and sees it no more

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="practice_has_words"),
            models.CheckConstraint(condition=Q(helper__isnull=True) | ~Q(helper=F("asker")), name="practice_of_two"),
        ]
        indexes = [
            models.Index(fields=["asker", "-asked_at"], name="practice_of_asker"),
            models.Index(fields=["helper", "-asked_at"], name="practice_of_helper"),
        ]

    def __str__(self) -> str:
        return f"practice {self.pk}"


class PracticeAnswer(OrganisationModel):
    """What the colleague says about a draft."""

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    words = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="practice_answer_has_words")]

    def __str__(self) -> str:
        return f"answer to practice {self.practice_id}"

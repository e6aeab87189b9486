"""A thank-you to a colleague."""

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel


class Thanks(OrganisationModel):
    """A sentence of thanks to a person, for an idea or a help. On a wall only while the person agrees to that."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    idea = models.ForeignKey("stories.Idea", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.CharField(max_length=280)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="thanks_say_something")]
        indexes = [models.Index(fields=["organisation", "-created_at"], name="thanks_newest")]

    def __str__(self) -> str:
        return f"thanks {self.pk}"

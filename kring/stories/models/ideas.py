"""What colleagues bring in."""

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel
from kring.stories.models.stories import Story, Theme


class Idea(OrganisationModel):
    """What a colleague brings in: one of three questions answered is enough."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    going_on = models.TextField(blank=True)  # what is going on in your work?
    to_share = models.TextField(blank=True)  # what should we put on social media?
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    story = models.ForeignKey(Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(going_on="") | ~Q(to_share="") | Q(theme__isnull=False), name="idea_says_something"
            )
        ]

    def __str__(self) -> str:
        return f"idea {self.pk}"

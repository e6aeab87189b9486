"""A second question under a story, for a half of the people that is drawn by lot."""

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel


class QuestionTrial(OrganisationModel):
    """Between two moments a half of the people sees another question under a story; the seed says who."""

    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="+")
    prompt = models.JSONField()  # {"nl": …, "en": …}: the other question
    seed = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story"], name="question_trial_once"),
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="question_trial_ends_later"),
        ]

    def __str__(self) -> str:
        return f"second question under {self.story_id}"

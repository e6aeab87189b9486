"""“May I post this?”: what colleagues ask, and the answers that others learn from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kring.core.models import OrganisationModel


class Verdict(models.TextChoices):
    """What a human of the hub answered."""

    YES = "yes", _("Yes")
    BETTER = "better", _("Better like this")
    NO = "no", _("Rather not")


class Question(OrganisationModel):
    """A colleague asks whether they may post something; between them and the hub."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey("stories.Story", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()  # what they would post
    doubt = models.CharField(max_length=500, blank=True)  # what they are not sure of
    key = models.CharField(max_length=40)  # a second press of the same button is the same question
    asked_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # by mail, to those who agreed to mail
    seen_at = models.DateTimeField(null=True, blank=True)  # the answer, by who asked

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="question_once"),
            models.CheckConstraint(condition=~Q(text=""), name="question_has_a_text"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(verdict=""), name="question_answered_with_a_verdict"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "asked_at"], condition=Q(answered_at=None), name="question_waiting")
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"


class Precedent(OrganisationModel):
    """What everybody may learn from an answer: written anew by an editor, with nothing that leads to who asked."""

    question = models.OneToOneField(Question, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked = models.JSONField(default=dict)  # {"nl": …, "en": …}
    answer = models.JSONField(default=dict)
    verdict = models.CharField(max_length=10)
    month = models.DateField()  # the first of it: no finer date is kept

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(asked={}) & ~Q(answer={}), name="precedent_says_something"),
            models.CheckConstraint(condition=Q(month__day=1), name="precedent_no_finer_than_a_month"),
        ]
        indexes = [models.Index(fields=["organisation", "-month"], name="precedent_newest")]

    def __str__(self) -> str:
        return f"precedent {self.pk}"

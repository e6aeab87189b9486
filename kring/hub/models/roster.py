"""Who is at the desk, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kring.core.models import OrganisationModel


class Duty(OrganisationModel):
    """Somebody is at the desk, on one part of one day."""

    class Part(models.TextChoices):
        MORNING = "morning", _("morning")
        AFTERNOON = "afternoon", _("afternoon")

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    part = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day", "part"], name="duty_once")]
        indexes = [models.Index(fields=["organisation", "day"], name="duty_by_day")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.day}, {self.part}"

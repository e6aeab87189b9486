"""Which unit starts when: waves, and the plans (drawn by lot or made by hand) they come from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kring.core.models import OrganisationModel


class Wave(OrganisationModel):
    """Units that start together. Waves are those of the plan that was accepted."""

    programme = models.ForeignKey("rollout.Programme", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()  # from 1
    starts_on = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="wave_number_once")]

    def __str__(self) -> str:
        return f"wave {self.number}"


class Draw(OrganisationModel):
    """A plan of which unit starts in which wave: what it was made from, what came out, and who accepted it.

    `given` and `seed` are all that a draw follows from, so that anybody can repeat it.
    """

    class Status(models.TextChoices):
        DRAWING = "drawing", _("being drawn")
        READY = "ready", _("ready to look at")
        FAILED = "failed", _("could not be drawn")
        ACCEPTED = "accepted", _("accepted")
        REPLACED = "replaced", _("replaced by a later plan")

    programme = models.ForeignKey("rollout.Programme", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    is_by_lot = models.BooleanField(default=True)
    seed = models.CharField(max_length=120, blank=True)
    given = models.JSONField(default=dict)  # rules.draws.Given: units, room, days, rules
    found = models.JSONField(default=dict)  # rules.draws.Found: wave of each unit, balance, what it could detect, …
    kept = models.JSONField(default=list)  # numbers of the draws it was taken from: the later test shuffles over these
    status = models.CharField(max_length=10, default=Status.DRAWING)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    worked_at = models.DateTimeField(null=True, blank=True)  # a worker was busy with it
    accepted_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_by_lot=False) | ~Q(seed=""), name="draw_by_lot_has_seed"),
            models.UniqueConstraint(fields=["programme"], condition=Q(status="accepted"), name="draw_one_accepted"),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(accepted_at__isnull=False), name="draw_accepted_when"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-created_at"], name="draw_newest")]

    def __str__(self) -> str:
        return f"plan {self.pk}"

    @property
    def status_word(self) -> str:
        """How far it is, in words."""
        return str(self.Status(self.status).label)

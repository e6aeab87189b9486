"""Sessions in a room or by video: when, where, how many places, who signed up and who came."""

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel


class Session(OrganisationModel):
    """One training that people come together for."""

    title = models.JSONField(default=dict)  # {"nl": …, "en": …}
    about = models.JSONField(default=dict, blank=True)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=200, blank=True)
    video_link = models.URLField(max_length=500, blank=True)
    places = models.PositiveSmallIntegerField(default=12)
    trainer = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sequence = models.PositiveSmallIntegerField(default=0)  # how often what a calendar shows was changed
    called_off_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1), name="session_has_places"),
            models.CheckConstraint(condition=~Q(place="") | ~Q(video_link=""), name="session_is_somewhere"),
        ]
        indexes = [models.Index(fields=["organisation", "starts_at"], name="session_by_time")]

    def __str__(self) -> str:
        return f"session {self.pk}"


class SignUp(OrganisationModel):
    """That a person wants to come. The first so many have a place, the others wait: nothing to move up by hand."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    signed_up_at = models.DateTimeField()
    came = models.BooleanField(null=True)  # None: not noted (yet)

    class Meta:
        ordering = ["signed_up_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="sign_up_once")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.session_id}"

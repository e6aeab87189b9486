"""What colleagues bring in, with their pictures and recordings, and whom they ask for more."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kring.core.files import Folder
from kring.core.models import OrganisationModel
from kring.core.words import said_in
from kring.stories.errors import LEFT_OUT
from kring.stories.models.stories import Story, Theme


class Idea(OrganisationModel):
    """What a colleague brings in: one of three questions answered, a link, or a file is enough."""

    class Outcome(models.TextChoices):
        MAKE = "make", _("We make it")
        LATER = "later", _("Later")
        NOT_NOW = "not_now", _("Not now")

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    going_on = models.TextField(blank=True)  # what is going on in your work?
    to_share = models.TextField(blank=True)  # what should we put on social media?
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    link = models.URLField(max_length=1000, blank=True, default="", db_default="")
    has_files = models.BooleanField(default=False, db_default=False)  # pictures or a recording came with it
    # Of the mail it came by, or of the form: what arrives a second time is the same idea.
    message_id = models.CharField(max_length=300, blank=True, default="", db_default="")
    left_out = models.CharField(max_length=20, blank=True, default="", db_default="")  # a key of errors.LEFT_OUT
    created_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=10, blank=True, default="", db_default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.TextField(blank=True)
    owner = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField(null=True, blank=True)  # when the owner is to be done; for "later": when it comes back
    story = models.ForeignKey(Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1)  # two editors never decide over each other

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(going_on="") | ~Q(to_share="") | Q(theme__isnull=False) | ~Q(link="") | Q(has_files=True),
                name="idea_says_something",
            ),
            models.CheckConstraint(condition=~Q(outcome="not_now") | ~Q(answer=""), name="idea_not_now_says_why"),
            models.CheckConstraint(condition=Q(outcome="") | Q(answered_at__isnull=False), name="idea_outcome_is_told"),
            models.UniqueConstraint(
                fields=["organisation", "message_id"], condition=~Q(message_id=""), name="idea_once_per_mail"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "created_at"], condition=Q(answered_at__isnull=True), name="idea_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"idea {self.pk}"

    @property
    def in_short(self) -> str:
        """What it says where there is room for a line or two: its words, else what it came with."""
        theme = said_in(self.theme.name) if self.theme else ""
        return self.to_share or self.going_on or theme or self.link or str(_("Only a photo or recording"))

    @property
    def left_out_words(self) -> str:
        """Why a file that came with the mail was left out; empty when none was."""
        return str(LEFT_OUT.get(self.left_out, ""))


class IdeaPicture(OrganisationModel):
    """A picture that came with an idea: drawn anew, for its person and the editors."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")  # who brought it
    picture = models.FileField(upload_to=Folder("ideas"))
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"picture of idea {self.idea_id}"


class Recording(OrganisationModel):
    """A voice note or a film that came with an idea: nobody hears it before the worker has checked it."""

    class Status(models.TextChoices):
        ARRIVING = "arriving", _("being checked")
        STORED = "stored", _("stored")
        REFUSED = "refused", _("refused")

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")  # who brought it
    status = models.CharField(max_length=10, default=Status.ARRIVING)
    original = models.FileField(upload_to=Folder("arriving"), blank=True)  # as it came; gone once it is checked
    file = models.FileField(upload_to=Folder("recordings"), blank=True)  # only sound and picture, written anew
    is_film = models.BooleanField(default=False)
    seconds = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=30, blank=True)  # a key of errors.RECORDING_PROBLEMS
    claimed_at = models.DateTimeField(null=True, blank=True)  # a worker is checking it
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(status="refused") | ~Q(problem=""), name="recording_refused_says_why"),
        ]
        indexes = [
            models.Index(fields=["organisation"], condition=Q(status="arriving"), name="recording_arriving"),
        ]

    def __str__(self) -> str:
        return f"recording of idea {self.idea_id}"


class Nomination(OrganisationModel):
    """A colleague was asked to tell about something. Without `person`: an address of nobody who takes part."""

    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # told, or no thanks: nobody else learns which
    idea = models.ForeignKey(Idea, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(about=""), name="nomination_says_about_what"),
            models.CheckConstraint(condition=~Q(by=models.F("person")), name="nomination_of_a_colleague"),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(closed_at__isnull=True), name="nomination_open"),
        ]

    def __str__(self) -> str:
        return f"nomination {self.pk}"

"""Answering: what the desk says, to whom, and what it keeps beside it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kring.core.models import OrganisationModel
from kring.hub.models.listening import Mention


class OpeningHours(OrganisationModel):
    """When the desk is open, in the organisation's own time: answers are due in these hours only."""

    week = models.JSONField(default=list)  # seven days from Monday: ["09:00", "17:00"], or null when closed
    holidays = models.JSONField(default=list, blank=True)  # days that are closed, as "2026-12-25"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="opening_hours_once")]

    def __str__(self) -> str:
        return f"opening hours of {self.organisation_id}"


class Answer(OrganisationModel):
    """One answer of the desk to one mention: posted by Kring, or said by a person to be posted."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being posted")
        PUBLISHED = "published", _("posted")
        CLAIMED = "claimed", _("posted, in a colleague's word")  # answered at the place itself; nothing confirms it
        UNKNOWN = "unknown", _("not known whether it was posted")
        FAILED = "failed", _("not posted")
        TAKEN_BACK = "taken_back", _("taken back")

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()  # exactly what its writer saw
    status = models.CharField(max_length=10, default=Status.QUEUED)
    key = models.CharField(max_length=40, unique=True)  # ours, the same over all tries, so that it can be looked up
    ref = models.CharField(max_length=300, blank=True)  # the place's own id of the answer
    url = models.URLField(max_length=1000, blank=True)
    problem = models.CharField(max_length=300, blank=True)  # a sentence for the desk
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)  # when the worker has to act
    claimed_at = models.DateTimeField(null=True, blank=True)  # a worker has it since
    first_try_at = models.DateTimeField(null=True, blank=True)  # what may be there is looked for from here on
    created_at = models.DateTimeField(auto_now_add=True)
    posted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="answer_has_text"),
            models.UniqueConstraint(
                fields=["mention"],
                condition=Q(status__in=["queued", "sending", "unknown"]),
                name="answer_one_under_way",
            ),
        ]
        indexes = [
            models.Index(fields=["mention", "created_at"], name="answer_of_mention"),
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="answer_due"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Answering(OrganisationModel):
    """That somebody has the reply box of a mention open, until when, and what they wrote so far."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()  # in the past: the box is closed, the words are kept
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mention", "person"], name="answering_once")]

    def __str__(self) -> str:
        return f"{self.person_id} answers {self.mention_id}"


class Note(OrganisationModel):
    """What a colleague at the desk wants the others to know; nobody outside the desk reads it."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_has_text")]
        indexes = [models.Index(fields=["mention", "created_at"], name="note_of_mention")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class NoteFor(OrganisationModel):
    """That a note is meant for a colleague, until they have seen it."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="note_for_once")]
        indexes = [models.Index(fields=["person"], condition=Q(seen_at__isnull=True), name="note_for_unseen")]

    def __str__(self) -> str:
        return f"note {self.note_id} for {self.person_id}"


class CannedAnswer(OrganisationModel):
    """A text to begin an answer with: it is put into the reply box, and made fitting there."""

    title = models.CharField(max_length=120)
    text = models.JSONField(default=dict)  # {"nl": …, "en": …}
    department = models.ForeignKey(
        "people.Department", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # none: for everybody at the desk

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "title"], name="canned_answer_once")]

    def __str__(self) -> str:
        return self.title

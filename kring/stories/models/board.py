"""What editors do together on a story: versions, talk, review, who it is about, and who writes it."""

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel
from kring.stories.models.stories import Story


class BoardRules(OrganisationModel):
    """How an organisation works on its board."""

    review = models.CharField(max_length=10, default="sensitive")  # whose stories need a second pair of eyes: Review

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="board_rules_once")]

    def __str__(self) -> str:
        return self.review


class StoryVersion(OrganisationModel):
    """A story as it was written at one moment; none is ever changed."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    snapshot = models.JSONField()  # what the editor wrote, as rules.versions flattens it
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    of = models.PositiveIntegerField(null=True, blank=True)  # brought back from this number
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "number"], name="story_version_once")]

    def __str__(self) -> str:
        return f"{self.story_id} v{self.number}"


class Typed(OrganisationModel):
    """What somebody is typing on a story and has not kept yet; the story itself does not know."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey(
        Story, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )  # None: a new one
    fields = models.JSONField(default=dict)  # the form's fields by name, each a list
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "story"], name="typed_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} types on {self.story_id}"


class StoryNote(OrganisationModel):
    """Something said or decided about a story; together they are its history."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=20)  # rules.board.Note
    words = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)  # a move: {"to": "review"}
    at_version = models.PositiveIntegerField(default=0)  # of the text, when it was said
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["story", "created_at"], name="story_note_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.story_id}"


class StoryMention(OrganisationModel):
    """Somebody who was called to a note; it waits on their board until they looked."""

    note = models.ForeignKey(StoryNote, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="story_mention_once")]
        indexes = [
            models.Index(fields=["person"], condition=Q(seen_at__isnull=True), name="story_mention_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.note_id}"


class StoryPerson(OrganisationModel):
    """Somebody a story comes from. Their name is shown only when they said yes to this story."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    agrees = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "person"], name="story_person_once"),
            models.CheckConstraint(
                condition=Q(agrees__isnull=True, answered_at__isnull=True)
                | Q(agrees__isnull=False, answered_at__isnull=False),
                name="story_person_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.story_id}"


class GivenStory(OrganisationModel):
    """A story that a writer from outside was given to work on."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "person"], name="given_story_once")]

    def __str__(self) -> str:
        return f"{self.story_id} for {self.person_id}"


class CalendarFeed(OrganisationModel):
    """The address at which somebody's own calendar reads the plan; a new secret makes the old address useless."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    secret = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], name="calendar_feed_once")]

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"

"""Pillars, themes, where stories come from, and the stories themselves."""

from datetime import datetime

from django.db import models
from django.db.models import Q, Value

from kring.core.files import Folder
from kring.core.models import OrganisationModel


class Pillar(OrganisationModel):
    """What the organisation wants to be known for; themes rest on it."""

    name = models.JSONField(default=dict)  # {"nl": …, "en": …}
    weight = models.PositiveSmallIntegerField(default=25)  # planned part of all stories, in per cent
    hue = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.name.get("en") or self.name.get("nl") or self.pk)


class Theme(OrganisationModel):
    """A subject that stories are about."""

    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="+")
    name = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.name.get("en") or self.name.get("nl") or self.pk)


class Source(OrganisationModel):
    """A content source that is looked at regularly: a feed of the newsroom, a blog."""

    kind = models.CharField(max_length=40, default="rss")  # a connector's key
    name = models.CharField(max_length=120)
    address = models.URLField(max_length=500)
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=2, default="nl")
    is_on = models.BooleanField(default=True)
    next_look_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "address"], name="source_address_once")]

    def __str__(self) -> str:
        return self.name


class Found(OrganisationModel):
    """Something a source brought, waiting for an editor to take or leave it."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=500)  # the source's own id for it
    link = models.URLField(max_length=1000)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    picture_link = models.URLField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)  # an editor left it
    story = models.ForeignKey("stories.Story", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="found_once")]
        indexes = [
            models.Index(
                fields=["organisation", "-found_at"],
                condition=Q(left_at__isnull=True, story__isnull=True),
                name="found_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Story(OrganisationModel):
    """Something worth telling. It is live between two moments; without the first it is a draft."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    link = models.URLField(max_length=1000, blank=True)
    picture = models.ImageField(upload_to=Folder("stories"), blank=True)
    picture_alt = models.JSONField(default=dict, blank=True)
    live_from = models.DateTimeField(null=True, blank=True)
    live_until = models.DateTimeField(null=True, blank=True)
    editorial = models.SmallIntegerField(default=0)  # -1 less, 0, 1 more: the editor's own weight in the feed
    is_for_everyone = models.BooleanField(default=True)  # False: made for the groups of its variants
    unit = models.ForeignKey(
        "people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # a local story: for people of this unit and of those below it alone
    subject = models.ForeignKey(
        "stories.Subject", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # sensitive now, so the story is held; lifting the subject takes it off
    stage = models.CharField(max_length=10, default="draft", db_default="draft")  # of a story that is not out: Stage
    archived_at = models.DateTimeField(null=True, blank=True)  # a draft that was put aside
    version = models.PositiveIntegerField(default=1, db_default=1)  # raised when it moves, so that two do not at once
    sensitivity = models.CharField(max_length=10, default="normal", db_default="normal")  # or sensitive: think first
    sensitive_why = models.TextField(blank=True, db_default="")
    brand_text = models.JSONField(default=dict, blank=True, db_default=Value({}, models.JSONField()))  # the brand's own
    embargo_until = models.DateTimeField(null=True, blank=True)  # not before
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-live_from"], name="story_newest"),
            models.Index(fields=["organisation", "changed_at"], name="story_changed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(live_until__isnull=True) | Q(live_until__gt=models.F("live_from")),
                name="story_until_after_from",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(live_from__isnull=True), name="story_put_aside_is_a_draft"
            ),
            models.CheckConstraint(
                condition=Q(embargo_until__isnull=True)
                | Q(live_from__isnull=True)
                | Q(live_from__gte=models.F("embargo_until")),
                name="story_after_its_embargo",
            ),
        ]

    def __str__(self) -> str:
        return f"story {self.pk}"

    def is_live_at(self, now: datetime) -> bool:
        """Return whether the story may be shown and shared at `now`."""
        started = self.live_from is not None and self.live_from <= now and not self.is_held
        return started and (not self.live_until or now < self.live_until)

    @property
    def is_held(self) -> bool:
        """Whether a sensitive subject keeps the story back."""
        return self.subject_id is not None

    @property
    def is_sensitive(self) -> bool:
        """Whether an editor said: think first."""
        return self.sensitivity == "sensitive"


class StoryText(OrganisationModel):
    """A story in one language."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)  # Markdown
    behind_since = models.DateTimeField(null=True, blank=True)  # the other language changed then, and this one did not

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "language"], name="story_text_once")]

    def __str__(self) -> str:
        return self.title


class Variant(OrganisationModel):
    """A story for one target group: the question that invites people to tell it, perhaps an example sentence.

    A story for everyone may have variants too: a question of its own for one group. A story that is not for everyone
    is made for the groups it has variants for; others see it now and then.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    target_group = models.ForeignKey("people.TargetGroup", on_delete=models.CASCADE, related_name="+")
    prompt = models.JSONField(default=dict)  # {"nl": "Wat vertelde jij …?", "en": …}
    example = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "target_group"], name="variant_once")]

    def __str__(self) -> str:
        return f"{self.story_id} for {self.target_group_id}"


class Reading(OrganisationModel):
    """A person opened a story: listening counts as much as posting."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "story"], name="reading_once")]
        indexes = [models.Index(fields=["organisation", "opened_at"], name="reading_by_time")]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.story_id}"

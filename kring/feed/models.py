"""What the feed remembers: which stories are hot for whom, what was shown, and what somebody would rather not see."""

from django.db import models

from kring.core.models import OrganisationModel


class HotStory(OrganisationModel):
    """A story in one segment (all, or one target group), in the order that the feed looks at them."""

    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="+")
    segment = models.CharField(max_length=24)  # "all", or "group:7"
    languages = models.CharField(max_length=8)  # "nl", "en" or "nl,en"
    theme_id = models.BigIntegerField()
    unit_id = models.BigIntegerField(null=True, blank=True)  # a local story: for this unit and those below it alone
    fit = models.SmallIntegerField(default=0)  # 1 made for this segment or unit, 0 for everyone, -1 for other groups
    hot = models.FloatField()
    shares = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    price = models.FloatField(default=0)  # what it costs to show it once more: rises when too many people got it
    editorial = models.SmallIntegerField(default=0)
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "segment"], name="hot_story_once")]
        indexes = [
            models.Index(
                fields=["organisation", "segment", "-hot"],
                include=[
                    "story",
                    "languages",
                    "theme_id",
                    "unit_id",
                    "fit",
                    "shares",
                    "shown",
                    "price",
                    "editorial",
                    "live_from",
                    "live_until",
                ],
                name="hot_story_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.story_id} in {self.segment}"


class Freshness(OrganisationModel):
    """How far the feed has followed the stories: everything that changed before is in `HotStory`."""

    followed_until = models.DateTimeField()
    counted_at = models.DateTimeField(null=True, blank=True)  # shares, impressions and prices

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="freshness_once")]

    def __str__(self) -> str:
        return f"followed until {self.followed_until}"


class Impression(OrganisationModel):
    """A story was put on a person's feed: where, why, and with which chance, so that it can be evaluated fairly."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="+")
    theme_id = models.BigIntegerField()
    place = models.PositiveSmallIntegerField()
    propensity = models.FloatField()
    is_explored = models.BooleanField(default=False)
    why = models.CharField(max_length=40, blank=True)  # what told most for it: "theme new"
    shown_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "story", "shown_on"], name="impression_once_a_day")]
        indexes = [models.Index(fields=["organisation", "shown_on"], name="impression_by_day")]

    def __str__(self) -> str:
        return f"{self.story_id} to {self.person_id}"


class Hidden(OrganisationModel):
    """A story, or a whole theme, that a person does not want to see."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey("stories.Story", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey("stories.Theme", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "story", "theme"], nulls_distinct=False, name="hidden_once"),
            models.CheckConstraint(
                condition=models.Q(story__isnull=False) | models.Q(theme__isnull=False), name="hidden_something"
            ),
        ]

    def __str__(self) -> str:
        return f"hidden for {self.person_id}"

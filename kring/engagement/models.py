"""What happened to a share: clicks on its link, and the networks' own numbers over time."""

from django.db import models

from kring.core.models import OrganisationModel


class Click(OrganisationModel):
    """Somebody, or something, followed a tracked link. Nothing here tells who: the visitor's mark dies with the day."""

    class By(models.TextChoices):
        PERSON = "person"
        ROBOT = "robot"  # crawlers, scanners, monitors
        PREVIEW = "preview"  # a network or messenger making its little card
        PREFETCH = "prefetch"  # a browser guessing, or a HEAD request

    share = models.ForeignKey("sharing.Share", on_delete=models.CASCADE, related_name="+")
    by = models.CharField(max_length=10)
    visitor = models.CharField(max_length=24)  # keyed hash of address and browser; the key is thrown away daily
    referrer_host = models.CharField(max_length=120, blank=True)
    clicked_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["share", "by", "clicked_at"], name="click_of_share"),
            models.Index(fields=["organisation", "clicked_at"], name="click_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.by} on {self.share_id}"


class DayKey(OrganisationModel):
    """The key that visitors' marks of one day are made with; yesterday's is deleted."""

    day = models.DateField()
    key = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="day_key_once")]

    def __str__(self) -> str:
        return str(self.day)


class Snapshot(OrganisationModel):
    """One number of one post at one moment. None: the network did not say. Never changed, only added to."""

    class Metric(models.TextChoices):
        REACTIONS = "reactions"
        COMMENTS = "comments"
        RESHARES = "reshares"
        IMPRESSIONS = "impressions"

    share = models.ForeignKey("sharing.Share", on_delete=models.CASCADE, related_name="+")
    metric = models.CharField(max_length=12)
    value = models.PositiveIntegerField(null=True)
    taken_at = models.DateTimeField()
    source = models.CharField(max_length=14, default="api")  # api, self_reported

    class Meta:
        indexes = [models.Index(fields=["share", "metric", "-taken_at"], name="snapshot_newest")]

    def __str__(self) -> str:
        return f"{self.metric} of {self.share_id}: {self.value}"


class ReadBack(OrganisationModel):
    """When a post's numbers are to be read next; the row is the truth, jobs only wake up for it."""

    share = models.OneToOneField("sharing.Share", on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField(default=0)  # which moment of rules.SCHEDULE comes next
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)  # None: no more
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"read back {self.share_id}"

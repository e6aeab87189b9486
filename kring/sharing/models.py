"""Sharing in own words: connected accounts, drafts, shares and the links that are counted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kring.connectors.registry import CHANNELS
from kring.core.models import OrganisationModel


class ChannelApp(OrganisationModel):
    """What an organisation is called at a network's server: a client id and its secret."""

    channel = models.CharField(max_length=40)
    server = models.CharField(max_length=200)
    sealed = models.BinaryField()  # core.secrets
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "channel", "server"], name="channel_app_once")]

    def __str__(self) -> str:
        return f"{self.channel} at {self.server}"


class ConnectedAccount(OrganisationModel):
    """A person's own account on a network, which Kring may post to after they saw the post."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=40)
    server = models.CharField(max_length=200)
    remote_id = models.CharField(max_length=200)  # the network's lasting id (a DID, an account number)
    handle = models.CharField(max_length=200)
    sealed = models.BinaryField()  # tokens: core.secrets
    expires_at = models.DateTimeField(null=True, blank=True)
    needs_reconnect = models.BooleanField(default=False)
    connected_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="connected_account_once")]

    def __str__(self) -> str:
        return self.handle


class Draft(OrganisationModel):
    """What a person was writing about a story; it waits for them on every device."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="+")
    own_words = models.TextField()
    channel = models.CharField(max_length=40, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "story"], name="draft_once")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Share(OrganisationModel):
    """One person putting one story on one channel, in their own words."""

    class Status(models.TextChoices):
        OPENED = "opened", _("opened, not said to be posted")  # handed to the network's own page
        CLAIMED = "claimed", _("posted, in your own word")  # the person says so; no network confirms it
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being posted")
        PUBLISHED = "published", _("posted")
        UNKNOWN = "unknown", _("not known whether it was posted")
        FAILED = "failed", _("not posted")
        DELETED = "deleted", _("taken back")

    class WordsKind(models.TextChoices):
        OWN = "own", _("own words")
        MIXED = "mixed", _("partly own words")
        COPY = "copy", _("mostly the example")

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey("stories.Story", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=40)  # a connector's key, so a new channel needs no migration
    account = models.ForeignKey(ConnectedAccount, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    own_words = models.TextField()
    post = models.TextField()  # exactly what the person saw: own words, disclosure and link
    language = models.CharField(max_length=2, default="nl")
    words_kind = models.CharField(max_length=5, default=WordsKind.OWN)  # of this post; never a mark of a person
    status = models.CharField(max_length=10, default=Status.QUEUED)
    key = models.CharField(max_length=40, unique=True)  # ours, the same over all tries, so that a post can be looked up
    ref = models.CharField(max_length=300, blank=True)  # the network's own id of the post
    url = models.URLField(max_length=500, blank=True)
    problem = models.CharField(max_length=300, blank=True)  # a sentence for the person
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)  # when the worker has to act; also: post it later
    waiting_since = models.DateTimeField(null=True, blank=True)  # due then, but held or paused: no worker has to act
    told_about = models.ForeignKey(
        "stories.Subject", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # the sensitive subject that its person was told holds it
    claimed_at = models.DateTimeField(null=True, blank=True)  # a worker has it since
    first_try_at = models.DateTimeField(null=True, blank=True)  # a post that may be there is looked for from here on
    created_at = models.DateTimeField(auto_now_add=True)
    posted_at = models.DateTimeField(null=True, blank=True)

    COUNTED = (Status.PUBLISHED, Status.CLAIMED)
    NOT_STANDING = (Status.FAILED, Status.DELETED, Status.OPENED)  # another share of the story may take their place

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "story", "channel"],
                condition=~Q(status__in=["failed", "deleted", "opened"]),
                name="share_once_per_channel",
            ),
            models.CheckConstraint(condition=~Q(own_words=""), name="share_has_own_words"),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="share_of_person"),
            models.Index(fields=["organisation", "posted_at"], name="share_by_time"),
            models.Index(fields=["story", "status"], name="share_of_story"),
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="share_due"),
            models.Index(fields=["organisation"], condition=Q(waiting_since__isnull=False), name="share_waiting"),
        ]

    def __str__(self) -> str:
        return f"share {self.pk}"

    @property
    def channel_name(self) -> str:
        """What the channel calls itself; one that is no longer there keeps its key."""
        return CHANNELS[self.channel].caps.name if self.channel in CHANNELS else self.channel


class TrackedLink(OrganisationModel):
    """A short address of our own that leads to a story's page and counts who follows it. Never leads elsewhere."""

    share = models.OneToOneField(Share, on_delete=models.CASCADE, related_name="+")
    slug = models.CharField(max_length=16)
    target = models.URLField(max_length=1000)  # fixed when the link is made
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="tracked_link_slug")]

    def __str__(self) -> str:
        return self.slug


class WeekBefore(OrganisationModel):
    """How often somebody posted in a week before they took part, from an archive of their own: a count, no more."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=40)
    monday = models.DateField()
    posts = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "channel", "monday"], name="week_before_once"),
            models.CheckConstraint(condition=Q(posts__gte=1), name="week_before_has_posts"),
        ]
        indexes = [models.Index(fields=["organisation", "monday"], name="week_before_by_time")]

    def __str__(self) -> str:
        return f"{self.posts} in the week of {self.monday}"


class Stop(OrganisationModel):
    """Everything that waits to be posted is kept back, until two different people say that it may go on."""

    reason = models.CharField(max_length=300)  # people who could share read it
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    stopped_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")  # to go on
    asked_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ended_at__isnull=True), name="stop_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="stop_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(asked_by__isnull=True) | ~Q(ended_by=models.F("asked_by")),
                name="stop_undone_by_two",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(asked_at__isnull=False), name="stop_asked_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.reason

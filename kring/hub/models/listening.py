"""Where the hub listens, and what it hears."""

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kring.core.models import OrganisationModel


class ListeningPost(OrganisationModel):
    """A place outside where the hub listens: a feed, the organisation's own account, a mailbox, a webhook."""

    kind = models.CharField(max_length=40)  # a listener's key, so a new one needs no migration
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=500, blank=True)  # what this kind asks for: a feed, a server, a mailbox
    search = models.CharField(max_length=300, blank=True)  # words to look for, where the kind can search
    sealed = models.BinaryField(default=bytes)  # tokens and passwords: core.secrets
    cursor = models.JSONField(default=dict, blank=True)  # where listening stopped: the next look goes on from there
    department = models.ForeignKey(
        "people.Department", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # who answers what comes in here, until somebody says otherwise
    answer_within = models.PositiveIntegerField(default=240)  # minutes of opening hours
    is_on = models.BooleanField(default=True)
    next_look_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)  # what went wrong, by its key in rules.listening
    failures = models.PositiveSmallIntegerField(default=0, db_default=0)  # looks in a row that brought nothing
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["next_look_at"], condition=Q(is_on=True), name="listening_post_due")]

    def __str__(self) -> str:
        return self.name


class Mention(OrganisationModel):
    """Something that somebody outside said or asked, and what became of it here."""

    class Status(models.TextChoices):
        NEW = "new", _("new")
        IN_HAND = "in_hand", _("in hand")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("needs no answer")

    listening_post = models.ForeignKey(
        ListeningPost, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # none: a colleague handed it over
    key = models.CharField(max_length=300)  # the place's own id for it, so that it comes in once
    thread = models.CharField(max_length=300, blank=True)  # what belongs to one conversation
    kind = models.CharField(max_length=20, default="mention")  # mention, reply, question, message
    who = models.CharField(max_length=200, blank=True)
    handle = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=1000, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=2, blank=True)
    reply_to = models.JSONField(default=dict, blank=True)  # what the listener needs to answer it; empty: open it there
    said_at = models.DateTimeField()
    came_at = models.DateTimeField(auto_now_add=True)
    handed_over_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    share = models.ForeignKey("sharing.Share", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    pillar = models.ForeignKey("stories.Pillar", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    department = models.ForeignKey(
        "people.Department", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    feeling = models.CharField(max_length=10, blank=True)  # glad, neutral, upset: said by a person, never worked out
    assignee = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, default=Status.NEW)
    ended_at = models.DateTimeField(null=True, blank=True)  # answered or closed
    version = models.PositiveIntegerField(default=1)  # two people who change it at once are told
    idea = models.ForeignKey("stories.Idea", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.GeneratedField(  # kept, not indexed: row-level security looks at the rows before an index on words
        expression=SearchVector("text", "who", config="dutch") + SearchVector("text", "who", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "listening_post", "key"], name="mention_once"),
            models.UniqueConstraint(
                fields=["organisation", "key"],
                condition=Q(listening_post__isnull=True),
                name="mention_handed_over_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "status", "due_at"], name="mention_open"),
            models.Index(fields=["organisation", "-said_at"], name="mention_newest"),
            models.Index(fields=["organisation", "thread"], name="mention_thread"),
        ]

    def __str__(self) -> str:
        return f"mention {self.pk}"

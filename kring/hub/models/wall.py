"""What the screens in the hall show, and the screens themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kring.core.models import OrganisationModel


class Wall(OrganisationModel):
    """What a screen shows: panels in an order, in a language and a look. An organisation may have several."""

    class Language(models.TextChoices):
        NL = "nl", _("Dutch")
        EN = "en", _("English")
        BOTH = "both", _("Dutch and English in turn")

    class Look(models.TextChoices):
        LIGHT = "light", _("Always light")
        DARK = "dark", _("Always dark")
        BY_TIME = "time", _("Light by day, dark in the evening")

    name = models.CharField(max_length=80)
    language = models.CharField(max_length=4, default=Language.NL)
    look = models.CharField(max_length=5, default=Look.LIGHT)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="wall_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def language_words(self) -> str:
        """What it speaks, in words."""
        return str(self.Language(self.language).label)


class Panel(OrganisationModel):
    """One thing a wall shows in its turn. A message says what the hub wrote; the others fill themselves."""

    class Kind(models.TextChoices):
        STORIES = "stories", _("Stories of today")
        THEMES = "themes", _("Themes")
        HOUR = "hour", _("The next content hour")
        ANSWERED = "answered", _("Questions answered this week")
        THANKS = "thanks", _("Thank-yous")
        CIRCLES = "circles", _("What circles reached")
        MESSAGE = "message", _("A message of your own")

    wall = models.ForeignKey(Wall, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    is_on = models.BooleanField(default=True)
    seconds = models.PositiveSmallIntegerField(default=15)
    text = models.JSONField(default=dict, blank=True)  # of a message: {"nl": …, "en": …}
    shown_from = models.DateTimeField(null=True, blank=True)
    shown_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["wall", "kind"], condition=~Q(kind="message"), name="panel_of_a_kind_once"),
            models.CheckConstraint(condition=Q(seconds__gte=5, seconds__lte=300), name="panel_seconds_sensible"),
            models.CheckConstraint(
                condition=Q(shown_until__isnull=True)
                | Q(shown_from__isnull=True)
                | Q(shown_until__gt=models.F("shown_from")),
                name="panel_until_after_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.wall_id}"

    @property
    def label(self) -> str:
        """What this kind of panel is called."""
        return str(self.Kind(self.kind).label)

    @property
    def is_message(self) -> bool:
        """Whether the hub wrote it."""
        return self.kind == self.Kind.MESSAGE


class WallState(OrganisationModel):
    """What a wall shows right now, ready to be sent: the one row that a screen's question reads."""

    wall = models.ForeignKey(Wall, on_delete=models.CASCADE, related_name="+")
    etag = models.CharField(max_length=40)
    content = models.TextField()  # JSON
    built_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wall"], name="wall_state_once")]

    def __str__(self) -> str:
        return f"state of wall {self.wall_id}"


class Screen(OrganisationModel):
    """A screen that somebody of the hub connected. Its token opens what its wall shows, and nothing else."""

    name = models.CharField(max_length=80)
    wall = models.ForeignKey(Wall, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64)  # of the code that was on the screen: used once
    token_hash = models.CharField(max_length=64, blank=True)  # empty: confirmed, and not fetched by the screen yet
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["code_hash"], name="screen_by_code"),
            models.Index(fields=["organisation", "-seen_at"], name="screen_seen"),
        ]

    def __str__(self) -> str:
        return self.name

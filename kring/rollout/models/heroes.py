"""Choosing heroes: what is wanted per unit, who was named (sealed), what was proposed and decided, who is a hero."""

from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kring.core.models import OrganisationModel


class HeroDefaults(OrganisationModel):
    """What an organisation wants of the heroes of every unit, until a unit says otherwise."""

    wanted = models.PositiveSmallIntegerField(default=25)
    hours = models.PositiveSmallIntegerField(default=0)  # a week; who has fewer is not chosen
    rules = models.JSONField(default=list)  # [{"attribute", "value" ("" is each), "at_least", "at_most"}]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="hero_defaults_once")]

    def __str__(self) -> str:
        return f"{self.wanted} heroes"


class Choice(OrganisationModel):
    """The choosing of the heroes of one unit: a nomination round, a proposal, and what a person decided."""

    class Status(models.TextChoices):
        PREPARING = "preparing", _("not started")
        NOMINATING = "nominating", _("people are being named")
        READY = "ready", _("the round is closed")
        CHOOSING = "choosing", _("being chosen")
        PROPOSED = "proposed", _("there is a proposal")
        IMPOSSIBLE = "impossible", _("not all wishes can be met")
        DECIDED = "decided", _("decided")

    unit = models.ForeignKey("people.Unit", on_delete=models.CASCADE, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=12, default=Status.PREPARING)
    wanted = models.PositiveSmallIntegerField(default=25)
    hours = models.PositiveSmallIntegerField(default=0)
    rules = models.JSONField(default=list)  # as of HeroDefaults
    has_own_rules = models.BooleanField(default=False)  # the organisation's defaults no longer reach it
    seed = models.PositiveIntegerField(default=0)
    nominations_from = models.DateField(null=True, blank=True)
    nominations_until = models.DateField(null=True, blank=True)  # the last day of the round
    asked_at = models.DateTimeField(null=True, blank=True)  # to choose; the same for units that were asked together
    problem = models.JSONField(default=list)  # the wishes in each other's way
    method = models.CharField(max_length=8, blank=True)
    helped = models.PositiveIntegerField(null=True)  # colleagues the list is expected to help; None: names were counted
    gap = models.FloatField(null=True)  # a part: no list within the rules is better by more than this
    beside = models.JSONField(default=list)  # [{"way", "part" (per cent of the list), "broken"}]
    prices = models.JSONField(default=list)  # [{"rule", "cost"}], told once all are known
    is_comparing = models.BooleanField(default=False)  # a worker looks at other ways
    compared_at = models.DateTimeField(null=True, blank=True)
    picture = models.JSONField(default=dict)  # drawn once; nominations are gone later
    looks = models.PositiveSmallIntegerField(default=0)  # swaps looked at: not without end, so that nobody probes
    sealed = models.BinaryField(null=True, editable=False)  # the wishes as the round closed; later who comes for whom
    version = models.PositiveIntegerField(default=1)
    chosen_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "round"], name="choice_once_per_round"),
            models.UniqueConstraint(fields=["unit"], condition=~Q(status="decided"), name="choice_one_open_per_unit"),
            models.CheckConstraint(condition=Q(wanted__gte=1), name="choice_wants_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} round {self.round}: {self.status}"

    @property
    def words(self) -> "str | Promise":
        """How far it is, in words."""
        return self.Status(self.status).label

    @property
    def is_decided(self) -> bool:
        """Whether a person decided on the list."""
        return self.status == self.Status.DECIDED


class Proposed(OrganisationModel):
    """One person on a proposal, with what may be said of why."""

    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    why = models.JSONField(default=list)  # words to choose from, never a number of names
    stand_in = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    stand_in_cost = models.CharField(max_length=12, blank=True)  # rules.heroes.cost_words takes it
    is_pinned = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["choice", "person"], name="proposed_once")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.choice_id}"


class KeptOut(OrganisationModel):
    """Somebody a person left out of a proposal by hand."""

    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["choice", "person"], name="kept_out_once")]

    def __str__(self) -> str:
        return f"{self.person_id} not for {self.choice_id}"


class Nomination(OrganisationModel):
    """Whom one person named, sealed: only the choosing opens it, and the decision deletes it."""

    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    round_from = models.DateField()  # the first day of the round, the same for everybody: no time of one's own

    class Meta:
        constraints = [models.UniqueConstraint(fields=["choice", "person"], name="nomination_once")]

    def __str__(self) -> str:
        return f"an answer in {self.choice_id}"


class TieFile(OrganisationModel):
    """Who works with whom, sealed: only pairs who both agreed; the decision deletes it."""

    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["choice"], name="tie_file_once")]

    def __str__(self) -> str:
        return f"ties for {self.choice_id}"


class Wish(OrganisationModel):
    """What somebody said of being a hero, by themselves: yes or rather not, and the hours they have."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    wants = models.BooleanField()
    hours = models.PositiveSmallIntegerField(null=True, blank=True)  # a week
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], name="wish_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.wants}"


class Hero(OrganisationModel):
    """Somebody who was asked to be a hero of a unit, and what came of it."""

    class Status(models.TextChoices):
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("said yes")
        DECLINED = "declined", _("not now")
        ENDED = "ended", _("was a hero")

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.CASCADE, related_name="+")
    choice = models.ForeignKey(Choice, null=True, on_delete=models.SET_NULL, related_name="+")
    status = models.CharField(max_length=10, default=Status.ASKED)
    asked_at = models.DateTimeField()
    since = models.DateField(null=True, blank=True)  # a hero from this day on
    until = models.DateField(null=True, blank=True)  # first day that they are not any more
    letter_claimed_at = models.DateTimeField(null=True, blank=True)
    letter_sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(status__in=["asked", "accepted"]), name="hero_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=False) | ~Q(status__in=["accepted", "ended"]), name="hero_has_a_first_day"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="hero_until_after_since"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "status"], name="hero_of_unit"),
            models.Index(fields=["organisation"], condition=Q(letter_sent_at__isnull=True), name="hero_letter_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.status}"

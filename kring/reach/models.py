"""What is told to whom and when, by which way, and what each person and organisation decided about that."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kring.core.models import OrganisationModel
from kring.reach.rules import BUDGETS


class ReachSettings(OrganisationModel):
    """How often and when this organisation lets Kring write to somebody who did not ask for it."""

    budget = models.PositiveSmallIntegerField(default=2)  # messages in seven days
    first_hour = models.PositiveSmallIntegerField(default=8)  # from this hour on
    last_hour = models.PositiveSmallIntegerField(default=18)  # and before this one
    weekdays = models.JSONField(default=list)  # 0 is Monday; empty: Monday to Friday

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="reach_settings_once"),
            models.CheckConstraint(condition=Q(budget__range=BUDGETS), name="reach_settings_budget"),
            models.CheckConstraint(
                condition=Q(first_hour__lt=F("last_hour"), last_hour__lte=24), name="reach_settings_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget} a week, {self.first_hour} to {self.last_hour}"


class Holiday(OrganisationModel):
    """A day on which nobody is written to."""

    on = models.DateField()
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["organisation", "on"], name="holiday_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class MessengerSetUp(OrganisationModel):
    """What an organisation filled in so that Kring can use a messenger, and how that goes."""

    messenger = models.CharField(max_length=40)  # a connector's key
    sealed = models.BinaryField(editable=False)
    problem = models.CharField(max_length=300, blank=True)  # it is not used until somebody mends it
    last_sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "messenger"], name="messenger_set_up_once")]

    def __str__(self) -> str:
        return self.messenger


class Wishes(OrganisationModel):
    """When and by which way one person would like to be reached; without a row: as the organisation decided."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=40, blank=True)  # a messenger's key; empty: mail
    lost_way = models.CharField(max_length=40, blank=True)  # the messenger that no longer found them
    first_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    last_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    weekdays = models.JSONField(default=list)  # empty: those of the organisation
    paused_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], name="wishes_once"),
            models.CheckConstraint(
                condition=Q(first_hour__isnull=True) | Q(first_hour__lt=F("last_hour"), last_hour__lte=24),
                name="wishes_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"wishes of {self.person_id}"


class Way(OrganisationModel):
    """An address of one person at a messenger: a browser that takes notifications, an account of a chat."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    messenger = models.CharField(max_length=40)
    sealed = models.BinaryField(editable=False)
    mark = models.CharField(max_length=64)  # a fingerprint of the address, so that it is there once
    name = models.CharField(max_length=80, blank=True)  # "Firefox, Android"
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "messenger", "mark"], name="way_once")]

    def __str__(self) -> str:
        return f"{self.messenger} of {self.person_id}"


class Choice(OrganisationModel):
    """That a person switched one kind of message off, or on when it is off for whoever did not choose."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    is_on = models.BooleanField(default=False)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="reach_choice_once")]

    def __str__(self) -> str:
        return f"{self.kind} {'on' if self.is_on else 'off'} for {self.person_id}"


class Message(OrganisationModel):
    """Something to tell one person: it is written at the moment that it goes, and goes once or not at all."""

    class Problem(models.TextChoices):
        TOO_LATE = "too_late", _("waited too long, so it was not sent")
        NO_REASON = "no_reason", _("was no longer needed")
        NOT_WANTED = "not_wanted", _("no longer wanted")
        NO_WAY = "no_way", _("there was no way to reach you")
        REFUSED = "refused", _("could not be delivered")
        UNKNOWN = "unknown", _("perhaps not delivered, and not sent again")

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    about = models.JSONField(default=dict)  # what `Kind.write` needs to write it
    key = models.CharField(max_length=120)  # says what it is about, so that it is told once
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    good_until = models.DateTimeField()  # after this it is not sent any more
    claimed_at = models.DateTimeField(null=True, blank=True)  # a worker has it
    handed_at = models.DateTimeField(null=True, blank=True)  # given to a mail server or messenger: it may be there
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # sent, or given up
    way = models.CharField(max_length=40, blank=True)  # "mail", or a messenger's key
    title = models.CharField(max_length=200, blank=True)  # as it was sent, for the person's own page
    problem = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="message_once")]
        indexes = [
            models.Index(fields=["organisation", "not_before"], condition=Q(ended_at__isnull=True), name="message_due"),
            models.Index(fields=["person", "-created_at"], name="message_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id}"


class Spent(OrganisationModel):
    """That somebody got something they had not asked for: kept for a week, to count what a week may hold."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)  # so that one letter counts once
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="spent_once")]
        indexes = [models.Index(fields=["person", "at"], name="spent_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.at}"

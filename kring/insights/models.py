"""How far the files of the figures are, what was promised and counted, the answers, and who gets the report."""

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel


class Export(OrganisationModel):
    """How far the files of an organisation are."""

    closed_on = models.DateField(null=True, blank=True)  # the Monday before which everything is in them
    wanted_at = models.DateTimeField()  # a run that began before this one was asked for does not count
    looked_at = models.DateTimeField(
        null=True, blank=True
    )  # None: they do not hold what they should, nobody reads them

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="export_once")]

    def __str__(self) -> str:
        return f"files of {self.organisation_id}"


class MonthFile(OrganisationModel):
    """One table in one month, as its file holds it: the file is made again whole when anything in it changed."""

    kind = models.CharField(max_length=10)  # a key of queries.rows.SCHEMAS
    month = models.CharField(max_length=7)  # of the Mondays of its weeks, as 2026-11
    digest = models.CharField(max_length=64)  # SHA-256 of its rows
    rows = models.PositiveIntegerField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "month"], name="month_file_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.month}"


class Protocol(OrganisationModel):
    """What is measured and how, locked. The newest holds; the earlier ones stay to be seen."""

    content = models.JSONField()  # rules.protocol.Promise
    digest = models.CharField(max_length=64)  # SHA-256 over its canonical JSON
    why = models.CharField(max_length=300, blank=True)  # why it took the place of an earlier one
    locked_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    locked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-locked_at"], name="protocol_newest")]

    def __str__(self) -> str:
        return self.digest[:8]


class Counted(OrganisationModel):
    """What others than Kring counted in one unit in one week, over everybody who works there: sums, no person."""

    unit = models.ForeignKey("people.Unit", on_delete=models.CASCADE, related_name="+")
    monday = models.DateField()
    posts = models.PositiveIntegerField()
    engagements = models.PositiveIntegerField(null=True, blank=True)  # None: not counted
    active = models.PositiveIntegerField(
        null=True, blank=True
    )  # people who posted in the 4 weeks that end with this one
    came_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "monday"], name="counted_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} in the week of {self.monday}"


class CountedPart(OrganisationModel):
    """What of these counts belongs to one target group, channel or pillar; parts of one kind add up to the whole."""

    counted = models.ForeignKey(Counted, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)  # rules.answers.Kind: group, channel or pillar
    key = models.CharField(max_length=40)  # as in rules.answers.Part; empty: in none that Kring knows
    posts = models.PositiveIntegerField()
    engagements = models.PositiveIntegerField(null=True, blank=True)  # None: not counted
    active = models.PositiveIntegerField(null=True, blank=True)
    came_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["counted", "kind", "key"], name="counted_part_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} of {self.counted_id}"


class Answered(OrganisationModel):
    """The four answers over one part, until one Sunday. The worker makes them; they can be made anew at any time."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"

    sunday = models.DateField()
    part = models.CharField(max_length=60)  # rules.answers.Part.code
    weeks = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, default=Status.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    content = models.JSONField(null=True, blank=True)  # rules.answers.Answers
    fingerprint = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True, blank=True)  # a worker was busy with it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sunday", "part", "weeks"], name="answered_once"),
            models.CheckConstraint(condition=~Q(status="ready") | Q(content__isnull=False), name="answered_is_there"),
        ]

    def __str__(self) -> str:
        return f"{self.part} until {self.sunday}"


class ReportPlan(OrganisationModel):
    """When the report goes out by itself: every month on one day."""

    is_on = models.BooleanField(default=False)
    day = models.PositiveSmallIntegerField(default=1)
    since = models.DateField()  # months before it get none

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="report_plan_once"),
            models.CheckConstraint(condition=Q(day__range=(1, 28)), name="report_plan_every_month"),
        ]

    def __str__(self) -> str:
        return f"day {self.day}"


class ReportReader(OrganisationModel):
    """Somebody who gets the report, for as long as they may see figures."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], name="report_reader_once")]

    def __str__(self) -> str:
        return f"report to {self.person_id}"


class ReportMail(OrganisationModel):
    """One report to one person for one month; the worker sends it once."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    month = models.DateField()  # its first day
    fingerprint = models.CharField(max_length=64, blank=True)  # of the sums and the protocol behind it
    claimed_at = models.DateTimeField(null=True, blank=True)  # a worker is sending it, or died while it did
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="report_mail_once")]
        indexes = [models.Index(fields=["organisation"], condition=Q(sent_at__isnull=True), name="report_mail_waiting")]

    def __str__(self) -> str:
        return f"report of {self.month} to {self.person_id}"

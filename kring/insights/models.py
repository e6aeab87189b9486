"""How far the files are that figures are read from; the files themselves lie in the data folder."""

from django.db import models

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

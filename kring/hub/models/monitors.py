"""Saved searches over what comes in from outside."""

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel


class Monitor(OrganisationModel):
    """What the hub keeps an eye on: words to find, and words that rule something out."""

    name = models.CharField(max_length=120)
    includes = models.TextField()  # as somebody typed it: choose.phrases reads it
    excludes = models.TextField(blank=True)
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="monitor_name_once"),
            models.CheckConstraint(condition=~Q(includes=""), name="monitor_looks_for_something"),
        ]

    def __str__(self) -> str:
        return self.name

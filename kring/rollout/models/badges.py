"""A badge that a hero can show elsewhere, by an open standard, and the key it is signed with."""

import uuid

from django.db import models

from kring.core.models import OrganisationModel
from kring.rollout.models.heroes import Hero


class BadgeKey(OrganisationModel):
    """What an organisation signs badges with; the public half is served to whoever checks one."""

    name = models.UUIDField(default=uuid.uuid4)
    public = models.JSONField()  # a JSON Web Key
    sealed = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="badge_key_name_once")]

    def __str__(self) -> str:
        return f"badge key {self.name}"


class Badge(OrganisationModel):
    """One signed credential, made and taken back by the hero themselves. Its address is known to whoever gets it."""

    hero = models.ForeignKey(Hero, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    name = models.UUIDField(default=uuid.uuid4)
    shows_name = models.BooleanField(default=False)  # the person wants their name on the page
    signed = models.TextField()  # the credential as a JSON Web Token
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hero"], name="badge_once_per_hero"),
            models.UniqueConstraint(fields=["name"], name="badge_name_once"),
        ]

    def __str__(self) -> str:
        return f"badge {self.name}"

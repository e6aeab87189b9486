"""Circles: who wants a hero near them, with whom they are, and what they choose to show each other."""

from django.db import models
from django.db.models import Q

from kring.core.models import OrganisationModel
from kring.rollout.models.heroes import Hero


class Circle(OrganisationModel):
    """A hero and the colleagues near them, for as long as this hero is one."""

    hero = models.ForeignKey(Hero, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    handed_back_at = models.DateTimeField(null=True, blank=True)  # the three months were rounded off
    farewell = models.TextField(blank=True)  # thanks, in the hero's own words
    happened = models.TextField(blank=True)  # what happened in these months
    goes_on = models.CharField(max_length=10, blank=True)  # rules.help.GoesOn

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hero"], name="circle_once_per_hero")]

    def __str__(self) -> str:
        return f"circle of {self.hero_id}"


class CircleMember(OrganisationModel):
    """That somebody wants a hero near them, since when, and what they show in their circle; nothing by itself.

    The row is the choice: it goes when the person takes it back. Whoever stopped taking part since counts as gone
    before the row is (`queries.circles.live`).
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    circle = models.ForeignKey(Circle, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    wished_at = models.DateTimeField()
    text_version = models.PositiveSmallIntegerField(default=1)  # of the words that the choice was made with
    stays = models.BooleanField(default=False)  # asked to stay with this hero
    placed_at = models.DateTimeField(null=True, blank=True)  # in this circle since
    goal = models.CharField(max_length=200, blank=True)
    question = models.CharField(max_length=300, blank=True)
    help_wish = models.CharField(max_length=200, blank=True)
    is_shown = models.BooleanField(default=False)  # in this circle; who comes into another one decides again
    shared_at = models.DateTimeField(null=True, blank=True)  # said it themselves: shared something in own words

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], name="circle_member_once"),
        ]
        indexes = [models.Index(fields=["circle"], name="members_of_circle")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.circle_id}"


class NotTogether(OrganisationModel):
    """A person and a hero who are not put together: one asked for another hero, and gave no reason."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    hero_person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "hero_person"], name="not_together_once")]

    def __str__(self) -> str:
        return f"{self.person_id} without {self.hero_person_id}"


class CirclePlan(OrganisationModel):
    """Of one unit: whether its circles are to be made again. `asked_at` is what the worker looks at."""

    unit = models.ForeignKey("people.Unit", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)  # None: nothing to do
    made_at = models.DateTimeField(null=True, blank=True)
    moved = models.PositiveIntegerField(default=0)  # who had a hero and got another, the last time

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit"], name="circle_plan_once")]
        indexes = [
            models.Index(fields=["organisation"], condition=Q(asked_at__isnull=False), name="circle_plan_waiting")
        ]

    def __str__(self) -> str:
        return f"circles of {self.unit_id}"


class CircleThanks(OrganisationModel):
    """A thank-you between two people of one circle; only its receiver reads it, and nobody counts them."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=300)
    key = models.CharField(max_length=40)  # of the form: pressing twice thanks once
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], name="circle_thanks_once"),
            models.CheckConstraint(condition=~Q(words=""), name="circle_thanks_says_something"),
            models.CheckConstraint(condition=~Q(by=models.F("to")), name="circle_thanks_to_another"),
        ]
        indexes = [models.Index(fields=["to", "-created_at"], name="circle_thanks_newest")]

    def __str__(self) -> str:
        return f"thanks to {self.to_id}"


class Milestone(OrganisationModel):
    """Something a circle reached together; each kind once, and none of them is a number."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)  # rules.help.Reached
    reached_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "kind"], name="milestone_once")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.circle_id}"

"""The first rows of a new organisation: its target groups and the person who starts it."""

from datetime import datetime

from django.db import transaction

from kring.core import audit
from kring.core.models import Account, Membership, Organisation
from kring.people import seeds
from kring.people.actions.joining import join
from kring.people.models import Person, RoleGrant, TargetGroup
from kring.people.rules import Role


@transaction.atomic
def seed_target_groups(*, organisation: Organisation) -> None:
    """Make the four target groups; an organisation changes their words as it likes."""
    TargetGroup.objects.bulk_create(
        TargetGroup(
            organisation=organisation,
            key=group.key,
            name=group.name,
            explanation=group.explanation,
            weekly_step=group.weekly_step,
            prompts=group.prompts,
            hue=position,
            position=position,
            is_default=group.key == seeds.DEFAULT_GROUP,
        )
        for position, group in enumerate(seeds.TARGET_GROUPS, start=1)
    )


@transaction.atomic
def found_people(
    *, organisation: Organisation, name: str, email: str, account: Account | None, language: str, now: datetime
) -> Person:
    """Make the four target groups and the founder, who takes part and is administrator and programme manager."""
    seed_target_groups(organisation=organisation)
    founder = Person.objects.create(
        organisation=organisation,
        name=" ".join(name.split()),
        email=email.strip().lower(),
        language=language,
        invited_at=now,
        target_group=TargetGroup.objects.get(key=seeds.DEFAULT_GROUP),
    )
    founder = join(by=founder, account=account, also=(), language=language, now=now)
    for role in (Role.ADMINISTRATOR, Role.MANAGER):
        RoleGrant.objects.create(organisation=organisation, person=founder, role=role)
    Membership.objects.get_or_create(organisation=organisation, account=founder.account)
    audit.note(founder, "founded", organisation)
    return founder

"""The four target groups."""

from kring.core.models import Organisation
from kring.demo.world import GROUPS
from kring.people.models import TargetGroup

NAMES = {
    "role_model": {"nl": "Rolmodel", "en": "Role model"},
    "thought_leader": {"nl": "Kennisdrager", "en": "Thought leader"},
    "networker": {"nl": "Netwerker", "en": "Commercial networker"},
    "ambassador": {"nl": "Ambassadeur", "en": "Ambassador"},
}


def seed_target_groups(*, organisation: Organisation) -> None:
    """Write the four groups."""
    TargetGroup.objects.bulk_create(
        TargetGroup(
            organisation=organisation, key=key, name=NAMES[key], hue=place, position=place, is_default=place == 4
        )
        for place, key in enumerate(GROUPS, start=1)
    )

"""The invitation to a content hour, for somebody's calendar."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kring.stories.models import ContentHour, Letter
from kring.ui.calendars import Invitation


def uid(hour: ContentHour) -> str:
    """Return what calendars know a session by, from its invitation to its cancellation."""
    return f"content-hour-{hour.organisation_id}-{hour.pk}@{urlsplit(settings.PUBLIC_URL).hostname}"


def hour_address(hour: ContentHour) -> str:
    """Return the page of a session."""
    return f"{settings.PUBLIC_URL}{reverse('stories:hour', args=[hour.pk])}"


def invitation(letter: Letter) -> Invitation:
    """Return what one mail says to its reader's calendar."""
    hour = letter.hour
    return Invitation(
        uid=uid(hour),
        sequence=letter.sequence,
        starts_at=hour.starts_at,
        ends_at=hour.ends_at,
        summary=_("Content hour"),
        description=_("What is going on in your work? Bring it along: %s") % hour_address(hour),
        link=hour_address(hour),
        where=", ".join(filter(None, [hour.place, hour.video_link])),
        is_cancelled=letter.kind == Letter.Kind.CANCEL,
        guest_email=letter.person.email,
        guest_name=letter.person.name,
        guest_leads=hour.host_id == letter.person_id,
        has_agreed=True,  # who gets this signed up for it
    )

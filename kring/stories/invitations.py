"""The invitation to a content hour, as calendars read it (RFC 5545, RFC 5546)."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from kring.stories.models import ContentHour, Letter


def uid(hour: ContentHour) -> str:
    """Return what calendars know a session by, from its invitation to its cancellation."""
    return f"content-hour-{hour.organisation_id}-{hour.pk}@{urlsplit(settings.PUBLIC_URL).hostname}"


def organiser() -> str:
    """Return the address that mails of Kring come from: calendars believe an organiser who is the sender."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def hour_address(hour: ContentHour) -> str:
    """Return the page of a session."""
    return f"{settings.PUBLIC_URL}{reverse('stories:hour', args=[hour.pk])}"


def method_of(letter: Letter) -> str:
    """Return what the mail asks of a calendar."""
    return "CANCEL" if letter.kind == Letter.Kind.CANCEL else "REQUEST"


def invitation(letter: Letter, *, now: datetime) -> bytes:
    """Return the calendar file of one mail: the event in the organisation's own time, for its reader alone."""
    hour = letter.hour
    assert hour is not None  # noqa: S101 - only letters about a session have one
    zone = ZoneInfo(letter.organisation.time_zone)
    event = Event()
    event.add("uid", uid(hour))
    event.add("sequence", letter.sequence)
    event.add("dtstamp", now.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", hour.starts_at.astimezone(zone))
    event.add("dtend", (hour.starts_at + timedelta(minutes=hour.minutes)).astimezone(zone))
    event.add("summary", _("Content hour"))
    event.add("description", _("What is going on in your work? Bring it along: %s") % hour_address(hour))
    event.add("url", hour_address(hour))
    if where := ", ".join(filter(None, [hour.place, hour.video_link])):
        event.add("location", where)
    is_cancelled = letter.kind == Letter.Kind.CANCEL
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("organizer", _address(organiser(), letter.organisation.name))
    guest = _address(letter.person.email, letter.person.name)
    guest.params["ROLE"] = "CHAIR" if hour.host_id == letter.person_id else "REQ-PARTICIPANT"
    guest.params["PARTSTAT"] = "ACCEPTED"  # who gets this signed up for it
    guest.params["RSVP"] = "FALSE"
    event.add("attendee", guest)
    calendar = Calendar()
    calendar.add("prodid", "-//Kring//content hour//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(letter))
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _address(email: str, name: str) -> vCalAddress:
    made = vCalAddress(f"mailto:{email}")
    made.params["CN"] = " ".join(name.replace('"', "'").split())
    return made

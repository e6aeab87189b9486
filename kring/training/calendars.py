"""A session as calendars read it (RFC 5545): one identity for good, and a number that goes up with every change."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from kring.core.words import said_in
from kring.training.models import Session


def uid(session: Session) -> str:
    """Return what calendars know a session by."""
    return f"training-{session.organisation_id}-{session.pk}@{urlsplit(settings.PUBLIC_URL).hostname}"


def calendar_file(session: Session, *, now: datetime) -> bytes:
    """Return the calendar file of a session, in the organisation's own time; it names nobody."""
    zone = ZoneInfo(session.organisation.time_zone)
    address = f"{settings.PUBLIC_URL}{reverse('training:session', args=[session.pk])}"
    event = Event()
    event.add("uid", uid(session))
    event.add("sequence", session.sequence)
    event.add("dtstamp", now.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", session.starts_at.astimezone(zone))
    event.add("dtend", (session.starts_at + timedelta(minutes=session.minutes)).astimezone(zone))
    event.add("summary", said_in(session.title))
    event.add("description", "\n\n".join(filter(None, [said_in(session.about), address])))
    event.add("url", address)
    event.add("location", ", ".join(filter(None, [session.place, session.video_link])))
    event.add("status", "CANCELLED" if session.called_off_at else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Kring//training//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if session.called_off_at else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())

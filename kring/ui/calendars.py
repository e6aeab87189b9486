"""Invitations as calendars read them (RFC 5545, RFC 5546): for one reader, by mail."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from icalendar import Calendar, Event, vCalAddress

from kring.core.models import Organisation


@dataclass(frozen=True)
class Invitation:
    """Something at a time, for the calendar of one person. The same `uid` with a higher `sequence` changes it."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    link: str
    where: str
    is_cancelled: bool
    guest_email: str
    guest_name: str
    guest_leads: bool
    has_agreed: bool  # signed up for it by themselves: no calendar has to ask

    @property
    def method(self) -> str:
        """What the mail asks of a calendar."""
        return "CANCEL" if self.is_cancelled else "REQUEST"


def calendar_file(invitation: Invitation, *, organisation: Organisation, now: datetime) -> bytes:
    """Return the calendar file: the event in the organisation's own time, for its reader alone."""
    zone = ZoneInfo(organisation.time_zone)
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", now.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", invitation.starts_at.astimezone(zone))
    event.add("dtend", invitation.ends_at.astimezone(zone))
    event.add("summary", invitation.summary)
    event.add("description", invitation.description)
    event.add("url", invitation.link)
    if invitation.where:
        event.add("location", invitation.where)
    event.add("status", "CANCELLED" if invitation.is_cancelled else "CONFIRMED")
    # Calendars believe an organiser who is the sender.
    event.add("organizer", _address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], organisation.name))
    guest = _address(invitation.guest_email, invitation.guest_name)
    guest.params["ROLE"] = "CHAIR" if invitation.guest_leads else "REQ-PARTICIPANT"
    guest.params["PARTSTAT"] = "ACCEPTED" if invitation.has_agreed else "NEEDS-ACTION"
    guest.params["RSVP"] = "FALSE"
    event.add("attendee", guest)
    calendar = Calendar()
    calendar.add("prodid", "-//Kring//EN")
    calendar.add("version", "2.0")
    calendar.add("method", invitation.method)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def attach(made: EmailMultiAlternatives, invitation: Invitation, *, organisation: Organisation, now: datetime) -> None:
    """Put the calendar file into a mail, as a way to read it: calendars take it over by themselves."""
    file = calendar_file(invitation, organisation=organisation, now=now).decode()
    made.attach_alternative(file, f"text/calendar; method={invitation.method}")


def _address(email: str, name: str) -> vCalAddress:
    made = vCalAddress(f"mailto:{email}")
    made.params["CN"] = " ".join(name.replace('"', "'").split())
    return made

"""The plan as a file that outside calendars read."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from kring.stories.models import Story

LENGTH = timedelta(minutes=30)  # of a story in a calendar, so that it can be seen


def calendar_file(stories: Iterable[tuple[Story, str, str]], *, name: str, host: str, now: datetime) -> bytes:
    """Return an iCalendar file of stories, each with its title and its address."""
    calendar = Calendar()
    calendar.add("prodid", "-//Kring//Kring//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    for story, title, address in stories:
        event = Event()
        event.add("uid", f"story-{story.organisation_id}-{story.pk}@{host}")
        event.add("summary", title)
        event.add("dtstart", story.live_from)
        event.add("dtend", story.live_from + LENGTH if story.live_from else now)
        event.add("dtstamp", now)
        event.add("last-modified", story.changed_at)
        event.add("sequence", story.version)
        event.add("url", address)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()

"""Where the hub of a simulated organisation listens. A simulated organisation never asks outside."""

from datetime import timedelta

from kring.core.models import Organisation
from kring.core.secrets import seal
from kring.demo.cast import Cast
from kring.demo.fill.calendar import Calendar
from kring.hub.models import ListeningPost

PLACES = (  # kind, name, address, search, minutes to answer
    ("mastodon", "Ons account op Mastodon", "social.example", "", 240),
    ("bluesky", "Ons account op Bluesky", "{domain}", "", 240),
    ("mailbox", "Postbus van de Social Hub", "socialhub@{domain}", "", 480),
    ("rss", "Nieuws over ons", "https://nieuws.example/feed", "{name}", 960),
    ("webhook", "Chat van de website", "", "", 60),
)


def fill_listening(organisation: Organisation, cast: Cast, when: Calendar) -> None:
    """Write the places, which are never due."""
    ListeningPost.objects.bulk_create(
        ListeningPost(
            organisation=organisation,
            kind=kind,
            name=name,
            address=address.format(domain=cast.domain),
            search=search.format(name=cast.name),
            sealed=seal({}),
            answer_within=minutes,
            looked_at=when.now - timedelta(minutes=7 * (number + 1)),
        )
        for number, (kind, name, address, search, minutes) in enumerate(PLACES)
    )

"""What the worker does for stories: look at sources, bring pictures."""

import random
from datetime import timedelta

from django.utils import timezone

from kring.connectors import pages
from kring.connectors.http import FetchError
from kring.connectors.registry import SOURCES
from kring.core.models import Organisation
from kring.core.worker import job, periodic, wake
from kring.errors import OutsideError, RefusedError
from kring.stories import actions, pictures, queries

EVERY = timedelta(minutes=30)
AFTER_PROBLEM = timedelta(hours=2)


def soon(wait: timedelta) -> timedelta:
    """Return about as long as `wait`: sources that were added together are not all looked at together."""
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 - nothing secret


@job()
def look(row_id: int) -> None:
    """Look at a source that is due. Two workers never look at once; dying half-way loses and doubles nothing."""
    now = timezone.now()
    source = actions.claim_source(source_id=row_id, now=now)
    if source is None:
        return
    try:
        looked = SOURCES[source.kind].look(source.address, source.etag, source.last_modified)
    except OutsideError as error:
        key = error.key if isinstance(error, FetchError) else "bad_answer"
        actions.record_problem(source=source, problem=key, next_look_at=now + soon(AFTER_PROBLEM))
        return
    finds = [
        actions.Find(item.key, item.link, item.title, item.text, item.picture_link, item.published_at)
        for item in looked.items
    ]
    actions.record_look(
        source=source,
        finds=finds,
        etag=looked.etag,
        last_modified=looked.last_modified,
        next_look_at=now + soon(EVERY),
        now=now,
    )


@job()
def bring_picture(row_id: int) -> None:
    """Give the draft of a find its picture; a draft goes without one that cannot be had."""
    found = actions.claim_picture(found_id=row_id)
    if found is None or found.story is None:
        return
    try:
        picture = pictures.tidy(pages.fetch_picture(found.picture_link))
    except (OutsideError, RefusedError):
        return
    if actions.claim_picture(found_id=row_id):  # an editor may have been quicker
        actions.keep_picture(story=found.story, picture=picture)


@periodic(cron="* * * * *")
def look_at_due(organisation: Organisation) -> None:
    """Wake up for every source that is due: also for those whose wake-up call was lost."""
    for source in queries.sources_due(timezone.now()):
        wake("stories.tasks.sources.look", source)

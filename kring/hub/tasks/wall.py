"""Keep what the walls show up to date, while a screen looks."""

from django.utils import timezone

from kring.core.scope import inside
from kring.core.worker import app, each
from kring.hub import drawing
from kring.hub.actions import wall as actions
from kring.hub.models import Wall
from kring.hub.queries import wall as queries
from kring.hub.rules import wall as rules


@app.periodic(cron=f"* * * * * */{rules.DRAWN_SECONDS}")
@app.task(name="hub.tasks.keep_walls", queueing_lock="hub.keep_walls")
def keep_walls(timestamp: int) -> None:
    """Draw every wall that somebody looks at; a wall that shows the same as before is not written again."""
    each(queries.watched(timezone.now()).items(), _keep_all)


def _keep_all(watched: tuple[int, list[int]]) -> None:
    organisation_id, wall_ids = watched
    with inside(organisation_id):
        each(queries.walls().select_related("organisation").filter(pk__in=wall_ids), _keep)


def _keep(wall: Wall) -> None:
    now = timezone.now()
    actions.keep_wall(wall=wall, content=drawing.as_json(drawing.draw(wall, now)), now=now)

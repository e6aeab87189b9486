"""The hub arranges walls and connects screens; a worker keeps what they show."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from kring.core.audit import note
from kring.core.models import Organisation
from kring.core.scope import inside
from kring.hub.errors import CodeNotKnownError, CodeUsedError, WallInUseError, WallNameTakenError
from kring.hub.models import Panel, Screen, Wall, WallState
from kring.hub.queries import wall as queries
from kring.hub.rules import wall as rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kring.people.models import Person

FIRST_PANELS = [
    (Panel.Kind.STORIES, 15),
    (Panel.Kind.THANKS, 12),
    (Panel.Kind.THEMES, 15),
    (Panel.Kind.HOUR, 15),
    (Panel.Kind.ANSWERED, 10),
    (Panel.Kind.CIRCLES, 12),
]


@transaction.atomic
def save_wall(*, by: "Person", wall: Wall | None, name: str, language: str, look: str) -> Wall:
    """Make a wall with the usual panels, or change what one is called and how it speaks and looks."""
    is_new = wall is None
    wall = wall or Wall(organisation_id=by.organisation_id)
    wall.name, wall.language, wall.look = name.strip(), language, look
    try:
        with transaction.atomic():
            wall.save()
    except IntegrityError:
        raise WallNameTakenError from None
    if is_new:
        Panel.objects.bulk_create(
            Panel(organisation_id=by.organisation_id, wall=wall, kind=kind, position=place, seconds=seconds)
            for place, (kind, seconds) in enumerate(FIRST_PANELS)
        )
    return wall


@transaction.atomic
def remove_wall(*, by: "Person", wall: Wall) -> None:
    """Take a wall away that no screen shows."""
    if Screen.objects.filter(wall=wall).exists():
        raise WallInUseError
    note(by, "removed", wall, name=wall.name)
    wall.delete()


@transaction.atomic
def move_panel(*, by: "Person", panel: Panel, to: int) -> None:
    """Put a panel in another place of the order; 0 is the first."""
    rows = [row for row in Panel.objects.select_for_update().filter(wall=panel.wall_id) if row.pk != panel.pk]
    rows.insert(max(0, min(to, len(rows))), panel)
    for place, row in enumerate(rows):
        row.position = place
    Panel.objects.bulk_update(rows, ["position"])


def set_panel(*, by: "Person", panel: Panel, is_on: bool, seconds: int) -> None:
    """Say whether a panel is shown, and for how long."""
    Panel.objects.filter(pk=panel.pk).update(is_on=is_on, seconds=seconds)


@transaction.atomic
def save_message(
    *,
    by: "Person",
    wall: Wall,
    panel: Panel | None,
    text: dict[str, str],
    seconds: int,
    shown_from: datetime | None,
    shown_until: datetime | None,
) -> Panel:
    """Put a message of the hub's own on a wall, or change one."""
    last = Panel.objects.filter(wall=wall).aggregate(last=Max("position"))["last"]
    panel = panel or Panel(
        organisation_id=wall.organisation_id,
        wall=wall,
        kind=Panel.Kind.MESSAGE,
        position=0 if last is None else last + 1,
    )
    panel.text, panel.seconds, panel.shown_from, panel.shown_until = text, seconds, shown_from, shown_until
    panel.save()
    return panel


def remove_message(*, by: "Person", panel: Panel) -> None:
    """Take a message off the wall; the panels that fill themselves are switched off instead."""
    Panel.objects.filter(pk=panel.pk, kind=Panel.Kind.MESSAGE).delete()


@transaction.atomic
def connect_screen(*, by: "Person", code: str, name: str, wall: Wall, now: datetime) -> Screen:
    """Let the screen that shows `code` show `wall`; the screen fetches its token by itself."""
    code = rules.tidy(code)
    if not queries.is_code(code, now):
        raise CodeNotKnownError
    if Screen.objects.filter(code_hash=rules.digest(code), created_at__gt=now - _LASTS).exists():
        raise CodeUsedError
    screen = Screen.objects.create(
        organisation_id=by.organisation_id,
        name=name.strip(),
        wall=wall,
        code_hash=rules.digest(code),
        created_at=now,
        by=by,
    )
    note(by, "connected", screen, name=screen.name)
    return screen


_LASTS = timedelta(minutes=rules.CODE_MINUTES + 2)


def claim_screen(*, code: str, secret: str, now: datetime) -> str | None:
    """Return the token for the screen that shows `code` and made `secret`, once somebody confirmed it.

    Asking again with the same secret gives the same token: an answer that was lost costs nothing. With another secret
    the code is used up.
    """
    everywhere = list(Organisation.objects.values_list("pk", flat=True))
    if not everywhere:
        return None
    with inside(*everywhere), transaction.atomic():
        waiting = Screen.objects.select_for_update().filter(code_hash=rules.digest(code), created_at__gt=now - _LASTS)
        screen = waiting.order_by("pk").first()
        if screen is None or (screen.token_hash and not rules.is_same(screen.token_hash, secret)):
            return None
        Screen.objects.filter(pk=screen.pk).update(token_hash=rules.digest(secret), seen_at=now)
    return rules.token(screen.organisation_id, screen.pk, secret)


def show_wall(*, by: "Person", screen: Screen, wall: Wall) -> None:
    """Let a screen show another wall."""
    Screen.objects.filter(pk=screen.pk).update(wall=wall)


@transaction.atomic
def revoke_screen(*, by: "Person", screen: Screen) -> None:
    """Take a screen's token back: within seconds it shows nothing but a new code."""
    note(by, "revoked", screen, name=screen.name)
    screen.delete()


def see_screens(*, screen_ids: "Iterable[int]", now: datetime) -> None:
    """Note that these screens asked for their wall."""
    Screen.objects.filter(pk__in=list(screen_ids)).update(seen_at=now)


def keep_wall(*, wall: Wall, content: str, now: datetime) -> bool:
    """Keep what a wall shows now; return whether it is something new. The same again writes nothing."""
    etag = sha256(content.encode()).hexdigest()[:32]
    if WallState.objects.filter(wall=wall, etag=etag).exists():
        return False
    WallState.objects.update_or_create(
        organisation_id=wall.organisation_id, wall=wall, defaults={"etag": etag, "content": content, "built_at": now}
    )
    return True

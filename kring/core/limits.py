"""How often something may be done: counted in the database, so over all web processes, and over a restart."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac

from kring.core.models import Tries

# Changes nothing, and returns no row, where there were too many.
COUNT = """{name} as (
    insert into core_tries as t (key, until) values (%s, %s)
    on conflict (key) do update set until = greatest(t.until, %s) + %s
    where greatest(t.until, %s) + %s <= %s returning 1)"""


@dataclass(frozen=True)
class Limit:
    """So many times at once, and as many again spread over `within`: a full bucket that leaks evenly."""

    name: str
    times: int
    within: timedelta

    @property
    def step(self) -> timedelta:
        """Return after how long one more is allowed."""
        return self.within / self.times


Try = tuple[Limit, str]  # of what, and whose: an address, an account, a row


def take(*tries: Try, now: datetime) -> bool:
    """Count these tries and return whether all were allowed; one statement, however many processes ask at once."""
    names = [f"try_{place}" for place in range(len(tries))]
    counted = ", ".join(COUNT.format(name=name) for name in names)
    values: list[Any] = []
    for limit, whose in tries:
        values += [_key(limit, whose), now + limit.step, now, limit.step, now, limit.step, now + limit.within]
    with connection.cursor() as cursor:
        cursor.execute(f"with {counted} select {' and '.join(f'exists(table {name})' for name in names)}", values)
        return bool(cursor.fetchone()[0])


def give_back(*tries: Try) -> None:
    """Uncount tries that turned out well: only what fails is limited."""
    steps = [(_key(limit, whose), limit.step) for limit, whose in tries]
    with connection.cursor() as cursor:
        cursor.execute(
            "update core_tries t set until = t.until - back.step from unnest(%s::text[], %s::interval[])"
            " as back (key, step) where t.key = back.key",
            [[key for key, _step in steps], [step for _key, step in steps]],
        )


def forget(*, now: datetime) -> None:
    """Remove what no longer limits anybody."""
    Tries.objects.filter(until__lte=now).delete()


def _key(limit: Limit, whose: str) -> str:
    """Return what a try is kept under: it leads back to nobody without the installation's own key."""
    return salted_hmac(f"kring.core.limits {limit.name}", whose, algorithm="sha256").hexdigest()

"""Jobs: the row is the truth, the job is a wake-up call for it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.db import close_old_connections, connection
from django.db.models import Model
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kring.core.models import Organisation
from kring.core.scope import inside

__all__ = ["app", "each", "each_organisation", "each_step", "job", "periodic", "wake"]
Row = TypeVar("Row")


def job(*, queue: str = "default", retry: RetryStrategy | None = None) -> Callable[[Callable[..., None]], Any]:
    """Turn a function of `organisation_id` and plain values into a job that runs inside that organisation."""

    def decorate(work: Callable[..., None]) -> Any:
        def run(organisation_id: int, **values: Any) -> None:
            _leave_no_dead_connection()
            try:
                with inside(organisation_id):
                    work(**values)
            finally:
                _leave_no_dead_connection()

        run.__name__, run.__doc__ = work.__name__, work.__doc__
        name = f"{work.__module__.removeprefix('kring.')}.{work.__name__}"
        return app.task(name=name, queue=queue, retry=retry or False)(run)

    return decorate


def _leave_no_dead_connection() -> None:
    if not connection.in_atomic_block:  # a worker has no transaction open here; a test may run jobs inside its own
        close_old_connections()


def wake(name: str, row: Model, *, schedule_in: dict[str, int] | None = None) -> None:
    """Defer the job called `name` ("sharing.tasks.publish") for `row`, in the transaction that wrote the row."""
    organisation_id = row.organisation_id  # type: ignore[attr-defined]
    app.configure_task(name, schedule_in=schedule_in, allow_unknown=True).defer(
        organisation_id=organisation_id, row_id=row.pk
    )


def periodic(*, cron: str) -> Callable[[Callable[[Organisation], None]], Any]:
    """Turn a function of an organisation into a job that runs by the clock, inside every organisation in turn."""

    def decorate(work: Callable[[Organisation], None]) -> Any:
        def inside_it(organisation: Organisation) -> None:
            with inside(organisation):
                work(organisation)

        def run(timestamp: int) -> None:
            each(Organisation.objects.order_by("pk"), inside_it)

        run.__name__, run.__doc__ = work.__name__, work.__doc__
        name = f"{work.__module__.removeprefix('kring.')}.{work.__name__}"
        return app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(run))

    return decorate


def each(rows: Iterable[Row], work: Callable[[Row], object]) -> None:
    """Do `work` for every row, also after one that failed; what failed is raised at the end, so the job says so."""
    failed: list[Exception] = []
    for row in rows:
        try:
            work(row)
        except Exception as trouble:  # whatever it is, it must not hold up the others
            trouble.add_note(f"{type(row).__name__} {getattr(row, 'pk', row)}")
            failed.append(trouble)
            _leave_no_dead_connection()
    if failed:
        raise ExceptionGroup("Not everything was done", failed)


def each_step(*steps: Callable[[], object]) -> None:
    """Take every step, also after one that failed."""
    each(steps, lambda step: step())


def each_organisation() -> Iterator[Organisation]:
    """Go through all organisations, inside each in turn: for commands, which stop at the first trouble."""
    for organisation in Organisation.objects.order_by("pk"):
        with inside(organisation):
            yield organisation

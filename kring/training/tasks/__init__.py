"""What the worker does for training: an organisation that has no lessons gets those that Kring comes with."""

from kring.core.models import Organisation
from kring.core.worker import job, periodic
from kring.people import queries as people
from kring.training import actions, queries


@job()
def bring_in(row_id: int) -> None:
    """Bring in the first lessons, for the person who started the organisation; nothing when there are lessons."""
    founder = people.person(row_id)
    if founder is not None:
        _bring_in(founder.organisation)


@periodic(cron="40 3 * * *")
def bring_in_where_none(organisation: Organisation) -> None:
    """Bring in the first lessons where there are none: of before there was training, or the call was lost."""
    _bring_in(organisation)


def _bring_in(organisation: Organisation) -> None:
    if not queries.has_lessons():
        actions.seed_lessons(organisation=organisation)

"""The worker gives everybody their target group when the rules changed."""

from kring.core.worker import job
from kring.people import actions, queries


@job()
def regroup(row_id: int) -> None:
    """Work out everybody's group, for the organisation of the person who changed the rules."""
    if person := queries.person(row_id):
        actions.regroup(organisation_id=person.organisation_id)

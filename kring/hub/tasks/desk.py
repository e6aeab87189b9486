"""What the worker does for answers: claim the row, call outside with no transaction open, record what came of it."""

from django.utils import timezone

from kring.connectors.channel import ChannelError, TransientError
from kring.core.models import Organisation
from kring.core.worker import job, periodic, wake
from kring.hub import network
from kring.hub.actions import answering as actions
from kring.hub.queries import desk as queries
from kring.sharing import queries as sharing
from kring.sharing.actions import Look
from kring.sharing.rules import is_late


@job()
def send(row_id: int) -> None:
    """Post an answer that is due; where an earlier try may have got through, look before posting."""
    claimed = actions.claim_answer(answer_id=row_id, now=timezone.now())
    if claimed is None:
        return
    answer, post, mention = claimed.answer, claimed.post, claimed.answer.mention
    since = answer.first_try_at or answer.created_at
    found = None
    if claimed.look == Look.MUST or (claimed.look == Look.BEST_EFFORT and network.can_look_for(post)):
        try:
            found = network.look_for(post, mention, answer.text, answer.key, since)
        except ChannelError as error:
            record = actions.record_no_look if claimed.look == Look.MUST else actions.record_no
            record(claimed=claimed, error=error, now=timezone.now())
            return
    if found is None and sharing.is_stopped():  # looked at again: the claim may be seconds old by now
        actions.hold_back(claimed=claimed, now=timezone.now())
        return
    if found is None:
        try:
            if is_late(claimed.at, timezone.now()):
                raise TransientError
            found = network.send(post, mention, answer.text, answer.key)
        except ChannelError as error:
            actions.record_no(claimed=claimed, error=error, now=timezone.now())
            return
    actions.record_answered(answer_id=answer.pk, published=found, now=timezone.now())


@periodic(cron="* * * * *")
def wake_due_answers(organisation: Organisation) -> None:
    """Wake the answers whose wake-up call was lost, and those whose worker died."""
    for answer in queries.due_answers(timezone.now()):
        wake(send.name, answer)

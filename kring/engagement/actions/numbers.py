"""Keep what the networks tell about posts, and when to ask again."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop as _

from kring.connectors.channel import Reading
from kring.engagement import rules
from kring.engagement.models import ReadBack, Snapshot
from kring.sharing import queries as sharing

LEASE = timedelta(minutes=10)  # nobody else asks while somebody is asking; whoever dies at it is tried again
AT_ONCE = 200


def plan_read_backs(*, now: datetime) -> int:
    """Plan when each newly published post is asked about; it looks down, so that nothing needs to call up."""
    known = ReadBack.objects.values("share_id")
    fresh = sharing.with_numbers().exclude(pk__in=known).filter(posted_at__gt=now - rules.SCHEDULE[-1])
    planned = []
    for share_id, organisation_id, posted_at in fresh.values_list("pk", "organisation_id", "posted_at"):
        if posted_at is None:
            continue
        turn = rules.next_turn(posted_at, now)
        planned.append(
            ReadBack(
                organisation_id=organisation_id, share_id=share_id, turn=turn, due_at=rules.due_at(posted_at, turn)
            )
        )
    return len(ReadBack.objects.bulk_create(planned, ignore_conflicts=True))


@transaction.atomic
def claim_due(*, now: datetime) -> list[int]:
    """Take the posts that are due, for a while; return their shares."""
    due = ReadBack.objects.select_for_update(skip_locked=True).filter(due_at__lte=now).order_by("due_at")[:AT_ONCE]
    taken = {row.pk: row.share_id for row in due}
    ReadBack.objects.filter(pk__in=taken).update(due_at=now + LEASE)
    return list(taken.values())


@transaction.atomic
def record_readings(*, asked: Mapping[int, datetime], readings: Mapping[int, Reading], now: datetime) -> None:
    """Write what was told of the posts in `asked` (share → posted at); what was not told is tried at the next turn."""
    snapshots = []
    for row in ReadBack.objects.select_for_update().filter(share_id__in=list(asked)):
        reading = readings.get(row.share_id)
        turn = rules.next_turn(asked[row.share_id], now)
        if reading is None:
            row.problem = _("The network did not answer.")
        elif reading.is_gone:
            row.problem, turn = _("The post is no longer there."), len(rules.SCHEDULE)
        else:
            row.problem = ""
            snapshots += [
                Snapshot(
                    organisation_id=row.organisation_id,
                    share_id=row.share_id,
                    metric=metric.value,
                    value=value,
                    taken_at=now,
                )
                for metric, value in reading.values.items()
            ]
        row.turn, row.due_at = turn, rules.due_at(asked[row.share_id], turn)
        row.save(update_fields=["turn", "due_at", "problem"])
    Snapshot.objects.bulk_create(snapshots)


def stop_asking(*, share_ids: list[int]) -> None:
    """Ask no more about posts whose account is gone, or that are no longer there."""
    ReadBack.objects.filter(share_id__in=share_ids).update(
        due_at=None, problem=_("The account is no longer connected.")
    )

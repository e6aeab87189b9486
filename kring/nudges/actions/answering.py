"""What somebody does with a nudge: every answer is theirs, takes one tap, and can be taken back."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kring.nudges import rules
from kring.nudges.errors import NudgeGoneError
from kring.nudges.models import Nudge
from kring.nudges.queries.mine import open_nudge
from kring.nudges.rules import Answer, Kind
from kring.people import actions as people
from kring.people.rules import Purpose
from kring.reach import actions as reach
from kring.training import actions as training

if TYPE_CHECKING:
    from kring.people.models import Person, TargetGroup


def answer(*, by: "Person", nudge_id: int, answer: Answer, now: datetime) -> Nudge:
    """Answer one nudge of one's own: it was opened, or it is fine as it is."""
    mine = Nudge.objects.filter(pk=nudge_id, person=by, is_control=False)
    if not mine.filter(answer="").update(answer=answer, answered_at=now) and answer != Answer.OPENED:
        raise NudgeGoneError
    found = mine.first()
    if found is None:
        raise NudgeGoneError
    return found


@transaction.atomic
def not_for_me(*, by: "Person", nudge_id: int, now: datetime) -> None:
    """Never get this kind again, as card or message; the page of messages takes it back."""
    kind = Kind(answer(by=by, nudge_id=nudge_id, answer=Answer.NOT_FOR_ME, now=now).kind)
    reach.turn_off(by=by, kind=rules.key_of(kind), now=now)


def _answer_open(by: "Person", said: Answer, now: datetime) -> None:
    """Answer the nudge that is open, if there is one: whoever chooses by themselves is not asked again."""
    if nudge := open_nudge(by, now=now):
        Nudge.objects.filter(pk=nudge.pk).update(answer=said, answered_at=now)


@transaction.atomic
def take_smaller_step(*, by: "Person", goal: str, now: datetime) -> None:
    """Make the goal a smaller one."""
    _answer_open(by, Answer.STEP, now)
    training.choose_goal(by=by, kind=goal, now=now)


@transaction.atomic
def change_group(*, by: "Person", group: "TargetGroup", now: datetime) -> None:
    """Take another direction: belong to another target group."""
    _answer_open(by, Answer.GROUP, now)
    people.choose_target_group(by=by, group=group)


@transaction.atomic
def rest(*, by: "Person", now: datetime) -> None:
    """Get no card and no message for four weeks."""
    _answer_open(by, Answer.PAUSE, now)
    reach.pause(by=by, now=now)


def rest_no_longer(*, by: "Person") -> None:
    """Be told things again."""
    reach.resume(by=by)


def leave(*, by: "Person", now: datetime) -> None:
    """Stop taking part; joining again is one tap."""
    people.leave_programme(by=by, now=now)


def let_hero_know(*, by: "Person", agrees: bool, now: datetime) -> None:
    """Let one's hero know that a hand would be welcome, or no longer."""
    if agrees:
        people.give_consent(by=by, purpose=Purpose.HAND_FROM_HERO, now=now)
    else:
        people.withdraw_consent(by=by, purpose=Purpose.HAND_FROM_HERO, now=now)

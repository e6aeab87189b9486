"""Answering: one at a time, never twice, never unseen."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from kring.core.scope import inside
from kring.hub.actions import answering
from kring.hub.actions import desk as actions
from kring.hub.errors import (
    AnsweredMeanwhileError,
    AnswerEmptyError,
    AnswerLeftError,
    AnswerTooLongError,
    BeingAnsweredError,
    CannotAnswerFromHereError,
    ChangedMeanwhileError,
)
from kring.hub.models import Answer, Answering, Mention
from kring.hub.tasks.desk import send, wake_due_answers
from kring.sharing import actions as sharing
from tests import make
from tests.hub.desk import answers, asked, colleague, hears_of
from tests.sharing.publishing import fault


@pytest.fixture
def noor(organisation):
    return colleague(organisation)


@pytest.fixture
def joost(organisation):
    return colleague(organisation, "Joost Kamphuis")


@pytest.fixture
def question(organisation, mastodon):
    return asked(organisation, mastodon, hears_of(organisation, mastodon))


def answer(by, question, text="On Monday, at nine.", **fields):
    return actions.send_answer(
        by=by, mention_id=question.pk, text=text, **{"version": question.version, "now": timezone.now()} | fields
    )


def work(organisation):
    """Let every answer that will be due have its turn now."""
    Answer.objects.filter(next_try_at__isnull=False).update(next_try_at=timezone.now())
    for row in Answer.objects.filter(next_try_at__isnull=False):
        send.func(organisation_id=organisation.pk, row_id=row.pk)


def test_it_stands_under_the_question_once(organisation, noor, question, mastodon):
    made = answer(noor, question)
    question.refresh_from_db()
    assert (made.status, question.status, question.assignee) == ("queued", "answered", noor)
    assert answers(mastodon, question) == []  # it can still be taken back
    work(organisation)
    send.func(organisation_id=organisation.pk, row_id=made.pk)
    made.refresh_from_db()
    assert made.status == Answer.Status.PUBLISHED
    assert made.url
    assert len(answers(mastodon, question)) == 1
    assert "On Monday, at nine." in answers(mastodon, question)[0]


def test_the_job_comes_when_it_can_no_longer_be_undone(organisation, noor, question, run_jobs, mastodon):
    made = answer(noor, question, now=timezone.now() - timedelta(seconds=20))
    assert run_jobs() == []
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set scheduled_at = now()")
    assert run_jobs() == ["hub.tasks.desk.send"]
    made.refresh_from_db()
    assert made.status == Answer.Status.PUBLISHED


def test_a_second_press_is_the_same_answer(noor, question):
    first = answer(noor, question, key="k" * 20)
    assert answer(noor, question, key="k" * 20) == first
    assert Answer.objects.count() == 1


def test_it_can_be_taken_back_before_it_leaves(organisation, noor, question, mastodon):
    made = answer(noor, question)
    actions.take_back_answer(by=noor, answer_id=made.pk, now=timezone.now())
    work(organisation)
    question.refresh_from_db()
    assert answers(mastodon, question) == []
    assert question.status == Mention.Status.IN_HAND
    assert Answering.objects.get(person=noor).words == "On Monday, at nine."


def test_nothing_leaves_while_everything_is_stopped(organisation, noor, joost, question, mastodon):
    made = answer(noor, question)
    stop = sharing.stop_all(by=noor, reason="There was an accident.", now=timezone.now())
    work(organisation)
    made.refresh_from_db()
    assert (made.status, answers(mastodon, question)) == ("queued", [])
    sharing.ask_to_go_on(by=noor, stop_id=stop.pk, now=timezone.now())
    sharing.go_on(by=joost, stop_id=stop.pk, now=timezone.now())
    work(organisation)
    made.refresh_from_db()
    assert (made.status, len(answers(mastodon, question))) == ("published", 1)


def test_what_is_stopped_between_claim_and_call_does_not_leave(organisation, noor, question, mastodon):
    made = answer(noor, question)
    Answer.objects.update(next_try_at=timezone.now())
    claimed = answering.claim_answer(answer_id=made.pk, now=timezone.now())
    sharing.stop_all(by=noor, reason="There was an accident.", now=timezone.now())
    answering.hold_back(claimed=claimed, now=timezone.now())
    work(organisation)
    made.refresh_from_db()
    assert (made.status, answers(mastodon, question)) == ("queued", [])


def test_what_has_left_is_not_taken_back(organisation, noor, question):
    made = answer(noor, question)
    work(organisation)
    with pytest.raises(AnswerLeftError):
        actions.take_back_answer(by=noor, answer_id=made.pk, now=timezone.now())


@pytest.mark.parametrize(("text", "error"), [("  ", AnswerEmptyError), ("x" * 501, AnswerTooLongError)])
def test_nothing_leaves_that_cannot_be_an_answer(noor, question, text, error):
    with pytest.raises(error):
        answer(noor, question, text)
    assert not Answer.objects.exists()


def test_where_kring_cannot_answer_it_says_so_and_takes_a_persons_word(organisation, noor):
    news = make.mention(organisation)
    with pytest.raises(CannotAnswerFromHereError):
        answer(noor, news)
    made = actions.say_answered(
        by=noor, mention_id=news.pk, text="Told them there.", url="", version=1, now=timezone.now()
    )
    news.refresh_from_db()
    assert (made.status, made.next_try_at, news.status) == ("claimed", None, "answered")


def test_a_cut_off_line_is_looked_at_before_a_second_try(organisation, noor, question, mastodon):
    fault(mastodon, count=1, type="malformed")  # it is posted, and nobody tells us
    made = answer(noor, question)
    work(organisation)
    made.refresh_from_db()
    assert made.status == Answer.Status.UNKNOWN
    work(organisation)
    made.refresh_from_db()
    assert made.status == Answer.Status.PUBLISHED
    assert len(answers(mastodon, question)) == 1


def test_a_no_of_the_network_goes_back_to_the_desk_with_the_words(organisation, noor, question, mastodon):
    fault(mastodon, count=1, type="status", status=422, body={"error": "Validation failed: too rude"})
    made = answer(noor, question)
    work(organisation)
    made.refresh_from_db()
    question.refresh_from_db()
    assert made.status == Answer.Status.FAILED
    assert "too rude" in made.problem
    assert question.status == Mention.Status.IN_HAND
    assert Answering.objects.get(person=noor).words == made.text


def test_a_place_that_was_switched_off_meanwhile_posts_nothing(organisation, noor, question, mastodon):
    made = answer(noor, question)
    question.listening_post.is_on = False
    question.listening_post.save()
    work(organisation)
    made.refresh_from_db()
    assert made.status == Answer.Status.FAILED
    assert answers(mastodon, question) == []


def test_a_lost_wake_up_call_is_found(noor, question, run_jobs, mastodon):
    made = answer(noor, question, now=timezone.now() - timedelta(minutes=2))
    from procrastinate.contrib.django.models import ProcrastinateJob

    assert ProcrastinateJob.objects.filter(task_name="hub.tasks.desk.send").exists()
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    wake_due_answers(timestamp=0)
    run_jobs()
    made.refresh_from_db()
    assert made.status == Answer.Status.PUBLISHED


@pytest.mark.parametrize(
    ("choice", "status", "pile"),
    [("there", "claimed", "answered"), ("not_there", "failed", "in_hand"), ("look", "unknown", "in_hand")],
)
def test_the_desk_decides_about_what_nobody_knows(noor, question, choice, status, pile):
    made = answer(noor, question)
    Answer.objects.update(status="unknown", next_try_at=None, first_try_at=timezone.now())
    Mention.objects.update(status="in_hand")
    decided = answering.decide(by=noor, answer_id=made.pk, choice=choice, now=timezone.now())
    question.refresh_from_db()
    assert (decided.status, question.status) == (status, pile)


# One at a time


def open_box(by, question, **fields):
    return actions.start_answer(by=by, mention_id=question.pk, **{"now": timezone.now()} | fields)


def test_others_are_told_who_is_answering_until_the_box_is_left_for_some_minutes(noor, joost, question):
    now = timezone.now()
    open_box(noor, question, now=now)
    with pytest.raises(BeingAnsweredError, match="Noor is answering this since"):
        open_box(joost, question, now=now + timedelta(minutes=4))
    assert actions.keep_answering(by=noor, mention_id=question.pk, words="On Mon", now=now + timedelta(minutes=4))
    with pytest.raises(BeingAnsweredError):
        open_box(joost, question, now=now + timedelta(minutes=8))
    assert open_box(joost, question, now=now + timedelta(minutes=10))
    assert Answering.objects.get(person=noor).words == "On Mon"


def test_somebody_may_answer_all_the_same_knowingly(noor, joost, question):
    open_box(noor, question)
    assert open_box(joost, question, all_the_same=True)


def test_an_answer_that_came_in_between_is_seen_first(noor, joost, question):
    answer(noor, question)
    with pytest.raises(AnsweredMeanwhileError, match="Noor answered this meanwhile"):
        answer(joost, question, "At ten, I think.")
    with pytest.raises(AnsweredMeanwhileError):
        actions.say_answered(
            by=joost, mention_id=question.pk, text="x", url="", version=question.version, now=timezone.now()
        )


def test_two_who_take_it_at_once_are_told(noor, joost, question):
    fields = {"mention_id": question.pk, "department_id": None, "version": question.version, "now": timezone.now()}
    actions.assign(by=noor, person_id=noor.pk, **fields)
    with pytest.raises(ChangedMeanwhileError):
        actions.assign(by=joost, person_id=joost.pk, **fields)


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_the_same_moment_make_one_box_and_one_answer(organisation, noor, joost, question, mastodon):
    came, both = [], Barrier(2)

    def press(by):
        try:
            with inside(organisation):
                both.wait()
                try:
                    open_box(by, question)
                    came.append("open")
                except BeingAnsweredError:
                    came.append("told")
                both.wait()
                try:
                    answer(by, question, f"I am {by.name}")
                    came.append("sent")
                except AnsweredMeanwhileError:
                    came.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=press, args=[by]) for by in (noor, joost)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == ["open", "refused", "sent", "told"]
    work(organisation)
    assert len(answers(mastodon, question)) == 1

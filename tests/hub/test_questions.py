"""“May I post this?”: asked once, answered by a human, learnt from without a name."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kring.core.models import AuditNote
from kring.hub.actions import questions as actions
from kring.hub.errors import (
    AlreadyAnsweredError,
    AnswerMissingError,
    NotAnsweredError,
    NothingToAskError,
    PrecedentEmptyError,
    QuestionGoneError,
)
from kring.hub.models import Precedent, Question
from kring.hub.queries import questions as queries
from kring.hub.tasks.questions import tell_answer, wake_answers
from kring.people.actions import give_consent
from kring.people.rules import Purpose
from kring.privacy.actions import erase_person
from tests import make


@pytest.fixture
def desk(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"], name="Els van de Hub")


def ask(person, **changes):
    values = {"text": "Mag dit?", "doubt": "", "story_id": None, "key": "press-0000000000001"} | changes
    return actions.ask(by=person, now=timezone.now(), **values)


def answer(desk, question, verdict="better", text="Noem de klant niet."):
    return actions.answer(by=desk, question_id=question.pk, verdict=verdict, answer=text, now=timezone.now())


def publish(desk, question, **changes):
    values = {"asked": {"nl": "Mag ik een klant noemen?"}, "answer": {"nl": "Alleen met toestemming."}} | changes
    return actions.publish_precedent(by=desk, question_id=question.pk, **values)


def test_a_double_click_is_one_question(person):
    assert ask(person) == ask(person)
    assert Question.objects.count() == 1


def test_it_takes_a_text(person):
    with pytest.raises(NothingToAskError):
        ask(person, text=" \n ")


def test_a_no_or_a_better_needs_its_reason_and_a_yes_does_not(person, desk):
    question = ask(person)
    for verdict in ("no", "better"):
        with pytest.raises(AnswerMissingError):
            answer(desk, question, verdict, " ")
    assert answer(desk, question, "yes", "").answered_at


def test_two_of_the_hub_do_not_answer_the_same_unawares(person, desk, organisation):
    question = ask(person)
    answer(desk, question)
    assert answer(desk, question).answer == "Noem de klant niet."  # the same press again
    with pytest.raises(AlreadyAnsweredError, match="Els van de Hub"):
        answer(make.person(organisation), question, "no", "Liever niet.")


def test_who_asked_takes_it_back_and_nothing_is_left(person, desk, other_organisation):
    question = ask(person)
    actions.withdraw(by=desk, question_id=question.pk)
    assert Question.objects.exists()  # only one's own
    actions.withdraw(by=person, question_id=question.pk)
    assert not Question.objects.exists()
    with pytest.raises(QuestionGoneError):
        answer(desk, question)


def test_the_answer_is_mailed_once_to_those_who_agreed(person, desk, mailoutbox):
    give_consent(by=person, purpose=Purpose.EMAIL, now=timezone.now())
    question = ask(person)
    answer(desk, question)
    for _ in range(2):
        tell_answer.func(organisation_id=person.organisation_id, row_id=question.pk)
    wake_answers.func(timestamp=0)
    (letter,) = mailoutbox
    assert letter.to == [person.email]
    assert f"/ask/{question.pk}" in letter.body
    assert "Noem de klant niet" not in letter.body  # it stands in Kring, where only they read it


def test_without_that_yes_no_mail_is_sent(person, desk, mailoutbox):
    question = answer(desk, ask(person))
    tell_answer.func(organisation_id=person.organisation_id, row_id=question.pk)
    assert mailoutbox == []


def test_a_mail_server_that_is_down_is_tried_again(person, desk, mailoutbox, settings):
    give_consent(by=person, purpose=Purpose.EMAIL, now=timezone.now())
    question = answer(desk, ask(person))
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    tell_answer.func(organisation_id=person.organisation_id, row_id=question.pk)
    assert list(queries.answers_to_tell()) == [question]
    settings.EMAIL_BACKEND = backend
    tell_answer.func(organisation_id=person.organisation_id, row_id=question.pk)
    assert len(mailoutbox) == 1


def test_a_precedent_says_nothing_about_who_asked(person, desk, organisation):
    question = answer(desk, ask(person, story_id=make.story(organisation).pk))
    made = publish(desk, question)
    assert made.month == timezone.localdate().replace(day=1)
    fields = {field.name for field in Precedent._meta.fields}
    assert fields == {"id", "organisation", "question", "asked", "answer", "verdict", "month"}
    assert AuditNote.objects.get(verb="published_precedent").details == {}
    assert publish(desk, question).pk == made.pk  # pressed twice
    with pytest.raises(IntegrityError), transaction.atomic():
        Precedent.objects.filter(pk=made.pk).update(month=date(2026, 3, 14))


def test_an_answer_waits_on_today_and_on_me_until_it_is_read(person, desk, client_of):
    client, says = client_of(person), "The hub answered: may you post this?"

    def told():
        return [says in client.get(page).content.decode() for page in ("/", "/me")]

    first, second = ask(person), ask(person, key="another")
    assert told() == [False, False]
    answer(desk, first)
    answer(desk, second)
    client.get(f"/ask/{first.pk}")
    assert told() == [True, True]
    client.get(f"/ask/{second.pk}")
    assert told() == [False, False]
    third = answer(desk, ask(person, key="a third"))
    Question.objects.filter(pk=third.pk).delete()  # as time does
    client.get("/ask")
    assert told() == [False, False]


def test_only_an_answer_in_full_can_be_published(person, desk):
    question = ask(person)
    with pytest.raises(NotAnsweredError):
        publish(desk, question)
    answer(desk, question)
    with pytest.raises(PrecedentEmptyError):
        publish(desk, question, answer={"nl": " "})
    with pytest.raises(PrecedentEmptyError):
        publish(desk, question, answer={"en": "Only when they agree."})


def test_erasing_who_asked_keeps_the_precedent(person, desk):
    question = answer(desk, ask(person))
    made = publish(desk, question)
    erase_person(by=None, person=person)
    assert not Question.objects.exists()
    made.refresh_from_db()
    assert made.question_id is None
    assert queries.search_precedents("klant") == [made]


@pytest.mark.parametrize("typed", ["klanten", "customers", "customer agree", '"een klant"', "KLANT"])
def test_precedents_are_found_in_both_languages(organisation, typed):
    found = make.precedent(organisation)
    make.precedent(organisation, asked={"nl": "Een foto?", "en": "A photo?"}, answer={"nl": "Ja.", "en": "Yes."})
    assert queries.search_precedents(typed) == [found]


@pytest.mark.parametrize("typed", ["'", "a & | !", "<->", "\0", '"', "(", "de het"])
def test_no_search_breaks_it(organisation, typed):
    make.precedent(organisation)
    assert queries.search_precedents(typed) in ([], list(queries.precedents()))
    assert queries.like_this(typed) == []


def test_while_asking_those_that_have_to_do_with_it_come_first(organisation):
    photo = make.precedent(
        organisation,
        asked={"nl": "Mag een foto van een collega erbij?"},
        answer={"nl": "Vraag het de collega, ook als de foto al ergens staat."},
    )
    customer = make.precedent(organisation)
    assert queries.like_this("Ik wil deze foto plaatsen van mijn collega bij een klant")[0] == photo
    assert queries.like_this("Our customers were glad") == [customer]
    assert queries.like_this("iets heel anders") == []

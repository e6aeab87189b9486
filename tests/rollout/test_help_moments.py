"""Planning a help moment, calendars that follow, logging it in two taps, handing back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from kring.rollout import tasks
from kring.rollout.actions import circles, letters
from kring.rollout.actions import help as moments
from kring.rollout.errors import MomentInThePastError, MomentOverError, MomentToComeError, NotAHeroError
from kring.rollout.models import HelpMoment, Milestone, MomentLetter, MomentVisit
from kring.rollout.rules.help import GoesOn, Kind
from tests import make

KEY = "k" * 20


@pytest.fixture
def circle(organisation):
    return make.circle(organisation)


def later(**fields):
    about = {"starts_at": timezone.now().replace(microsecond=0) + timedelta(days=2), "place": "Kantine"}
    return moments.Plan(**{"kind": Kind.MEETING, "title": "", "minutes": 30, "video_link": ""} | about | fields)


def plan(circle, **fields):
    return moments.plan_moment(by=circle.hero.person, plan=later(**fields), key=KEY, now=timezone.now())


def send(organisation):
    """What the worker does when it is woken for a mail."""
    mail.outbox.clear()
    waiting = MomentLetter.objects.first()
    tasks.send_letters.func(organisation_id=organisation.pk, row_id=waiting.pk)
    return {one.to[0]: event(one) for one in mail.outbox}


def event(letter):
    [(file, kind)] = [(a.content, a.mimetype) for a in letter.alternatives if a.mimetype.startswith("text/calendar")]
    read = Calendar.from_ical(file)
    assert kind == f"text/calendar; method={read['method']}"
    return {"method": read["method"], **{str(k): v for k, v in read.walk("VEVENT")[0].items()}}


def test_everyone_in_the_circle_gets_it_in_their_calendar_and_nobody_elses_address(organisation, circle):
    member = make.circle_member(circle)
    plan(circle)
    sent = send(organisation)
    assert set(sent) == {circle.hero.person.email, member.person.email}
    theirs = sent[member.person.email]
    assert theirs["method"] == "REQUEST"
    assert str(theirs["ATTENDEE"]) == f"mailto:{member.person.email}"
    assert int(theirs["SEQUENCE"]) == 0
    assert theirs["LOCATION"] == "Kantine"


def test_a_change_keeps_the_event_and_raises_its_sequence_and_calling_off_takes_it_out(organisation, circle):
    member = make.circle_member(circle)
    moment = plan(circle)
    first = send(organisation)[member.person.email]
    by, now = circle.hero.person, timezone.now()
    moments.change_moment(by=by, moment_id=moment.pk, plan=later(place="Aula"), now=now)
    second = send(organisation)[member.person.email]
    moments.change_moment(by=by, moment_id=moment.pk, plan=later(place="Aula", starts_at=moment.starts_at), now=now)
    moments.cancel_moment(by=by, moment_id=moment.pk, now=now)
    third = send(organisation)[member.person.email]
    assert first["UID"] == second["UID"] == third["UID"]
    sequences = [int(one["SEQUENCE"]) for one in (first, second, third)]
    assert sequences == sorted(set(sequences))
    assert (second["LOCATION"], third["method"], third["STATUS"]) == ("Aula", "CANCEL", "CANCELLED")


def test_pressing_twice_plans_and_invites_once(organisation, circle):
    make.circle_member(circle)
    assert plan(circle) == plan(circle)
    assert MomentLetter.objects.count() == 2


def test_who_never_got_an_invitation_is_not_told_that_it_is_off(organisation, circle):
    make.circle_member(circle)
    moment = plan(circle)
    moments.cancel_moment(by=circle.hero.person, moment_id=moment.pk, now=timezone.now())
    assert send(organisation) == {}
    assert not MomentLetter.objects.exists()


def test_who_left_the_circle_before_the_mail_went_gets_none(organisation, circle):
    member = make.circle_member(circle)
    plan(circle)
    circles.leave_circle(by=member.person, now=timezone.now())
    assert set(send(organisation)) == {circle.hero.person.email}


def test_a_mail_is_sent_once_by_two_workers_and_again_only_after_an_hour_of_silence(organisation, circle):
    plan(circle)
    now = timezone.now()
    assert letters.claim_letter(now=now) is not None
    assert letters.claim_letter(now=now) is None
    assert letters.claim_letter(now=now + timedelta(minutes=61)) is not None


def test_only_its_hero_plans_changes_and_logs(organisation, circle):
    member, other = make.circle_member(circle), make.circle(organisation)
    moment = plan(circle)
    for by in (member.person, other.hero.person):
        with pytest.raises(NotAHeroError):
            moments.log_moment(by=by, moment_id=moment.pk, people=3, now=moment.starts_at)
        with pytest.raises(NotAHeroError):
            moments.cancel_moment(by=by, moment_id=moment.pk, now=timezone.now())
    with pytest.raises(NotAHeroError):
        moments.plan_moment(by=member.person, plan=later(), key=KEY, now=timezone.now())


def test_plans_are_about_later_and_logs_about_before(organisation, circle):
    with pytest.raises(MomentInThePastError):
        plan(circle, starts_at=timezone.now() - timedelta(hours=1))
    moment = plan(circle)
    with pytest.raises(MomentToComeError):
        moments.log_moment(by=circle.hero.person, moment_id=moment.pk, people=3, now=timezone.now())


def test_logging_says_how_many_and_reaches_a_first_time_together_once(organisation, circle):
    for _n in range(4):
        make.circle_member(circle)
    moment = plan(circle)
    for people in (3, 4):
        moments.log_moment(by=circle.hero.person, moment_id=moment.pk, people=people, now=moment.starts_at)
    moment.refresh_from_db()
    assert (moment.people, moment.members) == (4, 4)
    assert [one.kind for one in Milestone.objects.all()] == ["first_moment"]
    with pytest.raises(MomentOverError):
        moments.change_moment(by=circle.hero.person, moment_id=moment.pk, plan=later(), now=timezone.now())


def test_help_that_nobody_planned_is_logged_at_once_and_invites_nobody(organisation, circle):
    make.circle_member(circle)
    for _n in range(2):
        moments.log_at_once(by=circle.hero.person, kind=Kind.CALL, people=1, key=KEY, now=timezone.now())
    assert HelpMoment.objects.get().held_at is not None
    assert not MomentLetter.objects.exists()


def test_members_say_themselves_that_they_were_there_and_take_it_back(organisation, circle):
    member = make.circle_member(circle)
    moment = make.help_moment(circle, held_at=timezone.now(), starts_at=timezone.now())
    for was_there, count in ((True, 1), (True, 1), (False, 0)):
        moments.say_was_there(by=member.person, moment_id=moment.pk, was_there=was_there, now=timezone.now())
        assert MomentVisit.objects.count() == count


def test_everyone_shared_is_said_by_themselves_and_not_of_two(organisation, circle):
    first, second = make.circle_member(circle), make.circle_member(circle)
    now = timezone.now()
    for member in (first, second):
        circles.say_shared(by=member.person, shared=True, now=now)
    assert [one.kind for one in Milestone.objects.all()] == ["first_words"]
    circles.say_shared(by=make.circle_member(circle).person, shared=True, now=now)
    assert {one.kind for one in Milestone.objects.all()} == {"first_words", "everybody"}


def test_a_hero_hands_back_with_words_for_the_circle(organisation, circle):
    moments.hand_back(
        by=circle.hero.person, farewell="Dank!", happened="Veel.", goes_on=GoesOn.MEMBER, now=timezone.now()
    )
    circle.refresh_from_db()
    assert (circle.farewell, circle.goes_on, circle.handed_back_at is not None) == ("Dank!", "member", True)

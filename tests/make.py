"""A valid row per function; a test changes only what it is about."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from kring.adjust.models import Decision, Experiment, Gathered
from kring.core.models import Account, Membership, Organisation
from kring.core.scope import inside
from kring.engagement.models import Click, Snapshot
from kring.hub.models import (
    Duty,
    ListeningPost,
    Mention,
    Monitor,
    Panel,
    Precedent,
    Question,
    Screen,
    Thanks,
    Wall,
)
from kring.hub.rules import wall as rules_of_walls
from kring.insights.models import Counted, Protocol, ReportMail, ReportReader
from kring.insights.rules import kept
from kring.insights.rules.protocol import Promise
from kring.nudges.models import KindTrial, MailTrial, Nudge, Round
from kring.people.models import Consent, Department, Person, Placement, Rank, RoleGrant, TargetGroup, Unit
from kring.reach.models import Message, ReachSettings
from kring.rollout.models import Circle, CircleMember, Draw, HelpMoment, Hero, Milestone, Programme, Tick, UnitPlan
from kring.rollout.rules import draws
from kring.sharing.models import ConnectedAccount, Share, TrackedLink
from kring.stories.models import ContentHour, Idea, Pillar, QuestionTrial, Reading, Story, StoryText, Subject, Theme
from kring.training.models import Completion, Lesson, Practice, PracticeAnswer, Session, SignUp, TrackStep

number = count(1)


def organisation(**fields):
    made = Organisation.objects.create(**{"name": f"Bank {next(number)}", "language": "nl"} | fields)
    with inside(made):
        for position, key in enumerate(["role_model", "thought_leader", "networker", "ambassador"]):
            target_group(made, key=key, position=position, hue=position + 1, is_default=key == "ambassador")
    return made


def account(**fields):
    return Account.objects.create_user(**{"email": f"mens{next(number)}@voorbeeld.example", "language": "en"} | fields)


def target_group(organisation, **fields):
    key = fields.get("key", f"group_{next(number)}")
    defaults = {
        "key": key,
        "name": {"nl": key, "en": key},
        "prompts": {"nl": ["Wat zag jij?"], "en": ["What did you see?"]},
    }
    return TargetGroup.objects.create(organisation=organisation, **defaults | fields)


def group(organisation, key):
    return TargetGroup.objects.get(organisation=organisation, key=key)


def unit(organisation, **fields):
    return Unit.objects.create(organisation=organisation, **{"name": f"Unit {next(number)}"} | fields)


def department(organisation, **fields):
    return Department.objects.create(organisation=organisation, **{"name": f"Department {next(number)}"} | fields)


def rank(organisation, **fields):
    return Rank.objects.create(organisation=organisation, **{"name": f"Rank {next(number)}"} | fields)


def person(organisation, *, roles=(), **fields):
    """A participant on the staff list; `account` signs them in, `unit=None` keeps them off the staff."""
    n = next(number)
    unit_of = fields.pop("unit", ...)
    placed = {key: fields.pop(key) for key in ("department", "rank", "location", "valid_from") if key in fields}
    account_of = fields.get("account")
    defaults = {
        "name": f"Mens {n}",
        "email": account_of.email if account_of else f"mens{n}@voorbeeld.example",
        "language": "en",
        "joined_at": timezone.now() - timedelta(days=30),
        "target_group": TargetGroup.objects.filter(organisation=organisation, is_default=True).first(),
    }
    made = Person.objects.create(organisation=organisation, **defaults | fields)
    if account_of:
        Membership.objects.get_or_create(organisation=organisation, account=account_of)
    if unit_of is not None:
        unit_of = unit(organisation) if unit_of is ... else unit_of
        Placement.objects.create(
            organisation=organisation, person=made, unit=unit_of, **{"valid_from": date(2020, 1, 1)} | placed
        )
    for role in roles:
        RoleGrant.objects.create(organisation=organisation, person=made, role=role)
    return made


def pillar(organisation, **fields):
    return Pillar.objects.create(organisation=organisation, **{"name": {"nl": "Dienst", "en": "Service"}} | fields)


def theme(organisation, **fields):
    defaults = {"name": {"nl": "Wonen", "en": "Living"}}
    if "pillar" not in fields:
        fields["pillar"] = pillar(organisation)
    return Theme.objects.create(organisation=organisation, **defaults | fields)


def story(organisation, *, title="A new bridge", body="It opened on Monday.", languages=("nl", "en"), **fields):
    """A live story for everyone, in both languages."""
    if "theme" not in fields:
        fields["theme"] = Theme.objects.filter(organisation=organisation).first() or theme(organisation)
    defaults = {"live_from": timezone.now() - timedelta(days=1), "link": "https://nieuws.example/brug"}
    made = Story.objects.create(organisation=organisation, **defaults | fields)
    for language in languages:
        story_text(made, language=language, title=title, body=body)
    return made


def story_text(story, **fields):
    return StoryText.objects.create(organisation=story.organisation, story=story, **{"language": "en"} | fields)


def share(person, story, **fields):
    """A post that is published, in somebody's own words."""
    defaults = {
        "channel": "mastodon",
        "own_words": "I was there when it opened.",
        "post": "I was there when it opened.",
        "status": Share.Status.PUBLISHED,
        "key": f"key-{next(number)}",
        "posted_at": timezone.now(),
    }
    return Share.objects.create(organisation=person.organisation, person=person, story=story, **defaults | fields)


def connected_account(person, **fields):
    defaults = {"channel": "town", "server": "town.example", "remote_id": "1", "handle": "@mens@town.example"}
    defaults["sealed"] = b""
    return ConnectedAccount.objects.create(organisation=person.organisation, person=person, **defaults | fields)


def tracked_link(share, **fields):
    defaults = {"slug": f"s{next(number):07d}", "target": "https://nieuws.example/brug"}
    return TrackedLink.objects.create(organisation=share.organisation, share=share, **defaults | fields)


def click(share, **fields):
    n = next(number)
    defaults = {"by": Click.By.PERSON, "visitor": f"visitor-{n}", "clicked_at": timezone.now()}
    return Click.objects.create(organisation=share.organisation, share=share, **defaults | fields)


def snapshot(share, metric, value, **fields):
    defaults = {"metric": metric, "value": value, "taken_at": timezone.now()}
    return Snapshot.objects.create(organisation=share.organisation, share=share, **defaults | fields)


def listening_post(organisation, **fields):
    defaults = {"kind": "rss", "name": "Nieuws", "address": "https://nieuws.example/feed"}
    return ListeningPost.objects.create(organisation=organisation, **defaults | fields)


def mention(organisation, **fields):
    """A question from outside that nobody took yet."""
    if "listening_post" not in fields:
        fields["listening_post"] = listening_post(organisation)
    defaults = {"key": f"mention-{next(number)}", "who": "Kim", "text": "When does it open?", "said_at": timezone.now()}
    return Mention.objects.create(organisation=organisation, **defaults | fields)


def idea(person, *, days_ago=0, **fields):
    """An idea that waits for an answer."""
    made = Idea.objects.create(
        organisation=person.organisation, person=person, **{"going_on": "We fixed the bridge."} | fields
    )
    if days_ago:
        Idea.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
        made.refresh_from_db()
    return made


def content_hour(organisation, **fields):
    """A content hour of next week."""
    defaults = {"starts_at": timezone.now() + timedelta(days=7), "place": "Hal", "is_own": True}
    return ContentHour.objects.create(organisation=organisation, **defaults | fields)


def subject(organisation, **fields):
    """A sensitive subject with its guidance, in Dutch and English."""
    defaults = {
        "name": {"nl": "Storing bij de app", "en": "App outage"},
        "happened": {"nl": "De app lag eruit.", "en": "The app was down."},
        "may_say": {"nl": "Dat we eraan werken.", "en": "That we work on it."},
        "ask": {"nl": "De hub", "en": "The hub"},
        "words": "storing, outage",
        "since": timezone.now() - timedelta(hours=1),
    }
    return Subject.objects.create(organisation=organisation, **defaults | fields)


def question(person, **fields):
    """A colleague asks whether they may post something."""
    defaults = {"text": "I was at the customer's.", "key": f"question-{next(number):08d}", "asked_at": timezone.now()}
    return Question.objects.create(organisation=person.organisation, person=person, **defaults | fields)


def precedent(organisation, **fields):
    defaults = {
        "asked": {"nl": "Mag ik een klant noemen?", "en": "May I name a customer?"},
        "answer": {"nl": "Alleen als die het goed vindt.", "en": "Only when they agree."},
        "verdict": "better",
        "month": timezone.localdate().replace(day=1),
    }
    return Precedent.objects.create(organisation=organisation, **defaults | fields)


def duty(person, **fields):
    defaults = {"day": timezone.localdate(), "part": "morning"}
    return Duty.objects.create(organisation=person.organisation, person=person, **defaults | fields)


def monitor(organisation, **fields):
    defaults = {"name": f"Monitor {next(number)}", "includes": "bridge"}
    return Monitor.objects.create(organisation=organisation, **defaults | fields)


def wall(organisation, **fields):
    """A wall without panels."""
    return Wall.objects.create(organisation=organisation, **{"name": f"Wall {next(number)}"} | fields)


def panel(wall, **fields):
    defaults = {"kind": "stories", "position": 0}
    return Panel.objects.create(organisation=wall.organisation, wall=wall, **defaults | fields)


def screen(wall, **fields):
    """A connected screen, and the token that it carries."""
    n = next(number)
    secret = f"secret-of-a-screen-that-is-long-{n}"
    defaults = {"name": f"Screen {n}", "created_at": timezone.now(), "code_hash": f"code {n}"}
    defaults |= {"token_hash": rules_of_walls.digest(secret), "seen_at": timezone.now()}
    made = Screen.objects.create(organisation=wall.organisation, wall=wall, **defaults | fields)
    return made, rules_of_walls.token(wall.organisation_id, made.pk, secret)


def thanks(person, **fields):
    defaults = {"words": "Thank you!", "created_at": timezone.now()}
    return Thanks.objects.create(organisation=person.organisation, person=person, **defaults | fields)


def consent(person, purpose):
    defaults = {"text_version": 1, "given_at": timezone.now()}
    return Consent.objects.create(organisation=person.organisation, person=person, purpose=purpose, **defaults)


def at_any_hour(organisation):
    """Let people be written to at the hour at which the tests happen to run."""
    always = {"first_hour": 0, "last_hour": 24, "weekdays": list(range(7))}
    return ReachSettings.objects.get_or_create(organisation=organisation, defaults=always)[0]


def message(person, **fields):
    now = timezone.now()
    defaults = {"kind": "surveys.letter", "key": f"message {next(number)}", "created_at": now, "not_before": now}
    defaults["good_until"] = now + timedelta(days=14)
    return Message.objects.create(organisation=person.organisation, person=person, **defaults | fields)


def lesson(organisation, *, groups=("ambassador",), **fields):
    """A lesson in both languages, at the end of the tracks of these groups."""
    n = next(number)
    defaults = {
        "title": {"nl": f"Les {n}", "en": f"Lesson {n}"},
        "body": {"nl": "Luister eerst.", "en": "Listen first."},
        "task": {"nl": "Volg iemand.", "en": "Follow somebody."},
        "question": {"nl": "Wie?", "en": "Who?"},
        "answer": {"nl": "Een klant.", "en": "A customer."},
    }
    made = Lesson.objects.create(organisation=organisation, **defaults | fields)
    for key in groups:
        TrackStep.objects.create(
            organisation=organisation, target_group=group(organisation, key), lesson=made, position=n
        )
    return made


def completion(person, lesson, **fields):
    defaults = {"done_at": timezone.now()}
    return Completion.objects.create(
        organisation=person.organisation, person=person, lesson=lesson, **defaults | fields
    )


def training(organisation, **fields):
    """A training in a room, in a week."""
    defaults = {
        "title": {"nl": "Samen aan tafel", "en": "Around the table"},
        "starts_at": timezone.now() + timedelta(days=7),
        "place": "Hal",
    }
    return Session.objects.create(organisation=organisation, **defaults | fields)


def sign_up(person, session, **fields):
    defaults = {"signed_up_at": timezone.now()}
    return SignUp.objects.create(organisation=person.organisation, person=person, session=session, **defaults | fields)


def practice(asker, helper, *, answer="", **fields):
    """A draft that `asker` showed to `helper`."""
    defaults = {"words": "Dinsdag, de telefoon.", "asked_at": timezone.now()}
    made = Practice.objects.create(organisation=asker.organisation, asker=asker, helper=helper, **defaults | fields)
    if answer:
        PracticeAnswer.objects.create(
            organisation=asker.organisation, practice=made, person=helper, words=answer, answered_at=timezone.now()
        )
    return made


def programme(organisation, **fields):
    """A programme whose first wave may start in eight weeks."""
    defaults = {"goal": {"nl": "Iedereen op zijn gemak.", "en": "Everybody at ease."}}
    defaults["starts_on"] = timezone.localdate() + timedelta(weeks=8)
    return Programme.objects.create(organisation=organisation, **defaults | fields)


def unit_plan(programme, unit_of=None, *, people=0, **fields):
    """A unit that takes part, with some people on its staff."""
    unit_of = unit_of or unit(programme.organisation)
    for _ in range(people):
        person(programme.organisation, unit=unit_of, joined_at=None)
    return UnitPlan.objects.create(organisation=programme.organisation, programme=programme, unit=unit_of, **fields)


def draw(programme, **fields):
    """A plan by lot of two waves that is ready to look at; the units are those that take part."""
    plans = list(UnitPlan.objects.filter(programme=programme).select_related("unit"))
    units = tuple(draws.GivenUnit(plan.unit_id, plan.unit.name, 10) for plan in plans)
    starts = tuple(timezone.localdate() + timedelta(weeks=weeks) for weeks in (8, 12))
    given = draws.Given(units, (len(units),) * 2, starts)
    defaults = {"seed": "zaad", "status": "ready", "given": given.as_json(), "found": draws.by_hand(given).as_json()}
    return Draw.objects.create(organisation=programme.organisation, programme=programme, **defaults | fields)


def tick(unit_plan, **fields):
    """Something on a unit's list that is done."""
    defaults = {"item": "policy_read", "ticked_at": timezone.now()}
    return Tick.objects.create(organisation=unit_plan.organisation, unit_plan=unit_plan, **defaults | fields)


def hero(organisation, **fields):
    """Somebody who said yes to being a hero; `person` and `unit` are made where they are not given."""
    unit_of = fields.pop("unit", None) or unit(organisation)
    who = fields.pop("person", None) or person(organisation, unit=unit_of)
    since = timezone.localdate() - timedelta(days=20)
    defaults = {"status": Hero.Status.ACCEPTED, "asked_at": timezone.now() - timedelta(days=30), "since": since}
    return Hero.objects.create(organisation=organisation, person=who, unit=unit_of, **defaults | fields)


def circle(organisation, **fields):
    """A circle with its hero and without members."""
    if "hero" not in fields:
        fields["hero"] = hero(organisation)
    return Circle.objects.create(organisation=organisation, **fields)


def circle_member(circle, **fields):
    """Somebody of the same unit who asked for a hero and got this one; what they write is shown in it."""
    who = fields.pop("person", None) or person(circle.organisation, unit=circle.hero.unit)
    defaults = {"wished_at": timezone.now(), "placed_at": timezone.now(), "is_shown": True}
    return CircleMember.objects.create(organisation=circle.organisation, circle=circle, person=who, **defaults | fields)


def milestone(circle, **fields):
    """Something that a circle reached last week."""
    defaults = {"kind": "first_moment", "reached_at": timezone.now() - timedelta(days=8)}
    return Milestone.objects.create(organisation=circle.organisation, circle=circle, **defaults | fields)


def help_moment(circle, **fields):
    """A meeting that is planned for tomorrow."""
    defaults = {"kind": "meeting", "starts_at": timezone.now() + timedelta(days=1), "key": f"moment-{next(number)}"}
    return HelpMoment.objects.create(organisation=circle.organisation, circle=circle, **defaults | fields)


def protocol(organisation, promise=None, **fields):
    """What is measured, locked now."""
    promise = promise or Promise()
    defaults = {"content": kept.plain(promise), "digest": kept.digest(promise), "locked_at": timezone.now()}
    return Protocol.objects.create(organisation=organisation, **defaults | fields)


def counted(unit, monday, **fields):
    """What others counted in one unit in one week."""
    defaults = {"posts": 4, "came_at": timezone.now()}
    return Counted.objects.create(organisation=unit.organisation, unit=unit, monday=monday, **defaults | fields)


def report_reader(person):
    """Somebody who gets the report."""
    return ReportReader.objects.create(organisation=person.organisation, person=person)


def report_mail(person, **fields):
    """A report of this month that waits to be sent."""
    defaults = {"month": timezone.localdate().replace(day=1)}
    return ReportMail.objects.create(organisation=person.organisation, person=person, **defaults | fields)


def decision(person, **fields):
    """A decision of one's own, to be looked at in eight weeks."""
    now = timezone.now()
    defaults = {"choice": "own", "words": "Samen oefenen", "decided_at": now}
    defaults["review_on"] = timezone.localdate(now) + timedelta(weeks=8)
    return Decision.objects.create(organisation=person.organisation, by=person, **defaults | fields)


def experiment(person, story, **fields):
    """A second question under a story, tried since a week."""
    now = timezone.now()
    defaults = {"about": {"nl": "En jij?", "en": "And you?"}, "seed": "a1b2", "started_at": now - timedelta(days=7)}
    defaults |= {"ends_at": now + timedelta(days=7)} | fields
    trial = {"prompt": defaults["about"], "since": defaults["started_at"], "until": defaults["ends_at"]}
    about = {"organisation": person.organisation, "story": story}
    QuestionTrial.objects.create(**about, **trial, seed=defaults["seed"])
    return Experiment.objects.create(**about, by=person, kind="question", **defaults)


def round_of(organisation, week):
    """A week of nudges that was decided."""
    return Round.objects.create(organisation=organisation, week=week, seed="a", decided_at=timezone.now())


def mail_trial(organisation, since, **fields):
    """Another time of the weekly mail, tried for two weeks."""
    defaults = {"weekday": 3, "hour": 16, "seed": "c3d4", "until": since + timedelta(weeks=2)}
    return MailTrial.objects.create(organisation=organisation, since=since, **defaults | fields)


def kind_trial(organisation, since, units, **fields):
    """A kind of nudge in the first half of these units, tried for two weeks."""
    half = len(units) // 2
    drawn = {"in": [one.pk for one in units[:half]], "out": [one.pk for one in units[half:]]}
    defaults = {"kind": "lesson", "seed": "e5f6", "drawn": drawn, "until": since + timedelta(weeks=2)}
    return KindTrial.objects.create(organisation=organisation, since=since, **defaults | fields)


def gathered(organisation, *figures, **fields):
    """The figures of last week, as the worker kept them."""
    today = timezone.localdate()
    defaults = {"sunday": today - timedelta(days=today.weekday() + 1), "asked_at": timezone.now()}
    kept = [one.as_json() for one in figures]
    return Gathered.objects.create(organisation=organisation, figures=kept, **defaults | fields)


def reading(person, story, **fields):
    """Somebody opened a story."""
    about = {"organisation": person.organisation, "person": person, "story": story, "opened_at": timezone.now()}
    return Reading.objects.create(**about | fields)


def nudge(person, **fields):
    """A choice that somebody was given this week."""
    today = timezone.localdate()
    defaults = {"kind": "smaller_step", "week": today - timedelta(days=today.weekday())}
    return Nudge.objects.create(organisation=person.organisation, person=person, **defaults | fields)


def people(organisation, unit, number_of, **fields):
    """Many participants of one unit at once."""
    group = TargetGroup.objects.filter(organisation=organisation, is_default=True).first()
    defaults = {"language": "en", "joined_at": timezone.now() - timedelta(days=300), "target_group": group}
    made = Person.objects.bulk_create(
        Person(organisation=organisation, name=f"Mens {n}", email=f"mens{n}@voorbeeld.example", **defaults | fields)
        for n in (next(number) for _one in range(number_of))
    )
    Placement.objects.bulk_create(
        Placement(organisation=organisation, person=one, unit=unit, valid_from=date(2020, 1, 1)) for one in made
    )
    return made


def people_of(unit_id):
    """The people of a unit."""
    return Person.objects.filter(pk__in=Placement.objects.filter(unit=unit_id).values("person")).order_by("pk")


def readings(people, story, moments):
    """Each of these people opened a story at a moment of their own."""
    Reading.objects.bulk_create(
        Reading(organisation=story.organisation, person=one, story=story, opened_at=at)
        for one, at in zip(people, moments, strict=True)
    )

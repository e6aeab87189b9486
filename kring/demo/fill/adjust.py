"""What was decided, and what came of it: worked out by the rules on what the simulation held in those weeks."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q

from kring.adjust.models import Choice, Decision, Experiment, Gathered, Verdict
from kring.adjust.queries.experiments import experiments_over, outcome
from kring.adjust.queries.gathering import gather
from kring.adjust.rules.experiments import Kind
from kring.adjust.rules.figures import Change, Figure
from kring.adjust.rules.verdicts import change, verdict
from kring.core.models import Organisation
from kring.demo.cast import Cast
from kring.demo.fill.calendar import Calendar
from kring.demo.personas import BANK, PERSONAS
from kring.insights import queries as insights
from kring.nudges.models import KindTrial, MailTrial
from kring.people.models import Person
from kring.stories.models import QuestionTrial, Story

DECIDED, LOOKED, NEWER = timedelta(weeks=10), timedelta(weeks=2), timedelta(weeks=3)
HELP = "Elke kring houdt om de week een hulpmoment, ook als er maar drie mensen komen."
ALIVE = "Elke maandag een bericht van de directeur op Vandaag, om mensen vast te houden."
LASTED, OVER = timedelta(weeks=4), timedelta(days=2)
QUESTIONS = (
    {"nl": "Wie heeft jou hiermee geholpen?", "en": "Who helped you with this?"},
    {"nl": "Wat zou je hier thuis over vertellen?", "en": "What would you tell about this at home?"},
)
SINCE_THEN = "De verhalen voor deze groep voortaan in het content-uur ophalen."


def fill_adjust(organisation: Organisation, cast: Cast, when: Calendar) -> None:
    """Gather the figures of last week, and write the decisions that the bank took; the insurer has yet to begin."""
    if cast.key != BANK:
        return
    manager = next(one for one in PERSONAS if one.organisation == cast.key and "manager" in one.roles)
    by = Person.objects.get(account__email=manager.email)
    figures = gather(organisation, when.now)
    Gathered.objects.create(
        organisation=organisation,
        sunday=insights.last_sunday(organisation, when.now),
        figures=[one.as_json() for one in figures],
        asked_at=when.now,
    )
    then = {one.key: one for one in gather(organisation, when.now - DECIDED)}
    later = {one.key: one for one in gather(organisation, when.now - LOOKED)}
    at = when.now - DECIDED
    if {"help.all", "alive.all"} <= then.keys() & later.keys():
        grown = change(then["help.all"], later["help.all"])
        size = grown.value if grown else 0.0
        _decided(by, at, HELP, then["help.all"], Change(size, size / 2, 2 * size), later["help.all"])
        _decided(by, at, ALIVE, then["alive.all"], Change(0.08, 0.05, 0.12), later["alive.all"])
    silent = next((one for one in figures if one.kind == "silence"), None)
    hoped = Change(-3.0, -silent.value, -1.0) if silent else None
    _decided(by, when.now - NEWER, SINCE_THEN, silent, hoped, None)
    _experiments(organisation, by, when)


def _decided(
    by: Person, at: datetime, words: str, figure: Figure | None, hoped: Change | None, later: Figure | None
) -> None:
    """Write a decision of its time, and what came of it when its day has passed."""
    made = Decision.objects.create(
        organisation_id=by.organisation_id,
        by=by,
        choice=Choice.OWN,
        words=words,
        because=figure.as_json() if figure else None,
        watch=figure.as_json() if figure else None,
        hoped=hoped.as_json() if hoped else None,
        is_more_better=hoped is None or hoped.value >= 0,
        decided_at=at,
        review_on=(at + timedelta(weeks=8)).date(),
    )
    if later is None:
        return
    found = verdict(figure, later, hoped, is_more_better=made.is_more_better)
    Verdict.objects.create(
        organisation_id=by.organisation_id,
        decision=made,
        outcome=found.outcome,
        why=found.why,
        figure=later.as_json(),
        change=found.change.as_json() if found.change else None,
        written_at=at + timedelta(weeks=8),
    )


def _experiments(organisation: Organisation, by: Person, when: Calendar) -> None:
    """Write an experiment of each kind that is over, as the lot would have had it, and some that run."""
    at = when.now - timedelta(days=1)
    told = Story.objects.filter(subject__isnull=True, unit__isnull=True).order_by("-live_from")
    old = told.filter(live_from__lte=when.now - OVER - LASTED).first()
    new = told.filter(Q(live_until__isnull=True) | Q(live_until__gt=when.now), live_from__lte=at).first()
    if old is not None and new is not None and old != new:
        _question(organisation, by, old, QUESTIONS[0], old.live_from or when.now)
        _question(organisation, by, new, QUESTIONS[1], at)
    for half in KindTrial.objects.all():
        _tried(by, Kind.NUDGE, {"nudge": half.kind}, half, when)
    for other in MailTrial.objects.all():
        _tried(by, Kind.MAIL_TIME, {"weekday": other.weekday, "hour": other.hour}, other, when)
    for over in experiments_over(when.now):
        over.result, over.looked_at = outcome(over).as_json(), over.ends_at
        over.save()


def _question(organisation: Organisation, by: Person, story: Story, question: dict[str, str], at: datetime) -> None:
    seed, until = f"kring-demo-{story.pk}", at + LASTED
    QuestionTrial.objects.create(
        organisation=organisation, story=story, prompt=question, seed=seed, since=at, until=until
    )
    Experiment.objects.create(
        organisation=organisation,
        by=by,
        kind=Kind.QUESTION,
        story=story,
        about=question,
        seed=seed,
        started_at=at,
        ends_at=until,
    )


def _tried(by: Person, kind: Kind, about: dict[str, Any], trial: KindTrial | MailTrial, when: Calendar) -> None:
    since, until = (
        datetime.combine(day, time(), when.now.tzinfo) for day in (trial.since, trial.until + timedelta(weeks=1))
    )
    Experiment.objects.create(
        organisation_id=by.organisation_id,
        by=by,
        kind=kind,
        about=about,
        seed=trial.seed,
        started_at=since,
        ends_at=until,
    )

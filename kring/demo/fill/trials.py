"""What was tried in the last months: a nudge in a half of the units, another time of the weekly mail, and one now."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from kring.core.models import Organisation
from kring.demo.cast import Cast
from kring.demo.fill.bulk import insert
from kring.demo.fill.calendar import Calendar
from kring.demo.personas import BANK
from kring.nudges import rules
from kring.nudges.models import KindTrial, MailTrial
from kring.nudges.queries.trials import units_with_people
from kring.nudges.rules import Kind
from kring.people import queries as people
from kring.people.rules import Purpose
from kring.reach.models import Message

LASTED, LONGER = 4, 8  # weeks; a nudge is for few people at a time
NUDGE_BEGAN, MAIL_BEGAN = 15, 9  # weeks ago
THURSDAY, AFTERNOON = 3, 16


def fill_trials(organisation: Organisation, cast: Cast, when: Calendar) -> None:
    """Write what the bank tried; the insurer has yet to begin."""
    if cast.key != BANK:
        return
    monday = rules.monday(when.now.date())
    _half(organisation, Kind.NEW_STORY, monday - timedelta(weeks=NUDGE_BEGAN), LONGER)
    _half(organisation, Kind.HELP_MOMENT, monday, LASTED)
    since = monday - timedelta(weeks=MAIL_BEGAN)
    trial = MailTrial.objects.create(
        organisation=organisation,
        weekday=THURSDAY,
        hour=AFTERNOON,
        seed="kring-demo-week",
        since=since,
        until=since + timedelta(weeks=LASTED),
    )
    for week in range(LASTED):
        _weeks_told(organisation, trial, since + timedelta(weeks=week))


def _half(organisation: Organisation, kind: Kind, since: date, weeks: int) -> None:
    units, seed = units_with_people(since), f"kring-demo-{kind}"
    KindTrial.objects.create(
        organisation=organisation,
        kind=kind,
        seed=seed,
        drawn=rules.halves(units, seed),
        since=since,
        until=since + timedelta(weeks=weeks),
    )


def _weeks_told(organisation: Organisation, trial: MailTrial, week: date) -> None:
    """Write that everybody who agreed to it was told their week, each half at its time."""
    zone = ZoneInfo(organisation.time_zone)
    begun = datetime.combine(week, time(1), zone)
    rows = people.people_with_consent(Purpose.EMAIL).filter(joined_at__lt=begun).order_by("pk")
    told = list(rows.values_list("pk", "name"))
    at = np.array(
        [
            (
                rules.moment_in(week, trial.weekday, trial.hour, zone)
                if rules.gets_other_time(trial.seed, pk)
                else rules.digest_moment(pk, week, None, zone)
            ).timestamp()
            for pk, _name in told
        ]
    )
    insert(
        Message,
        organisation.pk,
        {
            "person_id": [pk for pk, _name in told],
            "kind": "nudges.week",
            "about": f'{{"week": "{week}"}}',
            "key": rules.week_key(week),
            "created_at": begun,
            "not_before": at,
            "good_until": begun + timedelta(days=rules.DAYS + 1),
            "claimed_at": at,
            "handed_at": at,
            "sent_at": at,
            "ended_at": at,
            "way": "mail",
            "title": [f"Je week, {name.split()[0]}" for _pk, name in told],
            "problem": "",
        },
    )

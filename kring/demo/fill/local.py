"""News of the units that personas lead: a story of their own, and one that an editor looks at first."""

import tomllib
from datetime import timedelta

from kring.core.models import Organisation
from kring.demo import content
from kring.demo.cast import Cast
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.demo.fill.stories import Told
from kring.rollout.models import UnitPlan
from kring.stories.models import Story, StoryText


def fill_local(organisation: Organisation, cast: Cast, when: Calendar, staff: Staff, told: Told) -> None:
    """Write the local stories of one organisation, each by the lead of its unit."""
    leads = {staff.people[place] for place in staff.personas.values()}
    plan = UnitPlan.objects.filter(lead__in=leads).order_by("pk").first()
    if plan is None:
        return
    for row in tomllib.loads((content.FOLDER / "local.toml").read_text(encoding="utf-8"))[cast.key]:
        story = Story.objects.create(
            organisation=organisation,
            unit_id=plan.unit_id,
            theme_id=told.themes[row["theme"]],
            by_id=plan.lead_id,
            live_from=when.now - timedelta(days=row["day"]) if "day" in row else None,
            stage="ready" if "day" in row else "review",
            sensitivity="sensitive" if "sensitive" in row else "normal",
            sensitive_why=row.get("sensitive", ""),
        )
        StoryText.objects.bulk_create(
            StoryText(
                organisation=organisation,
                story=story,
                language=language,
                title=title,
                body=row["body"].get(language, ""),
            )
            for language, title in row["title"].items()
        )

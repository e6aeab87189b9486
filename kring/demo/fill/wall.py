"""What hangs in the hall and in the canteen, and who was thanked."""

from datetime import timedelta

from kring.core.models import Organisation
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.hub.models import Panel, Thanks, Wall
from kring.people.models import Consent
from kring.people.rules import Purpose
from kring.stories.models import Idea

PANELS = [("stories", 12), ("thanks", 10), ("themes", 12), ("hour", 12), ("answered", 10), ("circles", 12)]
HALL = {
    "nl": "Welkom! Koffie staat naast de trap, verhalen staan hier.",
    "en": "Welcome! Coffee is beside the stairs, stories are right here.",
}
CANTEEN = {"nl": "Donderdag soep van collega’s uit Zwolle", "en": "Thursday: soup by colleagues from Zwolle"}
THANKED = [
    "Jouw vraag uit de keuken werd het best gelezen verhaal van de week.",
    "Dank dat je ons meenam naar die klant. Daar was het verhaal mee af.",
    "Je zei het in één zin, en iedereen begreep het meteen.",
    "Zonder jouw foto hadden we dit niet kunnen laten zien.",
]


def fill_wall(organisation: Organisation, when: Calendar, staff: Staff) -> None:
    """Write two walls and some thank-yous, to people who agreed to the wall and to personas who brought an idea."""
    for name, language, look, words in (("Hal", "nl", "light", HALL), ("Kantine", "both", "time", CANTEEN)):
        wall = Wall.objects.create(organisation=organisation, name=name, language=language, look=look)
        Panel.objects.bulk_create(
            Panel(organisation=organisation, wall=wall, kind=kind, position=place, seconds=seconds, text=text)
            for place, (kind, seconds, text) in enumerate(
                [(kind, seconds, {}) for kind, seconds in PANELS] + [("message", 10, words)]
            )
        )
    hub = next(staff.people[n] for key, n in staff.personas.items() if key in ("nienke", "joost"))
    agreed = Consent.objects.filter(purpose=Purpose.ON_THE_WALL, withdrawn_at__isnull=True)
    ideas = Idea.objects.filter(person__in=agreed.values("person"), story__isnull=False).order_by("-answered_at")
    named = [staff.people[staff.personas[key]] for key in ("bram", "mo") if key in staff.personas]
    mine = Idea.objects.filter(person__in=named, answered_at__isnull=False).order_by("-answered_at")
    helped = agreed.exclude(person__in=[hub, *named]).order_by("person_id").values_list("person_id", flat=True)
    thanked = [(idea.person_id, idea.pk) for idea in [*mine[:1], *ideas[:3]]] + [(pk, None) for pk in helped[:3]]
    Thanks.objects.bulk_create(
        Thanks(
            organisation=organisation,
            person_id=person_id,
            by_id=hub,
            idea_id=idea_id,
            words=words,
            created_at=when.now - timedelta(days=n * 2, hours=3),
        )
        for n, ((person_id, idea_id), words) in enumerate(zip(thanked, THANKED, strict=False))
    )

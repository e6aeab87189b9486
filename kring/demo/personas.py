"""The few people of the demo world that one click signs in as, and what each of them comes for."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BANK, INSURER = "bank", "insurer"


@dataclass(frozen=True)
class Persona:
    """One simulated person with an account of their own."""

    key: str
    organisation: str
    name: str
    what: str | Promise  # who they are
    comes_for: str | Promise
    group: int  # place in world.GROUPS
    roles: tuple[str, ...] = ()
    language: str = "nl"
    reads: str = ""  # always this language, whatever the visitor reads
    opens: str = "feed:today"  # the page they come for
    shares: int = 0  # about how many posts they have behind them
    leads: bool = False  # the local unit they work in
    near: str = ""  # works in the unit of this persona, when somebody there fits
    is_new: bool = False  # invited, has not joined yet
    is_outside: bool = False  # not on the staff list: an agency
    also_in: tuple[str, ...] = ()

    @property
    def hue(self) -> int:
        """The colour of their group."""
        return self.group + 1

    @property
    def email(self) -> str:
        """Where their mail would go; `example` is kept free for examples."""
        return f"{self.key}@{'bureau' if self.is_outside else self.organisation}.demo.example"


PERSONAS = [
    Persona(
        "bram",
        BANK,
        "Bram de Wit",
        _("Ambassador · customer service"),
        _("The feed on his phone, own words in two taps, and what came of it."),
        group=3,
        shares=12,
    ),
    Persona(
        "marieke",
        BANK,
        "Marieke Hofstra",
        _("Role model · director of a local bank"),
        _("Showing that it is normal: her weekly step and stories of her people."),
        group=0,
        shares=9,
        leads=True,
    ),
    Persona(
        "joris",
        BANK,
        "Joris van Ommeren",
        _("Thought leader · economist, housing market"),
        _("Material for the debate, and questions instead of ready-made text."),
        group=1,
        shares=14,
    ),
    Persona(
        "samira",
        BANK,
        "Samira El Idrissi",
        _("Commercial networker · adviser for small businesses"),
        _("What goes on with her customers, and a reason to be in touch."),
        group=2,
        shares=8,
    ),
    Persona(
        "yvette",
        BANK,
        "Yvette Rozema",
        _("Social hero · mortgage team"),
        _("One of the first: shares with ease and helps the others."),
        group=3,
        roles=("hero",),
        near="bram",
        shares=18,
    ),
    Persona(
        "lars",
        BANK,
        "Lars Brouwer",
        _("New · has not joined yet"),
        _("The invitation as a colleague gets it: what is seen by whom, and a free choice."),
        group=3,
        is_new=True,
    ),
    Persona(
        "daan",
        BANK,
        "Daan Kuipers",
        _("Editor"),
        _("Stories, finds from the newsroom, and ideas from colleagues."),
        group=3,
        roles=("editor",),
        shares=5,
        opens="stories:desk",
    ),
    Persona(
        "nienke",
        BANK,
        "Nienke Bakker",
        _("Desk · service and monitoring"),
        _("Sits where questions come in, and passes on what she hears."),
        group=3,
        roles=("desk",),
        shares=4,
        opens="hub:desk",
    ),
    Persona(
        "fatima",
        BANK,
        "Fatima Yilmaz",
        _("Programme manager"),
        _("Who takes part, wave by wave, and what came of it. Groups only."),
        group=0,
        roles=("manager",),
        shares=6,
        opens="insights:figures",
    ),
    Persona(
        "ruben",
        BANK,
        "Ruben Postma",
        _("Administrator"),
        _("The staff list, units and groups, roles and the look."),
        group=3,
        roles=("administrator",),
        shares=2,
        opens="people:manage",
    ),
    Persona(
        "hannie",
        BANK,
        "Hannie Verhoef",
        _("Works council"),
        _("Proof instead of promises: settings, and who looked at what."),
        group=3,
        roles=("works_council",),
        shares=1,
        opens="people:manage",
    ),
    Persona(
        "mo",
        INSURER,
        "Mo Haddou",
        _("Ambassador · claims"),
        _("Stories of colleagues, and a first sentence of his own."),
        group=3,
        shares=10,
    ),
    Persona(
        "carlijn",
        INSURER,
        "Carlijn Wessels",
        _("Role model · director of service"),
        _("A few honest sentences, so that nobody wonders whether it is allowed."),
        group=0,
        shares=7,
        leads=True,
    ),
    Persona(
        "priya",
        INSURER,
        "Priya Nair",
        _("Thought leader · cyber security, reads English"),
        _("Explaining her field in plain words, in her own language."),
        group=1,
        language="en",
        reads="en",
        shares=11,
    ),
    Persona(
        "stefan",
        INSURER,
        "Stefan Lucas",
        _("Commercial networker · business insurance"),
        _("What entrepreneurs ask, and what he can pass on today."),
        group=2,
        shares=9,
    ),
    Persona(
        "gonny",
        INSURER,
        "Gonny Tromp",
        _("Social hero · customer contact"),
        _("A natural leader on the floor who gets others going."),
        group=3,
        roles=("hero",),
        near="mo",
        shares=15,
    ),
    Persona(
        "sem",
        INSURER,
        "Sem Vrolijk",
        _("New · has not joined yet"),
        _("The invitation, before anything was chosen."),
        group=3,
        is_new=True,
    ),
    Persona(
        "eline",
        INSURER,
        "Eline Schut",
        _("Editor at the Social Hub"),
        _("The content hour: what colleagues bring in, and what it becomes."),
        group=3,
        roles=("editor",),
        shares=6,
        opens="stories:desk",
    ),
    Persona(
        "joost",
        INSURER,
        "Joost Kamphuis",
        _("Desk of the Social Hub"),
        _("The desk in the hall that everybody walks past."),
        group=3,
        roles=("desk",),
        shares=3,
        opens="hub:desk",
    ),
    Persona(
        "ingrid",
        INSURER,
        "Ingrid van Selm",
        _("Programme manager"),
        _("Whether sharing becomes normal, and for whom."),
        group=0,
        roles=("manager",),
        shares=5,
        opens="insights:figures",
    ),
    Persona(
        "wessel",
        INSURER,
        "Wessel Brandt",
        _("Administrator"),
        _("Keeps the staff list and the settings in order."),
        group=3,
        roles=("administrator",),
        shares=1,
        opens="people:manage",
    ),
    Persona(
        "trudy",
        INSURER,
        "Trudy Mens",
        _("Works council"),
        _("That nobody is ranked, and that this can be checked."),
        group=3,
        roles=("works_council",),
        shares=1,
        opens="people:manage",
    ),
    Persona(
        "wietske",
        INSURER,
        "Wietske Dam",
        _("Writer from outside"),
        _("The stories she was given, and nothing else."),
        group=1,
        roles=("writer",),
        opens="stories:given",
        is_outside=True,
        also_in=(BANK,),
    ),
    Persona(
        "tess",
        BANK,
        "Tess Lindeman",
        _("Agency · works for both organisations"),
        _("Two clients side by side, with no leak between them."),
        group=1,
        roles=("agency",),
        shares=0,
        opens="insights:figures",
        is_outside=True,
        also_in=(INSURER,),
    ),
]
OF = {persona.key: persona for persona in PERSONAS}

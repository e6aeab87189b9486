"""The two organisations of the demo world: what they are called, how they are built, how their people behave."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kring.demo.personas import BANK, INSURER
from kring.demo.world import Spec

CHANNELS = ("linkedin", "whatsapp", "facebook", "mastodon", "bluesky", "x", "threads", "email")
CHANNEL_WEIGHTS = (0.56, 0.1, 0.09, 0.09, 0.08, 0.04, 0.02, 0.02)


@dataclass(frozen=True)
class Cast:
    """One organisation, apart from its people."""

    key: str
    name: str
    domain: str
    brand_color: str
    works_at: dict[str, str]
    kind: dict[str, str]
    departments: tuple[str, ...]
    department_weights: tuple[tuple[float, ...], ...]  # per group
    ranks: tuple[tuple[str, ...], ...]  # per group
    regions: tuple[str, ...]
    units: tuple[str, ...]
    central: str
    locations: tuple[str, ...]  # of units; empty: the unit's own name
    newsroom: str
    seed: int
    shape: dict[str, Any]  # what differs from an ordinary Spec

    def spec(self, first: date, now: float, themes: tuple[int, ...], groups: tuple[tuple[int, ...], ...]) -> Spec:
        """Return what to simulate, with `now` in days since the Monday `first`."""
        return Spec(
            first_monday=first,
            now=now,
            departments=self.department_weights,
            story_themes=themes,
            story_groups=groups,
            channels=CHANNEL_WEIGHTS,
            **self.shape,
        )


KERSPEL = Cast(
    key=BANK,
    name="Kerspel Bank",
    domain="kerspel.example",
    brand_color="#1d4f91",
    works_at={"nl": "Ik werk bij Kerspel Bank.", "en": "I work at Kerspel Bank."},
    kind={"nl": "Coöperatieve bank, zestig lokale banken", "en": "Cooperative bank, sixty local banks"},
    departments=(
        "Klantenservice", "Wonen en hypotheken", "Particulieren", "Midden- en kleinbedrijf", "Grootzakelijk",
        "Private banking", "Agrarisch", "Communicatie en leden", "Risico en compliance", "IT en data",
        "Economisch bureau", "Veiligheid en fraude", "HR", "Directie",
    ),
    department_weights=(
        (2, 2, 1, 2, 1, 1, 1, 1, 1, 1, 0, 0, 1, 6),
        (0, 2, 0, 1, 1, 1, 1, 1, 1, 2, 4, 3, 0, 0),
        (0, 6, 3, 8, 2, 3, 3, 0, 0, 0, 0, 0, 0, 0),
        (9, 3, 6, 2, 0, 1, 1, 2, 3, 4, 0, 2, 2, 0),
    ),
    ranks=(("Directeur", "Manager"), ("Specialist",), ("Adviseur", "Accountmanager"), ("Medewerker", "Teamcoach")),
    regions=(
        "Regio Noorderkust", "Regio Veenlanden", "Regio Zandrug", "Regio Oosterbeek en Es", "Regio Rivieren",
        "Regio Middenland", "Regio Westerpolders", "Regio Duin en Stad", "Regio Zuiderheuvels", "Regio Deltakreken",
    ),
    units=(
        "Duinrand", "Oosterzijl", "Wierum-Lage", "Noorderham", "Kwelderland", "Zeegat",
        "Turfsloot", "Veendrecht", "Lange Wijk", "Smilderveen", "Haulerdiep", "Ruigoord-Oost",
        "Zandhoven", "Esborg", "Hondsrugge", "Brinkeren", "Weerdinge-Noord", "Stuifzand",
        "Beekeresch", "Twickelveld", "Almerlo", "Dinkelstee", "Haaksveld", "Reggedal",
        "Waalbeemd", "Lingebroek", "Maasweerd", "Betuwerand", "IJsselmonding", "Grebbeland",
        "Amerveen", "Eemstede", "Kromme Akker", "Langbroekzijde", "Vechtoever", "Plantagewijk",
        "Zaanweide", "Beemsterhoek", "Waterdam", "Purmeroog", "Oostkoggen", "Schermerdijk",
        "Kennemermeer", "Bollenoord", "Haagwijk", "Delftsgaard", "Schieveste", "Havenkwartier",
        "Geulhoven", "Mergelrode", "Peelkant", "Kempenrijt", "Dommelrode", "Leijpark-Zuid",
        "Schouwendijk", "Zwinpolder", "Kreekrak", "Bevelanderwaard", "Goereeland", "Biezenplaat",
    ),
    central="Centrale organisatie",
    locations=(),
    newsroom="Nieuwskamer Kerspel Bank",
    seed=60,
    shape={"unit_size": 190.0, "central": 780},
)  # fmt: skip

HAVENLICHT = Cast(
    key=INSURER,
    name="Havenlicht Verzekeringen",
    domain="havenlicht.example",
    brand_color="#a8431f",
    works_at={"nl": "Ik werk bij Havenlicht Verzekeringen.", "en": "I work at Havenlicht Verzekeringen."},
    kind={"nl": "Verzekeraar met een Social Hub in de hal", "en": "Insurer with a Social Hub in the hall"},
    departments=(
        "Klantcontact", "Schade", "Inkomen en verzuim", "Pensioen", "Zakelijke verzekeringen", "Merk en sponsoring",
        "Communicatie", "Online", "IT en data", "Actuariaat en risico", "HR", "Directie",
    ),
    department_weights=(
        (2, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 5),
        (0, 1, 2, 3, 1, 1, 1, 1, 3, 4, 0, 0),
        (0, 0, 2, 3, 8, 1, 0, 0, 0, 0, 0, 0),
        (9, 8, 3, 2, 1, 1, 2, 2, 4, 1, 2, 0),
    ),
    ranks=(("Directeur", "Manager"), ("Specialist",), ("Adviseur", "Accountmanager"), ("Medewerker", "Teamcoach")),
    regions=("Havenlicht Nederland",),
    units=("Hoofdkantoor", "Servicecentrum", "Buitendienst"),
    central="",
    locations=("Havenkade", "Servicecentrum Noord", "Onderweg"),
    newsroom="Social Hub Havenlicht",
    seed=9,
    shape={
        "unit_sizes": (520, 260, 120), "units": 3, "regions": 1, "units_per_wave": 1, "weeks_between_waves": 0,
        "hero_rate": 0.03, "join_rates": (0.7, 0.75, 0.5, 0.36), "log_weekly_rate": (-1.0, -0.4, -1.3, -1.7),
    },
)  # fmt: skip

CASTS = [KERSPEL, HAVENLICHT]

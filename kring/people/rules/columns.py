"""Which column of a staff list says what: guessed from its heading, in Dutch or English, and from what is under it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# What a column can say. For each, the headings people use for it, the plainest first: a column that could be
# two things becomes the thing for which its heading is the plainer word.
HEADINGS: dict[str, list[str]] = {
    "email": [
        "email", "emailadres", "emailaddress", "mail", "mailadres", "werkemail", "workemail", "zakelijkeemail",
        "emailwerk", "emailzakelijk", "businessemail", "userprincipalname", "upn",
    ],
    "name": [
        "naam", "name", "volledigenaam", "fullname", "medewerker", "employee", "naammedewerker", "employeename",
        "weergavenaam", "displayname", "persoon", "person",
    ],
    "first_name": ["voornaam", "firstname", "roepnaam", "givenname", "voornamen", "forename", "callname"],
    "infix": ["tussenvoegsel", "tussenvoegsels", "voorvoegsel", "voorvoegsels", "infix", "prefix", "tv"],
    "last_name": ["achternaam", "lastname", "surname", "familienaam", "familyname", "geslachtsnaam"],
    "unit": [
        "eenheid", "unit", "lokalebank", "localbank", "kantoor", "vestiging", "filiaal", "branch", "office", "bank",
        "organisatieeenheid", "organisationalunit", "organizationalunit", "businessunit", "bu", "team", "teamnaam",
        "entiteit", "entity", "bedrijfsonderdeel", "onderdeel",
    ],
    "region": [
        "regio", "region", "kring", "rayon", "district", "gebied", "area", "bovenliggendeeenheid", "parentunit",
        "division", "divisie",
    ],
    "department": [
        "afdeling", "department", "afdelingsnaam", "departmentname", "dept", "afd", "sector", "vakgebied", "discipline",
    ],
    "rank": [
        "functieniveau", "rang", "rank", "niveau", "level", "joblevel", "functiegroep", "jobfamily", "seniority",
        "functie", "functienaam", "functietitel", "jobtitle", "function", "role", "rol", "title", "position",
    ],
    "location": [
        "locatie", "location", "werklocatie", "worklocation", "standplaats", "werkplek", "plaats", "woonplaatskantoor",
        "vestigingsplaats", "city", "site", "gebouw", "building", "kantoor", "vestiging", "office",
    ],
    "language": ["taal", "language", "voorkeurstaal", "preferredlanguage", "taalcode", "languagecode", "lang"],
    "employed_from": [
        "indienst", "datumindienst", "indienstdatum", "indiensttreding", "datumindiensttreding", "startdatum",
        "startdate", "hiredate", "joined", "datejoined", "employedfrom", "begindatum", "ingangsdatum", "indienstsinds",
        "indienstper", "dateofhire", "startdatumcontract",
    ],
    "employed_until": [
        "uitdienst", "datumuitdienst", "uitdienstdatum", "uitdiensttreding", "datumuitdiensttreding", "einddatum",
        "enddate", "terminationdate", "left", "dateleft", "employeduntil", "leavedate", "laatstewerkdag",
        "lastworkingday", "uitdienstper", "einddatumcontract", "contractend",
    ],
}  # fmt: skip
FIELDS = tuple(HEADINGS)
HISTORY = frozenset({"unit", "department", "rank", "location"})  # what a placement says


@dataclass(frozen=True)
class Column:
    """A column of a staff list, with a few of its values."""

    heading: str
    samples: tuple[str, ...]


def plain(heading: str) -> str:
    """Return only the letters and digits of a heading, without accents or capitals."""
    bare = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(letter for letter in bare if letter.isalnum())


def recognised(cells: Sequence[str]) -> int:
    """Return how many of these cells are headings that we know."""
    known = {heading for headings in HEADINGS.values() for heading in headings}
    return sum(plain(cell) in known for cell in cells)


def guess(columns: Sequence[Column]) -> dict[str, int]:
    """Return our best guess of which column says what; no column says two things."""
    headings = [plain(column.heading) for column in columns]
    fits = sorted(
        (words.index(heading), FIELDS.index(field), number)
        for field, words in HEADINGS.items()
        for number, heading in enumerate(headings)
        if heading in words
    )
    found: dict[str, int] = {}
    for _plainness, field_number, number in fits:
        field = FIELDS[field_number]
        if field not in found and number not in found.values():
            found[field] = number
    if "email" not in found:
        for number, column in enumerate(columns):
            if number not in found.values() and column.samples and all("@" in sample for sample in column.samples):
                found["email"] = number
                break
    if "first_name" in found and "last_name" in found:
        found.pop("name", None)
    return dict(sorted(found.items(), key=lambda pair: FIELDS.index(pair[0])))


def missing(mapping: dict[str, int]) -> list[str]:
    """Return which columns a staff list cannot do without and are not pointed out: "email", "name"."""
    lacks = [] if "email" in mapping else ["email"]
    if "name" not in mapping and "last_name" not in mapping:
        lacks.append("name")
    return lacks

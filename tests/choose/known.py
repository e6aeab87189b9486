"""The two data sets with known answers. Their READMEs say where they come from."""

import csv
import json
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
from scipy import sparse

from kring.choose.circles import Colleagues
from kring.choose.heroes import Rule, Unit, Wanted
from kring.choose.nominations import Names

DATA = Path(__file__).parents[1] / "data"
QUESTIONS = {"go_to": 1, "spreads_news": 2}


def rows(name):
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


@cache
def expected(name):
    return json.loads((DATA / name / "expected.json").read_text())


def column(people, name):
    return [person[name] for person in people]


def codes(people, name):
    return np.unique(column(people, name), return_inverse=True)[1]


@cache
def advocacy(letter):
    """One of the three units of the advocacy set, and what is wanted of it."""
    people = rows(f"advocacy/unit_{letter}_people.csv")
    ties = rows(f"advocacy/unit_{letter}_ties.csv")
    a, b = (np.array(column(ties, end), dtype=int) for end in "ab")
    strength = np.array(column(ties, "strength"), dtype=float)
    both = (np.concatenate([a, b]), np.concatenate([b, a]))
    quotas = json.loads((DATA / f"advocacy/unit_{letter}_quotas.json").read_text())
    unit = Unit(
        ids=np.arange(len(people)),
        attributes={name: column(people, name) for name in ("department", "rank", "location")},
        wishes=np.array([0 if person["available"] == "1" else -1 for person in people]),
        ties=sparse.csr_array((np.concatenate([strength, strength]), both), shape=(len(people), len(people))),
    )
    rules = tuple(Rule(q["attribute"], q["value"], q["min"], q["max"]) for q in quotas["quotas"])
    return unit, Wanted(heroes=quotas["k"], rules=rules, help_rate=quotas["p_help"])


@cache
def colleagues(letter):
    people = rows(f"advocacy/unit_{letter}_people.csv")
    return Colleagues(
        ids=np.arange(len(people)),
        ties=advocacy(letter)[0].ties,
        departments=codes(people, "department"),
        places=codes(people, "location"),
        languages=tuple(frozenset(person["languages"].split("+")) for person in people),
        managers=np.array(column(people, "manager"), dtype=int),
    )


@cache
def survey(letter):
    answers = rows(f"advocacy/unit_{letter}_survey.csv")
    return Names(
        givers=np.array(column(answers, "respondent"), dtype=int),
        questions=np.array([QUESTIONS[answer["question"]] for answer in answers]),
        named=np.array(column(answers, "nominee"), dtype=int),
    )


@cache
def email():
    """The mail network of a research institution, 1,005 people, with the ranks and places made up for it."""
    people = rows("email-eu-core/synthetic_attributes.csv")
    edges = np.loadtxt(DATA / "email-eu-core/edges.txt", dtype=int)
    edges = edges[edges[:, 0] != edges[:, 1]]
    ties = sparse.csr_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(len(people), len(people)))
    ties.data[:] = 1
    names = ("department", "rank", "location")
    return Unit(ids=np.arange(len(people)), attributes={name: column(people, name) for name in names}, ties=ties)


def email_rules(name):
    """The rule sets that expected.json has optima for."""
    sizes = Counter(email().attributes["department"])
    departments = {
        "none": [],
        "prop": [Rule("department", d, 25 * n // 1005, -(-25 * n // 1005)) for d, n in sizes.items()],
        **{f"max{most}": [Rule("department", d, 0, most) for d in sizes] for most in (1, 2, 3)},
    }.get(name, [Rule("department", d, int(n >= 20), 2) for d, n in sizes.items()])
    ranks = [Rule("rank", "director", 2, 5), Rule("rank", "manager", 5, 10), Rule("rank", "staff", 12)]
    places = [Rule("location", place, 3) for place in sorted(set(email().attributes["location"]))]
    return tuple(departments + ranks * (name in ("+rank", "+loc")) + places * (name == "+loc"))

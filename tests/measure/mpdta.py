"""The data of Callaway and Sant'Anna (2021)."""

import csv
from pathlib import Path

import numpy as np

from kring.measure.panel import panel

FILE = Path(__file__).parent.parent / "data" / "mpdta" / "mpdta.csv"
ROWS = list(csv.DictReader(FILE.open()))


def column(name):
    return np.array([float(row[name]) for row in ROWS])


def counties(covariate=None):
    known = column(covariate) if covariate else None
    names = [row["countyreal"] for row in ROWS]
    return panel(names, column("year"), column("lemp"), column("first.treat"), known)

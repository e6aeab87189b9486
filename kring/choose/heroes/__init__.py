"""Choosing the heroes of a unit: the best list under all rules together, with the proof."""

from kring.choose.heroes.choosing import Progress, choose, choose_each, refill
from kring.choose.heroes.compare import Other, Price, Way, beside, prices
from kring.choose.heroes.picture import Line, Part, Picture, Reach, picture
from kring.choose.heroes.reasons import Change, NoSwapError, Why, exclude, pin, swap, why
from kring.choose.heroes.unit import Choice, Demand, Method, NoSuchChoiceError, Rule, Side, Unit, Wanted, Wish

__all__ = [
    "Change",
    "Choice",
    "Demand",
    "Line",
    "Method",
    "NoSuchChoiceError",
    "NoSwapError",
    "Other",
    "Part",
    "Picture",
    "Price",
    "Progress",
    "Reach",
    "Rule",
    "Side",
    "Unit",
    "Wanted",
    "Way",
    "Why",
    "Wish",
    "beside",
    "choose",
    "choose_each",
    "exclude",
    "picture",
    "pin",
    "prices",
    "refill",
    "swap",
    "why",
]

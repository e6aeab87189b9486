"""Pages of nudges, by whose they are."""

from kring.nudges.views.alive import alive, use_kind
from kring.nudges.views.mine import answer, card, choose, hands, mine

__all__ = ["alive", "answer", "card", "choose", "hands", "mine", "use_kind"]

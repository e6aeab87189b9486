"""The words of the questions: fixed, so that answers of different months can be compared.

A change of words is a new version; an old one stays, because answers were given to it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language of one version."""

    comfort: str
    uses: dict[str, tuple[str, str]]  # name of the use, with an example
    scale: tuple[str, str, str, str, str]
    mark: str
    mark_ends: tuple[str, str]
    helped: str
    more: str


VERSION = 1
WORDS: dict[int, dict[str, Words]] = {
    1: {
        "nl": Words(
            comfort="Hoe prettig vind je het om sociale media zo te gebruiken voor je werk?",
            uses={
                "listen": ("Meelezen", "volgen wat er speelt bij klanten en collega’s"),
                "respond": ("Reageren", "een duim of een paar woorden bij een ander"),
                "share": ("Delen", "iets doorgeven dat al ergens staat"),
                "write": ("Zelf schrijven", "vertellen over je eigen werk"),
                "lead": ("Het gesprek voeren", "meedoen aan een discussie in je vak"),
            },
            scale=("heel onprettig", "onprettig", "niet prettig, niet onprettig", "prettig", "heel prettig"),
            mark="Welk cijfer geef je dit programma?",
            mark_ends=("1: heel slecht", "10: heel goed"),
            helped="Wat hielp je de afgelopen tijd?",
            more="Wat zou jou verder helpen?",
        ),
        "en": Words(
            comfort="How comfortable are you using social media like this for your work?",
            uses={
                "listen": ("Reading along", "following what customers and colleagues are busy with"),
                "respond": ("Reacting", "a thumb or a few words on somebody else’s post"),
                "share": ("Sharing", "passing on something that is already there"),
                "write": ("Writing yourself", "telling about your own work"),
                "lead": ("Joining the debate", "taking part in a discussion in your field"),
            },
            scale=(
                "very uncomfortable",
                "uncomfortable",
                "neither comfortable nor uncomfortable",
                "comfortable",
                "very comfortable",
            ),
            mark="Which mark from 1 to 10 do you give this programme?",
            mark_ends=("1: very bad", "10: very good"),
            helped="What helped you lately?",
            more="What would help you further?",
        ),
    }
}


def words_of(version: int, language: str) -> Words:
    """Return the words of a version in a language."""
    return WORDS[version].get(language) or WORDS[version]["en"]

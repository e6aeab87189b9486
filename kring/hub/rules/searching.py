"""From words that somebody typed to a search of PostgreSQL's full text, whole words and phrases only."""

from kring.choose.phrases import Phrase, phrases


def any_of(found: tuple[Phrase, ...]) -> str:
    """Return the search for any of these phrases; empty for none. Words are letters and digits: quoting is safe."""
    return " | ".join(
        "(" + " <-> ".join(f"'{word.replace(chr(39), ' ')}'" for word in phrase) + ")" for phrase in found
    )


def query_of(includes: str, excludes: str = "") -> str:
    """Return the search for what somebody typed: one of these words or phrases, none of those; empty for none."""
    wanted, unwanted = any_of(phrases(includes)), any_of(phrases(excludes))
    if not wanted:
        return ""
    return f"({wanted}) & !({unwanted})" if unwanted else f"({wanted})"

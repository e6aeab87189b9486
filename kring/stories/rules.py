"""What a story's text becomes when it is shown: pure functions of this room."""

import re

SUMMARY_LENGTH = 220


def plain(markdown: str) -> str:
    """Return the words of a text without its Markdown signs."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown)  # links and pictures keep their words
    text = re.sub(r"^[ \t]*(?:#{1,6}[ \t]|>[ \t]?|[-*+][ \t]|\d+\.[ \t])", "", text, flags=re.M)
    text = re.sub(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return re.sub(r"\s+", " ", text).strip()


def summary(body: str, length: int = SUMMARY_LENGTH) -> str:
    """Return the beginning of a text: whole sentences when they fit, else whole words with an ellipsis."""
    text = plain(body)
    if len(text) <= length:
        return text
    cut = text[: length + 1]
    ends = [m.end() for m in re.finditer(r"[.!?](?=\s)", cut)]
    if ends and ends[-1] >= length // 2:
        return cut[: ends[-1]]
    return cut[: max(cut.rfind(" "), length // 2)].rstrip(" ,;:-–") + "…"


def in_turn(choices: list[str], turn: int) -> str:
    """Return one of the choices, the next one each turn; nothing when there are none."""
    return choices[turn % len(choices)] if choices else ""

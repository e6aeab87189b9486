"""An organisation's own colour, made readable."""

import re

COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def _parts(color: str) -> tuple[float, float, float]:
    return tuple(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


def _hex(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(max(0.0, min(1.0, part)) * 255):02x}" for part in parts)


def _light(color: str) -> float:
    line = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(color)]
    return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]


def contrast(one: str, other: str) -> float:
    """Return how far two colours are apart, 1 to 21; text needs 4.5."""
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(color: str, *, on: str, at_least: float = 4.5) -> str:
    """Return `color`, made darker or lighter just as far as it takes to be read on `on`."""
    if not COLOR.fullmatch(color):
        return "#0f5c5c"
    towards = (0.0, 0.0, 0.0) if _light(on) > 0.3 else (1.0, 1.0, 1.0)
    for step in range(41):
        mixed = tuple(p + (t - p) * step / 40 for p, t in zip(_parts(color), towards, strict=True))
        if contrast(_hex(mixed), on) >= at_least:
            return _hex(mixed)
    return _hex(towards)


def style_sheet(brand: str) -> str:
    """Return the few variables that make a page look like the organisation's own, in light and dark; none for none."""
    if not COLOR.fullmatch(brand):
        return ""
    light, dark = readable(brand, on="#fbf8f2", at_least=5), readable(brand, on="#1b1f24", at_least=6.5)
    return (
        f":root{{--color-primary:{light};--color-primary-content:#fff}}"
        f"@media (prefers-color-scheme:dark){{:root{{--color-primary:{dark};--color-primary-content:#0b0f14}}}}"
    )

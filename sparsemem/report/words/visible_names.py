"""Names of other people's programs as text that a reader sees and no format takes for its own signs."""

import unicodedata

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Categories of signs that move, hide or turn around what stands beside them."""


def visible(name: str, most: int | None = None) -> str:
    """The name on one line, each sign that would not be seen as its escape: a mark that turns the direction of
    writing, a newline. Longer than `most` letters, its middle is left out."""
    text = "".join(_escaped(sign) if unicodedata.category(sign) in _UNSEEN else sign for sign in _cut(name, most))
    return text if text.strip() else repr(name)


def _cut(name: str, most: int | None) -> str:
    if most is None or len(name) <= most:
        return name
    half = (most - 1) // 2
    return f"{name[:half]}…{name[-half:]}"


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape", "backslashreplace").decode("ascii")

"""Names as they were typed: what people call things is text, never a formula for matplotlib."""

from collections.abc import Sequence

import matplotlib as mpl

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "%": r"\%", "&": r"\&",
    "#": r"\#", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip


def plain(text: object) -> str:
    """Return a text that matplotlib draws as it stands.

    Between two ``$`` matplotlib reads a formula, and a name that is none ends in its parser's
    error, long after the simulation. Every text with a name in it that somebody has given goes
    through here, on its way to an axis, a title or a legend.
    """
    if mpl.rcParams["text.usetex"]:
        return "".join(_TEX.get(letter, letter) for letter in str(text))
    return str(text).replace("$", r"\$")


def shortened(names: Sequence[str], letters: int) -> dict[str, str]:
    """Return names of at most so many letters by the whole names; no two become alike.

    What is left out is from the middle; where the rest is the same, what they all begin with; where
    that does not help either, nothing.
    """
    alike = (len(set(column)) == 1 for column in zip(*names, strict=False))
    common = next((place for place, same in enumerate(alike) if not same), 0)
    for shorter in (_middle_out, lambda name, most: _end_out(f"…{name[common:]}", most)):
        found = {name: name if len(name) <= letters else shorter(name, letters) for name in names}
        if len(set(found.values())) == len(found):
            return found
    return {name: name for name in names}


def _middle_out(name: str, letters: int) -> str:
    back = (letters - 1) // 2
    return f"{name[: letters - 1 - back].rstrip()}…{name[len(name) - back :].lstrip()}"


def _end_out(name: str, letters: int) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"


def as_typed(text: str) -> str:
    """Return what `plain` was given, for the tables that are saved beside a figure."""
    if mpl.rcParams["text.usetex"]:
        for letter, written in reversed(_TEX.items()):
            text = text.replace(written, letter)
        return text
    return text.replace(r"\$", "$")

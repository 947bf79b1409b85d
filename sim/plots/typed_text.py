"""Names as they were typed: what people call things is text, never a formula for matplotlib."""

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


def as_typed(text: str) -> str:
    """Return what `plain` was given, for the tables that are saved beside a figure."""
    if mpl.rcParams["text.usetex"]:
        for letter, written in reversed(_TEX.items()):
            text = text.replace(written, letter)
        return text
    return text.replace(r"\$", "$")

"""What a picture's file says about itself: what made it, and what is to be seen on it."""

import json
from typing import Any
from xml.sax.saxutils import escape

from matplotlib.figure import Figure

from sim.base.version import __version__
from sim.plots.kept import made_by
from sim.plots.told import of_file

PROGRAM = f"sim {__version__} (tumour-resistance-sim)"


def metadata(figure: Figure, ending: str) -> dict[str, Any] | None:
    """Return what a file says about itself, in the words its format has for it."""
    known = made_by(figure)
    title = known.get("title", "")
    story = json.dumps(known, ensure_ascii=False)
    if ending == ".png":
        said = {
            "Software": PROGRAM, "Title": title, "Description": story if known else "",
            "Comment": of_file(figure),
        }  # fmt: skip
        return {key: value for key, value in said.items() if value}
    if ending == ".pdf":
        # no date: the same call then gives the same file
        words = of_file(figure)
        return {
            "Creator": PROGRAM, "Title": title, "Subject": story, "Keywords": words,
            "CreationDate": None,
        }  # fmt: skip
    if ending == ".svg":
        return {"Creator": PROGRAM, "Title": title, "Description": story, "Date": None}
    return None


def with_words(figure: Figure, ending: str, drawn: bytes) -> bytes:
    """Return the file of a picture; an SVG with what is to be seen on it, for screen readers."""
    if ending != ".svg":
        return drawn
    words = f" <desc>{escape(of_file(figure))}</desc>\n <metadata>".encode()
    return drawn.replace(b"<svg ", b'<svg role="img" ', 1).replace(b" <metadata>", words, 1)

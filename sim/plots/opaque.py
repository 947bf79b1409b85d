"""Figures without transparency, for EPS, which has none: colours mixed as they are seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.colors import to_rgb, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text


@contextmanager
def opaque(figure: Figure) -> Iterator[None]:
    """Draw everything in a ``with`` block as it looks on the paper alone; afterwards as before.

    Where two transparent things lie on one another, the one in front hides the other.
    """
    undo = []
    paper = np.array(to_rgb(figure.get_facecolor()))
    try:
        for artist in figure.findobj():
            undo.append((artist, _mixed(artist, paper)))
        yield
    finally:
        for artist, before in undo:
            for name, value in before.items():
                getattr(artist, f"set_{name}")(value)


def _mixed(artist: Artist, paper: np.ndarray) -> dict[str, Any]:
    """Mix the colours of an artist with the paper; return what they were, by property."""
    if isinstance(artist, AxesImage):
        return _mixed_image(artist, paper)
    if isinstance(artist, Line2D | Text):
        names = ["color"]
    elif isinstance(artist, Patch | Collection):
        names = ["facecolor", "edgecolor"]
    else:
        return {}
    before = {"alpha": artist.get_alpha()} | {n: getattr(artist, f"get_{n}")() for n in names}
    mixed = {name: _on(paper, before[name], artist) for name in names}
    if all(np.array_equal(to_rgba_array(before[n]), to_rgba_array(mixed[n])) for n in names):
        return {}
    artist.set_alpha(None)
    for name, colours in mixed.items():
        one = isinstance(artist, Line2D | Text) or (isinstance(artist, Patch) and len(colours) == 1)
        getattr(artist, f"set_{name}")(tuple(colours[0]) if one else colours)
    return before


def _on(paper: np.ndarray, colours: Any, artist: Artist) -> np.ndarray:
    """Return colours (n, 4) as they look on paper; what is not drawn at all stays so."""
    rgba = to_rgba_array(colours)
    if isinstance(artist, Line2D | Text) and artist.get_alpha() is not None:
        rgba[:, 3] = artist.get_alpha()
    seen = rgba[:, 3:] > 0
    rgb = rgba[:, :3] * rgba[:, 3:] + paper * (1 - rgba[:, 3:])
    return np.where(seen, np.hstack([rgb, np.ones_like(seen)]), rgba)


def _mixed_image(image: AxesImage, paper: np.ndarray) -> dict[str, Any]:
    seen = np.asarray(image.get_array())
    alpha = image.get_alpha()
    if seen.ndim != 3 or (seen.shape[2] < 4 and alpha is None):
        return {}
    top = 255.0 if seen.dtype.kind in "ui" else 1.0
    rgba = seen / top
    share = rgba[..., 3:] if seen.shape[2] == 4 else np.ones((*seen.shape[:2], 1))
    share = share * (1.0 if alpha is None else alpha)
    image.set_data(rgba[..., :3] * share + paper * (1 - share))
    image.set_alpha(None)
    return {"data": seen, "alpha": alpha}

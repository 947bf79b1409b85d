"""Letters that the font of a figure lacks: from another installed font, or said in one warning.

matplotlib's own font has Latin, Greek and Cyrillic letters, and none of Chinese, Japanese, Korean.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from sim.plots.typed_text import as_typed

FIRST = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "PingFang SC",
    "Hiragino Sans", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "WenQuanYi Zen Hei",
    "Arial Unicode MS",
)  # fmt: skip
"""Fonts that go well with the letters around them; then any that has what is missing."""
NO_LETTERS = ("Last Resort",)
"""Fonts whose glyphs are boxes."""


def lend(figure: Figure) -> str:
    """Give texts with letters their font lacks another font beside it; return those that none has.

    Changes the fonts of these texts alone.
    """
    nowhere: dict[str, None] = {}
    for text in figure.findobj(Text):
        said = as_typed(text.get_text())  # type: ignore[attr-defined]
        if said.isascii() or not text.get_visible():
            continue
        own = text.get_fontfamily()  # type: ignore[attr-defined]
        paths = [font_manager.findfont(FontProperties(family=[name])) for name in own]
        missing = {letter for letter in said if letter.isprintable()}
        missing -= {letter for letter in missing if any(_has(path, letter) for path in paths)}
        for letter in sorted(missing):
            found = _font_with(letter)
            if found is None:
                nowhere[letter] = None
            elif found not in own:
                own = [*own, found]
        if list(own) != text.get_fontfamily():  # type: ignore[attr-defined]
            text.set_fontfamily(own)  # type: ignore[attr-defined]
    return "".join(nowhere)


@contextmanager
def one_warning(figure: Figure) -> Iterator[None]:
    """Say once which letters no font has, in place of matplotlib's warning for each of them."""
    missing = lend(figure)
    if missing:
        listed = " ".join(missing[:40]) + (" ..." if len(missing) > 40 else "")
        warnings.warn(
            f"No installed font has the letters {listed}; they are drawn as boxes. Install one "
            "that has them, such as Noto Sans CJK, and delete matplotlib's list of fonts, which is "
            "in matplotlib.get_cachedir().",
            stacklevel=6,
        )
    with warnings.catch_warnings():
        if missing:
            warnings.filterwarnings("ignore", message=r"Glyph \d+ .*missing from")
        yield


@lru_cache(maxsize=4096)
def _font_with(letter: str) -> str | None:
    """Return the name of an installed font that has a letter; None: none has."""
    fonts = {font.name: font.fname for font in reversed(font_manager.fontManager.ttflist)}
    names = [name for name in FIRST if name in fonts]
    names += sorted(name for name in fonts if name not in FIRST)
    for name in names:
        if not name.startswith(NO_LETTERS) and _has(fonts[name], letter):
            return name
    return None


@lru_cache(maxsize=65536)
def _has(path: str, letter: str) -> bool:
    return FT2Font(path).get_char_index(ord(letter)) > 0

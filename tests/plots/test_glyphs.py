"""Letters that the font of a figure lacks: from another font, or one warning that names them."""

import warnings

import matplotlib.pyplot as plt
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import font_manager

from sim import plots
from sim.plots import glyphs
from tests.factory import make_runs

CHINESE = "连续给药"
GREEK = "αβγ Ωμ"


@pytest.fixture(autouse=True)
def forgotten():
    glyphs._font_with.cache_clear()
    yield
    glyphs._font_with.cache_clear()
    plt.close("all")


@pytest.fixture
def installed(tmp_path):
    """A font that has the Chinese letters, as squares."""
    pen = TTGlyphPen(None)
    for corner in ((0, 0), (0, 700), (700, 700), (700, 0)):
        (pen.moveTo if corner == (0, 0) else pen.lineTo)(corner)
    pen.closePath()
    square, names = pen.glyph(), [".notdef", *(f"u{ord(letter):x}" for letter in CHINESE)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): f"u{ord(letter):x}" for letter in CHINESE})
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (800, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    path = tmp_path / "squares.ttf"
    builder.save(path)
    before = list(font_manager.fontManager.ttflist)
    font_manager.fontManager.addfont(path)
    yield "Squares"
    font_manager.fontManager.ttflist[:] = before


def drawn(arm):
    return plots.burden(make_runs(arms=(arm,), kinds=("constant",), patients=2, drugs=("$δ$",)))


def warned(make):
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        make()
    return [str(each.message) for each in found]


def test_one_warning_names_all_letters_that_no_font_has(tmp_path):
    """matplotlib warned of each letter, by its number, in every file."""
    ax = drawn(CHINESE)
    said = warned(
        lambda: plots.save(ax, tmp_path / "a.png", tmp_path / "a.pdf", tmp_path / "a.svg")
    )
    assert len(said) == 1
    assert "No installed font has the letters" in said[0]
    assert set(CHINESE) <= set(said[0])
    assert "Noto Sans CJK" in said[0]
    assert CHINESE in (tmp_path / "a.svg").read_text()


def test_a_font_that_has_them_is_lent_to_these_texts_alone(installed, tmp_path):
    ax = drawn(CHINESE)
    assert warned(lambda: plots.save(ax, tmp_path / "a.png", tmp_path / "a.pdf")) == []
    assert installed in ax.title.get_fontfamily()
    assert installed not in ax.xaxis.label.get_fontfamily()
    assert installed not in plt.rcParams["font.family"]


def test_on_the_screen_too(installed):
    ax = drawn(CHINESE)
    assert warned(ax.figure.canvas.draw) == []
    assert installed in ax.title.get_fontfamily()


def test_greek_is_in_the_font(tmp_path):
    ax = drawn(GREEK)
    assert warned(lambda: plots.save(ax, tmp_path / "a.png", tmp_path / "a.pdf")) == []
    assert ax.get_title() == GREEK

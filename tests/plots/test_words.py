"""Figures in other languages: every phrase is there in all, and names stay as they were typed."""

import re

import matplotlib.pyplot as plt
import pytest
from matplotlib.text import Text

from sim import plots
from sim.base.errors import InputError
from sim.plots.kept import figure_of
from sim.plots.phrases import LANGUAGES, TABLE
from sim.plots.words import in_language
from tests.factory import make_runs
from tests.plots import every
from tests.plots.test_survival import groups

ROWS = [[part.strip() for part in line.split(" | ")] for line in TABLE.strip().splitlines()]


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_phrase_is_there_in_all_languages_with_its_gaps(row):
    assert len(row) == len(LANGUAGES)
    assert all(row)
    assert {part.count("{}") for part in row} == {row[0].count("{}")}
    assert [r[0] for r in ROWS].count(row[0]) == 1


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("time [years]", "Zeit [Jahre]"),
        ("tumour burden\n[% of baseline]", "Tumorlast\n[% des Ausgangswerts]"),
        ("n = 20, 3 dead, 2 eradicated", "n = 20, 3 gestorben, 2 ohne Tumorzellen"),
        ("n = 20 in each arm; what came first", "n = 20 je Arm; was zuerst kam"),
        ("PSA detection limit (median)", "PSA detection limit (median)"),
        ("an arm of mine", "an arm of mine"),
        ("a, median 3.1 (2 to not reached) years", "a, Median 3.1 (2 bis nicht erreicht) Jahre"),
        ("10 to 90 % of patients", "10 bis 90 % der Patienten"),
        ("n = 20 in each arm", "n = 20 je Arm"),
        (
            "a = b in final burden; no crossing at 2 of 9 values",
            "a = b in Last am Ende; kein Schnittpunkt bei 2 von 9 Werten",
        ),
        (
            "no HR a : b: the groups separate completely: while both are followed, no event is in "
            "'b'; compare restricted means instead",
            "keine HR a : b: die Gruppen trennen sich ganz, solange beide beobachtet werden, kein "
            "Ereignis in 'b'; besser mittlere Zeiten vergleichen",
        ),
        ("", ""),
    ],
)
def test_phrases_are_put_together(english, german):
    assert in_language(english, "en") == english
    if "PSA" not in english:
        assert in_language(english, "de") == german


def words(ax):
    legends = [text.get_text() for legend in ax.figure.legends for text in legend.get_texts()]
    return [ax.get_xlabel(), ax.get_ylabel(), *legends, *(text.get_text() for text in ax.texts)]


ENGLISH = re.compile(
    r"\b(of|the|years|limit|time|share|dead|is|than|and|with|standard|dose|per|best|results|"
    r"result|points|less|each|end|seen|better|against|undecided|interval|patients|alone|cells)\b"
)


@pytest.mark.parametrize("kind", every.FIGURES)
def test_nothing_english_is_left_in_any_figure(kind, made):
    """Figures of sweeps, fits and searches were half translated."""
    with plots.style("notebook", language="de"):
        figure = figure_of(every.FIGURES[kind](made))
    figure.canvas.draw()
    for text in figure.findobj(Text):
        assert not ENGLISH.findall(text.get_text()), text.get_text()


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_nothing_english_is_left_in_the_main_figures(language):
    """Of axes, legends and notes: what is neither a name nor in the table would be found here."""
    english = re.compile(r"\b(of|the|years|limit|time|share|dead|arm|to|in|is|than)\b")
    with plots.style("notebook", language=language):
        for ax in (
            plots.burden(make_runs(), "continuous", patients=3),
            plots.clones(make_runs(), "continuous"),
            plots.kaplan_meier(groups(2)),
            plots.cumulative_incidence(groups(2)),
        ):
            for said in words(ax):
                assert not english.findall(said), said


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError, match="'de', 'fr'"), plots.style("talk", language="german"):
        pass

"""Folds in a dose-response: how many times as much drug has the same effect, and where."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
from sim import plots
from sim.plots.folds import folds_of
from sim.plots.kept import drawn_in

HILL = dict(maximum=0.06, ec50=0.3, slope=2.0)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def tumour(folds, effect=None):
    clones = [sim.Clone("S", 0.14, 0.12, start=1e9)]
    clones += [
        sim.Clone(f"R{k}", 0.14 - 0.005 * k, 0.12, fold={"A": fold})
        for k, fold in enumerate(folds, start=1)
    ]
    return sim.Tumour(clones, drugs=[sim.Drug("A", effect or sim.Hill(**HILL))])


def kill(dose):
    return HILL["maximum"] * dose**2 / (HILL["ec50"] ** 2 + dose**2)


def test_folds_are_those_of_the_clones_whatever_resistance_costs():
    """By the doses at which growth is zero, with its costs, the first would be 31 for 40."""
    made = tumour([40.0, 3.0, 0.5])
    found = folds_of(made, "A", made.clone_names)
    assert [fold.ratio for fold in found] == pytest.approx([0.5, 3.0, 40.0], rel=1e-3)
    for fold in found:
        lost = 0.02 - fold.begin[1]
        assert lost == pytest.approx(kill(fold.begin[0]), rel=1e-3)  # on the curve of the first
        assert fold.end[0] / fold.begin[0] == pytest.approx(fold.ratio, rel=2e-3)


@pytest.mark.parametrize(
    ("folds", "effect", "count"),
    [
        ([np.inf], None, 0),  # no dose does it
        ([1.0, 1.0], None, 0),
        ([7.0, 7.0, np.inf], None, 1),
        ([7.0], sim.Proportional(0.05), 1),
        ([2.0, 4.0, 8.0, 16.0, 32.0], None, 0),  # they would cover the curves
    ],
)
def test_no_arrow_without_a_fold_and_one_for_each(folds, effect, count):
    made = tumour(folds, effect)
    assert len(folds_of(made, "A", made.clone_names)) == count


def test_they_are_drawn_said_and_kept():
    made = tumour([40.0, 3.0])
    ax = plots.dose_response(made)
    said = [text.get_text() for text in ax.texts]
    assert {"× 40", "× 3"} <= set(said)
    kept = dict(drawn_in(ax))["folds"]
    assert kept["fold"] == pytest.approx([3.0, 40.0], rel=1e-3)
    legend = [text.get_text() for text in ax.figure.legends[0].get_texts()]
    assert "× so much drug for the same effect" in legend
    without = plots.dose_response(made, folds=False)
    assert not any("×" in text.get_text() for text in without.figure.findobj(plt.Text))


def test_what_a_drug_feeds_or_leaves_alone_has_no_fold():
    fed = sim.Clone("R", 0.06, 0.07, fold={"A": 100}, fed_by={"A": sim.Feeding(births=0.8)})
    sensitive = sim.Clone("S", 0.1, 0.05, start=1e8)
    room = sim.Drug("bev", sim.Hill(0.8, ec50=0.5, acts="capacity"))
    made = sim.Tumour(
        [sensitive, fed], drugs=[sim.Drug("A", sim.Hill(**HILL)), room], growth=sim.Logistic(1e9)
    )
    assert folds_of(made, "A", ["S", "R"]) == []
    assert folds_of(made, "A", ["R", "S"]) == []
    assert folds_of(made, "bev", ["S", "R"]) == []

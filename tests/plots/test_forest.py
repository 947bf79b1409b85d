"""The forest: on which side of a ratio of 1 which arm is better, what goes on beyond the axis."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import sim
from sim import plots
from tests.trials.test_cohort import SPREAD, melanoma

NAN = float("nan")
LONG = "adaptive therapy with abiraterone until progression"


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def rows(*ratios, arm="new", control="old"):
    """Return a table of subgroups with these ratios and intervals."""
    values = np.array(ratios, dtype=float)
    table = pd.DataFrame(
        {
            "patients": 20, "events": 10, "hazard ratio": values[:, 0],
            "from (95 %)": values[:, 1], "to (95 %)": values[:, 2],
        },
        index=[f"group {k}" for k in range(len(values))],
    )  # fmt: skip
    table.attrs = {"arm": arm, "control": control, "end point": "overall survival"}
    return table


@pytest.mark.parametrize("style", ["paper", "talk", "dark", "notebook"])
@pytest.mark.parametrize("arm", ["new", LONG])
@pytest.mark.parametrize(
    "ratios", [[(0.3, 0.1, 0.8)], [(1.1, 0.9, 30.0), (0.9, 0.6, 1.3)], [(NAN, NAN, NAN)]]
)
def test_words_meet_at_a_ratio_of_one(style, arm, ratios):
    """They were centred below the axis: both stood on one side where the axis was one-sided."""
    with plots.style(style):
        ax = plots.forest(rows(*ratios, arm=arm))
        ax.figure.canvas.draw()
        one = ax.transData.transform((1.0, 0.0))[0]
        left, right = (
            next(t for t in ax.texts if arrow in t.get_text()).get_window_extent() for arrow in "←→"
        )
        letter = 9 * ax.figure.dpi / 72
        assert 0 < one - left.x1 < 2 * letter
        assert 0 < right.x0 - one < 2 * letter
        label = ax.xaxis.label.get_window_extent()
        assert label.y1 < min(left.y0, right.y0)
        box = ax.figure.bbox
        assert left.x0 >= 0
        assert right.x1 <= box.x1
        assert label.y0 >= 0


def heads(ax):
    return [(ln.get_marker(), *ln.get_ydata()) for ln in ax.lines if ln.get_marker() in "<>"]


def test_intervals_that_go_on_beyond_the_axis_have_arrowheads():
    table = rows((0.7, 0.5, 0.9), (0.3, 0.001, 2.0), (4.0, 2.0, 900.0), (0.5, NAN, 0.9))
    ax = plots.forest(table)
    assert heads(ax) == [("<", 1), (">", 2), ("<", 3)]
    assert heads(plots.forest(rows((0.7, 0.5, 0.9)))) == []


def test_a_ratio_beyond_the_axis_has_no_square_at_its_edge():
    ax = plots.forest(rows((0.7, 0.5, 0.9), (60.0, 20.0, 300.0)))
    squares = [ln.get_xdata()[0] for ln in ax.lines if ln.get_marker() == "s"]
    assert squares == [0.7]


def test_who_is_in_both_arms_of_a_paired_trial_is_counted_once():
    arms = {"a": sim.Continuous("A"), "b": sim.Observation()}
    trial = sim.Trial(sim.Cohort(melanoma, 7, SPREAD), arms, days=200)
    result = trial.run(1, progress=False)
    table = result.subgroups({"some": np.arange(7) < 3}, "b")
    assert table["patients"].tolist() == [7, 3]
    labels = [label.get_text() for label in plots.forest(table).get_yticklabels()]
    assert labels == ["all patients (7)", "some (3)"]

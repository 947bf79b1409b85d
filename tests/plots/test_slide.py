import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim.plots as plots
from sim.base.errors import InputError
from sim.plots.slide import kaplan_meier
from tests.factory import make_runs
from tests.plots.test_burden import LONG, words


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_kaplan_meier_by_hand():
    when = np.array([1.0, 2.0, 2.0, 3.0, 5.0])
    happened = np.array([True, True, False, False, True])
    day, share = kaplan_meier(when, happened, 6.0)
    assert day.tolist() == [0, 1, 2, 5, 6]
    assert share == pytest.approx([1, 0.8, 0.6, 0, 0])
    assert kaplan_meier(when, np.zeros(5, bool), 6.0)[1].tolist() == [1, 1]


def test_the_steps_are_those_of_scipy():
    from scipy.stats import CensoredData, ecdf

    rng = np.random.default_rng(4)
    when, happened = rng.integers(1, 30, 200) * 1.0, rng.random(200) < 0.6
    day, share = kaplan_meier(when, happened, 31.0)
    theirs = ecdf(CensoredData.right_censored(when, ~happened)).sf
    assert np.allclose(theirs.evaluate(day), share)


@pytest.mark.parametrize("arms", [1, 2, 3, 4])
def test_one_slide_shows_burden_progression_and_clones(arms):
    axes = plots.slide(make_runs(arms=LONG[:arms], patients=5))
    assert len(axes) == 2 + arms
    assert axes[1].get_ylabel() == "progression-free share"
    figure = axes[0].figure
    assert len(figure.legends) == 1
    boxes = list(words(figure).items())
    for place, (text, box) in enumerate(boxes):
        assert box.x0 >= 0, text
        assert box.x1 <= figure.bbox.x1, text
        for other, its in boxes[place + 1 :]:
            assert not box.padded(-1.0).overlaps(its.padded(-1.0)), (text, other)


def test_more_than_four_arms_are_refused_and_of_many_the_first_are_taken():
    runs = make_runs(arms=LONG, patients=2)
    assert len(plots.slide(runs)) == 6
    with pytest.raises(InputError, match="5 arms do not fit on one slide"):
        plots.slide(runs, LONG[:5])
    with pytest.raises(InputError, match="size is 'poster'"):
        plots.slide(runs, size="poster")

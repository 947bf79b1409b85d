import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim.plots as plots
from sim.base.errors import InputError
from tests.factory import make_runs


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_every_clone_has_its_line_in_every_panel():
    runs = make_runs()
    axes = plots.clones(runs)
    assert [ax.get_title() for ax in axes] == runs.arms
    for ax in axes:
        assert [d.get_label() for d in ax.lines if d.get_label() in runs.clones] == runs.clones
    assert axes[0].get_ylabel().replace("\n", " ") == "size of each clone [cells]"


def test_the_line_is_the_median_of_the_clone():
    runs = make_runs(patients=5)
    ax = plots.clones(runs, "continuous")
    drawn = next(d for d in ax.lines if d.get_label() == "resistant").get_ydata()
    cells = runs.data["cells"].sel(arm="continuous", clone="resistant").values
    alive = runs.data["time"].values < runs.data["end_day"].sel(arm="continuous").values.min()
    assert alive.sum() > 50
    assert (drawn[alive] == np.median(cells, axis=0)[alive]).all()


def test_a_clone_that_never_was_lies_on_the_line_no_cells():
    ax = plots.clones(make_runs(), "observation")
    drawn = next(d for d in ax.lines if d.get_label() == "resistant").get_ydata()
    assert (drawn == 0).all()
    assert ax.get_ylim()[0] < 0


def test_unknown_arm():
    with pytest.raises(InputError, match="no such arm"):
        plots.clones(make_runs(), "nothing")

import matplotlib.pyplot as plt
import pytest

import sim.plots as plots
from sim.base.errors import InputError
from tests.factory import make_runs
from tests.plots.test_burden import LONG, words


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize("arms", [1, 2, 3, 4])
def test_one_slide_shows_burden_progression_and_clones(arms):
    axes = plots.slide(make_runs(arms=LONG[:arms], patients=5))
    assert len(axes) == 2 + arms
    assert axes[1].get_title() == "Progression-free survival"
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

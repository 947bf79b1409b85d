"""The log of one patient and what is run again for it: whom it takes, and whom it names."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.trials import log, replay
from tests.simulate.cohort import ARMS, TUMOUR, run


@pytest.fixture(scope="module")
def result():
    trial = sim.Trial(sim.Cohort(TUMOUR, 3), ARMS, days=112.0, record=sim.Endpoints())
    return trial.run(1, progress=False)


@pytest.fixture(scope="module")
def curves():
    return run(patients=2, days=112.0)


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda r, c: r.follow([1], ["nobody's"]), 'Arm "nobody\'s": no such arm'),
        (lambda r, c: r.follow([1], ["daily", "continuous"]), "Arm 'daily': no such arm"),
        (lambda r, c: r.follow([1, 7]), "Patient 7: no such patient"),
        (lambda r, c: r.audit(1, "continuos"), "Arm 'continuos'.*'continuous'"),
        (lambda r, c: r.audit(7, "continuous"), "Patient 7: no such patient"),
        (lambda r, c: r.audit("P7", "continuous"), "Patient 'P7': no such patient"),
        (lambda r, c: log(c, 1, "continuos"), "Arm 'continuos'.*'continuous'"),
        (lambda r, c: log(c, 7, "continuous"), "Patient 7: no such patient"),
        (lambda r, c: replay(c, "continuos"), "Arm 'continuos'.*'continuous'"),
        (lambda r, c: replay(r.runs, "continuous"), "needs every visit"),
        (lambda r, c: log(r.runs, 1, "continuous"), "needs every visit"),
    ],
)
def test_who_is_not_there_is_named(result, curves, use, message):
    with pytest.raises(InputError, match=message):
        use(result, curves)


def test_who_is_followed_is_who_was_asked_for(result):
    found = result.follow([2, 0], ["holidays"])
    assert found.arms == ["holidays"]
    assert found.values("patient").tolist() == [2, 0]
    place = result.arms.index("holidays")
    np.testing.assert_array_equal(
        found.values("final_cells")[0], result.runs.values("final_cells")[place][[2, 0]]
    )

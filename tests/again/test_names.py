"""Names that come from an array or a table are texts of NumPy; they are as good as plain ones."""

import numpy as np

import sim
from sim.made.content import content
from sim.sweeps.identity import made_from, witness
from sim.trials import TrialResult
from tests.sweeps.small import sweep

PLAIN = ("low", "full")
OF_NUMPY = np.array(PLAIN)
TUMOUR = sim.Tumour(
    [sim.Clone("cells", birth=0.14, death=0.13, start=1e9)],
    drugs=[sim.Drug("A", sim.Proportional(0.06))],
)


def arms(names):
    return {n: sim.Continuous("A", dose=d) for n, d in zip(names, (0.5, 1.0), strict=True)}


def test_runs_are_made_again_from_their_file(tmp_path):
    runs = sim.simulate(TUMOUR, arms(OF_NUMPY), patients=2, days=50, seed=1)
    runs.save(tmp_path / "runs.nc")
    again = sim.rerun(sim.load(tmp_path / "runs.nc"))
    assert np.array_equal(again.values("burden"), runs.values("burden"))
    assert sim.recipe(runs).part("arm 'low'") == sim.Continuous("A", dose=0.5)
    assert runs.attrs["recipe"] == sim.simulate(
        TUMOUR, arms(PLAIN), patients=2, days=50, seed=1
    ).attrs["recipe"]  # fmt: skip


def test_a_trial_is_loaded(tmp_path):
    control = OF_NUMPY[1]
    trial = sim.Trial(sim.Cohort(TUMOUR, 3), arms(OF_NUMPY), days=100, control=control)
    trial.run(seed=1).save(tmp_path / "trial.nc")
    loaded = TrialResult.load(tmp_path / "trial.nc")
    assert loaded.runs.arms == list(PLAIN)
    assert type(loaded.trial.control) is type(trial.control) is str


def test_a_sweep_is_the_same_by_either_name():
    plain = sweep(arms=arms(PLAIN), keep={"end": sim.time_to_progression})
    other = sweep(arms=arms(OF_NUMPY), keep={np.str_("end"): sim.time_to_progression})
    assert made_from(plain) == made_from(other)
    point = {"cost": 0.1, "turnover": 0.8}
    assert witness(plain, point) == witness(other, point)
    assert content("a", dict(other.arms)) == content("a", dict(plain.arms))

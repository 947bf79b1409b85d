"""Surgery and radiotherapy in every engine, against exact theory.

Power: 20,000 patients see an error of 0.018 in a chance of 0.5.
"""

import numpy as np
import pytest

import sim
from sim import Clone, Drug, Multimodal, Mutation, Proportional, Radiotherapy, Surgery, Tumour
from sim.theory import extinction, mean_and_covariance, mean_field
from tests.engines.run_case import cells_of
from tests.statistics import assert_z, z_of_mean, z_of_proportion, z_of_variance

DAYS = 60.0
LOCAL = {10: Surgery(0.8), 20: Radiotherapy(gray=1.5, fractions=6)}
PLAN = Multimodal("A", LOCAL)


def tumour(start):
    clones = [Clone("S", 0.14, 0.13, start=start), Clone("R", 0.15, 0.1, fold={"A": np.inf})]
    return Tumour(clones, [Mutation("S", "R", 1e-2)], [Drug("A", Proportional(0.04))])


@pytest.mark.parametrize("engine", ["jump", "gillespie"])
def test_extinction_mean_and_variance(engine):
    what, patients = tumour(300.0), 20_000 if engine == "jump" else 4_000
    days, cells = cells_of(what, PLAN, engine, patients, DAYS, 14.0)
    schedule = PLAN.schedule(DAYS)
    mean, covariance = mean_and_covariance(what, schedule, days)
    gone = extinction(what, schedule, days)
    scores = {}
    for at in range(1, len(days)):
        n = cells[:, at].astype(float)
        for i in range(2):
            m, v = mean[at, i], covariance[at, i, i]
            scores[f"mean {i} on day {days[at]:g}"] = z_of_mean(n[:, i], m, v, 2.0)
            scores[f"variance {i} on day {days[at]:g}"] = z_of_variance(n[:, i], m, v)
        hits = (n.sum(axis=1) == 0).sum()
        scores[f"gone on day {days[at]:g}"] = z_of_proportion(hits, patients, gone[at])
    assert_z(scores)


def test_large_tumours_and_the_mean_field():
    what = tumour(1e12)
    days, cells = cells_of(what, PLAN, "jump", 50, DAYS, 14.0)
    right = mean_field(what, PLAN.schedule(DAYS), days)
    np.testing.assert_allclose(cells.mean(axis=0), right, rtol=1e-4)
    _, cells = cells_of(what, PLAN, "meanfield", 1, DAYS, 14.0)
    np.testing.assert_allclose(cells[0], right, rtol=1e-6)


def test_a_binomial_draw_of_a_trillion_cells():
    clones = [Clone("S", 0.0, 0.0, start=1e12)]
    plan = Multimodal({}, {0: Surgery(0.25)})
    _, cells = cells_of(Tumour(clones), plan, "jump", 20_000, 1.0, 1.0)
    kept = cells[:, -1, 0] - 0.75e12
    variance = 1e12 * 0.25 * 0.75
    assert_z([z_of_mean(kept, 0.0, variance), z_of_variance(kept, 0.0, variance, 0.0)])


def test_only_the_site_is_treated_and_patients_may_differ():
    clones = [
        Clone("S", 0.0, 0.0, start=1000, site="lung"),
        Clone("M", 0.0, 0.0, start=1000, site="liver"),
    ]
    plan = Multimodal({}, {0: Surgery(np.array([0.0, 1.0]), site="liver")})
    _, cells = cells_of(Tumour(clones), plan, "jump", 2, 1.0, 1.0)
    assert cells[:, -1].tolist() == [[1000, 1000], [1000, 0]]


def test_arms_are_the_same_until_the_operation():
    what = tumour(1e6)
    arms = {"drug": sim.Continuous("A"), "operated": Multimodal("A", {28: Surgery(0.9)})}
    data = sim.simulate(what, arms, patients=20, days=60, seed=3, progress=False).data
    drug, operated = data["cells"].values
    before = data["time"].values <= 28
    np.testing.assert_array_equal(drug[:, before], operated[:, before])
    assert (drug[:, ~before] != operated[:, ~before]).any(axis=(1, 2)).all()


def test_an_unknown_site_is_found_before_anything_runs():
    arms = {"cut": Multimodal("A", {28: Surgery(0.9, site="liver")})}
    with pytest.raises(sim.InputError, match="Arm 'cut' operates on 'liver': no such site"):
        sim.simulate(tumour(1e6), arms, days=60, progress=False)

"""A law of growth that is a table, in every engine: as ours, whose values it has, and as theory."""

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.scenario import scenario_from_text

DRUG = sim.Drug("A", sim.Hill(0.2, 0.5, 2), half_life=3.0)
CLONES = [
    sim.Clone("S", 0.3, 0.05, start=2e9),
    sim.Clone("R", 0.25, 0.05, start=1e5, fold={"A": 50.0}),
]
MOVES = [sim.Mutation("S", "R", 1e-6), sim.Switch("R", "S", 1e-3)]
PLAN = sim.Intermittent("A", 21, 14)
CLINIC = sim.Clinic(visit_every=7, fatal=1e15)
LAWS = {
    "logistic": (sim.Logistic(1e10), lambda n: 1 - n / 1e10, 1e-4),
    "Gompertz": (sim.Gompertz(1e10), lambda n: np.log(1e10 / n), 1e-5),
}


def tumour(growth, clones=CLONES, moves=MOVES):
    return sim.Tumour(clones, moves, [DRUG], growth=growth)


def run(growth, engine, patients=3, days=140.0, plan=PLAN, **parts):
    return sim.simulate(
        tumour(growth, **parts), {"arm": plan}, patients=patients, days=days, seed=2,
        clinic=CLINIC, engine=engine, progress=False,
    )  # fmt: skip


def table(name):
    _, law, error = LAWS[name]
    return sim.GrowthCurve.of(law, highest=1e10, error=error)


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("engine", [sim.MeanField(tolerance=1e-8), sim.Jump(tolerance=1e-5)])
def test_a_table_of_ours_gives_ours_within_its_error(name, engine):
    """The net rate is off by at most error x largest factor x birth: ln(cells) by that x days."""
    ours, _, error = LAWS[name]
    curve = table(name)
    one, other = run(ours, engine), run(curve, engine)
    apart = np.log(one.values("cells", "arm")) - np.log(other.values("cells", "arm"))
    # (what crowding undoes is not even counted; 2e-4: the scatter of 1e8 cells, and steps)
    allowed = error * curve.births[0] * 0.3 * 140 + 2e-4
    assert np.abs(apart).max() < allowed
    free = run(sim.Exponential(), engine)
    apart = np.log(one.values("cells", "arm")) - np.log(free.values("cells", "arm"))
    assert np.abs(apart).max() > 100 * allowed  # (so crowding was felt)


STEEP = {
    "steep": sim.GrowthCurve([1e8, 3e9, 8e9, 1e10], [1.0, 0.97, 0.6, 0.0]),
    "never stops": sim.GrowthCurve([1e6, 1e9, 1e11], [1.0, 0.7, 0.3]),
    "by clone": sim.GrowthCurve(
        [1e8, 3e9, 1e10], [1.0, 0.8, 0.0], competition=[[1, 0.5], [2, 1]], scale=2.0
    ),
}


@pytest.mark.parametrize("name", STEEP)
def test_engines_and_theory_agree_on_any_table(name):
    curve, days = STEEP[name], np.arange(0.0, 141.0, 7.0)
    clones = [CLONES[0], replace(CLONES[1], start=1e8)]
    exact = sim.theory.mean_field(tumour(curve, clones), PLAN, days)
    mean = run(curve, sim.MeanField(tolerance=1e-8), clones=clones).values("cells", "arm")[0]
    np.testing.assert_allclose(np.log(mean), np.log(exact), atol=1e-5)
    # 1e8 cells scatter by 1e-4, the default tolerance of a step is 1e-4
    jump = run(curve, "jump", clones=clones).values("cells", "arm")
    np.testing.assert_allclose(np.log(jump.mean(axis=0)), np.log(exact), atol=6e-4)


def test_patients_of_different_scale_are_those_of_their_own_table():
    scale = np.array([0.5, 1.0, 3.0])
    together = run(sim.GrowthCurve([1e8, 1e10], [1.0, 0.0], scale=scale), "jump")
    for patient, share in enumerate(scale):
        own = sim.GrowthCurve([1e8 * share, 1e10 * share], [1.0, 0.0])
        alone = run(own, "jump", patients=[patient])
        np.testing.assert_allclose(
            alone.values("cells", "arm")[0], together.values("cells", "arm")[patient], rtol=1e-9
        )


def test_small_tumours_have_the_mean_and_variance_of_gillespie():
    """Of 3000 patients each, a difference of the means of 9 % of a standard deviation is seen."""
    curve = sim.GrowthCurve([10, 60, 150, 200], [1.2, 1.0, 0.3, 0.0])
    clones = [sim.Clone("S", 0.3, 0.05, start=20), sim.Clone("R", 0.3, 0.05, fold={"A": 50.0})]
    parts = {"clones": clones, "moves": [sim.Mutation("S", "R", 0.01)]}
    found = [
        run(curve, engine, patients=3000, days=42.0, plan=sim.Continuous("A"), **parts)
        .values("cells", "arm")[:, -1].astype(float)
        for engine in ("gillespie", "jump")
    ]  # fmt: skip
    for clone in range(2):
        a, b = (cells[:, clone] for cells in found)
        error = np.sqrt((a.var() + b.var()) / 3000)
        assert abs(a.mean() - b.mean()) < 5 * error
        fourth = [((x - x.mean()) ** 4).mean() / x.var() ** 2 - 1 for x in (a, b)]
        assert abs(np.log(a.var() / b.var())) < 5 * np.sqrt(sum(fourth) / 3000)
        assert a.mean() > 1.0


def test_growth_from_one_cell_is_crowded_by_the_table():
    clones = [sim.Clone("S", 0.3, 0.05), sim.Clone("R", 0.25, 0.05, fold={"A": 50.0})]
    found = []
    for growth in (LAWS["Gompertz"][0], table("Gompertz")):
        made = sim.Tumour(
            clones, MOVES[:1], [DRUG], growth=growth, size=1e8, grown_from_one_cell=True
        )
        runs = sim.simulate(
            made, {"arm": PLAN}, patients=300, days=7.0, seed=3, clinic=CLINIC, progress=False
        )
        found.append(np.log(runs.values("cells", "arm")[:, 0, 1] + 1.0))
    # the same luck: most patients have the same number of resistant cells, to the table's error
    assert np.median(np.abs(found[0] - found[1])) < 1e-3
    scatter = found[0].std() * np.sqrt(2 / 300)
    assert abs(found[0].mean() - found[1].mean()) < 5 * scatter


def test_it_is_saved_made_again_and_written_in_a_file(tmp_path):
    curve = STEEP["steep"]
    runs = run(curve, "jump")
    runs.save(tmp_path / "runs.nc")
    again = sim.rerun(sim.load(tmp_path / "runs.nc"))
    np.testing.assert_array_equal(again.values("cells", "arm"), runs.values("cells", "arm"))
    text = """
    [growth]
    kind = "growth_curve"
    cells = [1e8, 1e10]
    births = [1.0, 0.0]
    [[clones]]
    name = "S"
    birth = 0.14
    death = 0.1
    start = 1e6
    [arms.none]
    strategy = "observation"
    """
    assert scenario_from_text(text).tumour.growth == sim.GrowthCurve([1e8, 1e10], [1.0, 0.0])

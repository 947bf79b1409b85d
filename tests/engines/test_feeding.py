"""Drugs that feed a clone: in all engines, against exact theory and equations by hand."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.model.response import net_growth
from sim.scenario import scenario_from_text
from sim.theory import mean_field
from tests.engines.by_hand import solved
from tests.engines.run_case import assert_the_jump_engine_agrees, cells_of
from tests.engines.test_several_effects import PLAN, SLOWS
from tests.engines.witness import Witness
from tests.slips import assert_says
from tests.statistics import assert_z

FED = sim.Feeding(births=0.6, deaths=0.5, ec50=0.3, slope=2)


def tumour(half_life=None, start=400, feeding=FED, **growth):
    """Return sensitive cells and addicted ones, whom A feeds and slows and kills all the same."""
    return sim.Tumour(
        [
            sim.Clone("S", 0.2, 0.1, start=start),
            sim.Clone("R", 0.15, 0.17, fold={"A": 10}, fed_by={"A": feeding}),
        ],
        [sim.Mutation("S", "R", 2e-3)],
        [
            sim.Drug("A", sim.Hill(0.1, 0.5, 2), half_life=half_life, also=[SLOWS]),
            sim.Drug("B", sim.Proportional(0.02)),
        ],
        **growth,
    )


@pytest.mark.parametrize(
    ("engine", "half_life"), [("jump", None), ("gillespie", None), ("gillespie", 3.0)]
)
def test_is_exact(engine, half_life):
    some = tumour(half_life=half_life)
    days, cells = cells_of(some, PLAN, engine, 1000, 42.0, 7.0)
    assert_z(Witness(some, PLAN, days[[3, 6]]).scores(cells[:, [3, 6]]))


@pytest.mark.parametrize(
    ("birth", "death", "effect", "feeding"),
    [
        (0.005, 0.05, sim.Hill(1.0, 1.5, 8, acts="birth"), sim.Feeding(100.0, ec50=0.3, slope=4)),
        (0.1, 0.3, sim.Hill(0.27, 1.5, 8), sim.Feeding(deaths=0.9, ec50=0.3, slope=4)),
    ],
)
def test_is_exact_where_rates_rise_and_fall_within_a_span(birth, death, effect, feeding):
    """One dose that fades: at first it hinders more than it feeds, at last it does neither.

    Births are ten times as many in between as at both ends, and deaths a tenth, so that bounds
    from the ends alone would miss nearly all.
    """
    some = sim.Tumour(
        [sim.Clone("R", birth, death, start=8, fed_by={"A": feeding})],
        drugs=[sim.Drug("A", effect, half_life=2.0, highest=10.0)],
    )
    plan = sim.Doses("A", [(0.0, 10.0)])
    days, cells = cells_of(some, plan, "gillespie", 2000, 14.0, 14.0)
    assert_z(Witness(some, plan, days[[1]]).scores(cells[:, [1]]))


@pytest.mark.parametrize("half_life", [None, 3.0])
def test_mean_field_is_the_equation(half_life):
    some = tumour(half_life, 1e9, growth=sim.Logistic(4e9))

    def slope(level, b, n):
        own = level / np.array([1.0, 10.0])
        kill, slow = own**2 / (0.25 + own**2), own / (0.8 + own)
        fed = np.array([0.0, level**2 / (0.09 + level**2)])
        births = np.array([0.2, 0.15]) * (1 + 0.6 * fed) * (1 - 0.6 * slow)
        births = births * n * max(0, 1 - n.sum() / 4e9)
        deaths = np.array([0.1, 0.17]) * (1 - 0.5 * fed) + 0.1 * kill + 0.02 * b
        return births + 2e-3 * births[0] * np.array([-1, 1]) - deaths * n

    right = solved(slope, half_life)
    days, cells = cells_of(some, PLAN, sim.MeanField(tolerance=1e-11), 1, 42.0, 7.0)
    np.testing.assert_allclose(cells[0], right, rtol=1e-8)
    np.testing.assert_allclose(mean_field(some, PLAN, days), right, rtol=1e-8)


def test_the_jump_engine_in_a_crowd():
    """2,000 cells: the means of 400 patients are within sampling error of Gillespie's."""
    some = tumour(None, 2000, growth=sim.Logistic(5000))
    assert_the_jump_engine_agrees(some, PLAN)


def test_what_is_spared_whole_never_dies():
    """All deaths spared, by two drugs together: no death is left, and none is below zero."""
    half = sim.Feeding(deaths=0.5, ec50=1e-9)
    some = sim.Tumour(
        [sim.Clone("R", 0.0, 0.3, start=1000, fed_by={"A": half, "B": half})],
        drugs=[sim.Drug(name, sim.Proportional(0.0)) for name in "AB"],
    )
    for engine in ("jump", "gillespie"):
        _, cells = cells_of(some, sim.Combination(["A", "B"]), engine, 20, 28.0, 7.0)
        np.testing.assert_array_equal(cells, 1000)
    _, cells = cells_of(some, sim.Continuous("A"), "meanfield", 1, 28.0, 7.0)
    np.testing.assert_allclose(cells[0, -1], 1000 * np.exp(-0.15 * 28), rtol=1e-6)


def test_addicted_cells_shrink_in_a_holiday_and_each_patient_has_his_own():
    addicted = sim.Clone(
        "addicted", 0.1, 0.12, 1e9, fold={"A": np.inf},
        fed_by={"A": sim.Feeding(births=np.array([0.5, 2.0]))},
    )  # fmt: skip
    some = sim.Tumour([addicted], drugs=[sim.Drug("A", sim.Hill(0.1, 0.5))])
    _, under = cells_of(some, sim.Continuous("A", dose=9.9), "jump", 2, 28.0, 7.0)
    f = 9.9 / (9.9 + 0.1)
    growth = 0.1 * (1 + np.array([0.5, 2.0]) * f) - 0.12
    np.testing.assert_allclose(np.log(under[:, -1, 0] / 1e9) / 28, growth, atol=1e-5)
    _, off = cells_of(some, sim.Observation(), "jump", 2, 28.0, 7.0)
    assert (off[:, -1] < off[:, 0]).all()
    assert net_growth(some, addicted, {"A": 9.9}) == pytest.approx(growth)
    assert "A feeds addicted: at most varies: 0.5..2 times its divisions more" in str(some)


def test_in_niches_and_from_a_founder_the_patient_draws_once():
    founder = sim.Clone(
        "S", 0.1, 0.05, 1e6, fed_by={"A": sim.Feeding(births=stats.uniform(0.2, 3.0))}
    )
    drug = sim.Drug("A", sim.Hill(0.01, 0.5))
    made = sim.Tumour.from_founder(founder, [sim.TargetMutation("A", 1e-9)], [drug])
    sites = made.in_niches([sim.Niche("a", share=0.5), sim.Niche("b", share=0.5)])
    for some in (made, sites):
        runs = sim.simulate(
            some, {"A": sim.Continuous("A")}, patients=3, days=28.0, engine="meanfield",
            progress=False,
        )  # fmt: skip
        cells = runs.data["cells"].values[0, :, -1]
        assert len(np.unique(cells[:, 0])) == 3
    np.testing.assert_allclose(cells[:, 0], cells[:, 2], rtol=1e-9)


def test_saved_and_written_in_a_file(tmp_path):
    some = tumour(start=1e6)
    runs = sim.simulate(
        some, {"A": sim.Continuous("A")}, patients=2, days=28.0, engine="meanfield",
        progress=False,
    )  # fmt: skip
    runs.save(tmp_path / "runs.nc")
    again = sim.rerun(sim.load(tmp_path / "runs.nc"))
    np.testing.assert_array_equal(again.data["cells"], runs.data["cells"])
    text = """
    [[clones]]
    name = "R"
    birth = 0.15
    death = 0.17
    start = 5e8
    fed_by = {A = {births = 0.6, deaths = 0.5, ec50 = 0.3, slope = 2}}
    [[drugs]]
    name = "A"
    effect = {kind = "proportional", at_standard_dose = 0.1}
    """
    assert scenario_from_text(text).tumour.clones[0].fed_by == {"A": FED}


BAD = {
    "nothing": (lambda: sim.Feeding(), ["feeds nothing", "births=", "deaths="]),
    "more than all deaths": (lambda: sim.Feeding(deaths=30), ["deaths of a Feeding", "30", "0.3"]),
    "no mapping": (
        lambda: sim.Clone("R", 0.1, 0.1, fed_by=FED), ["fed_by of clone 'R'", "by drug"],
    ),
    "two that spare too much": (
        lambda: sim.Clone("R", 0.1, 0.1, fed_by={"A": sim.Feeding(deaths=0.7),
                                                 "B": sim.Feeding(deaths=0.7)}),
        ["clone 'R'", "1.4 of its deaths"],
    ),
    "unknown drug": (
        lambda: tumour().replace(drugs=[sim.Drug("B", sim.Proportional(0.1))]),
        ["'A'", "no such drug", "'B'"],
    ),
    "Loewe": (
        lambda: sim.Tumour([sim.Clone("R", 0.1, 0.1, 1, fed_by={"A": FED})],
                           drugs=[sim.Drug("A", sim.Hill(0.1, 1))], interaction=sim.Loewe()),
        ["fed_by of clone 'R'", "sim.Bliss() only", "Loewe"],
    ),
    "pumped": (
        lambda: sim.Tumour([sim.Clone("R", 0.1, 0.1, 1, fed_by={"A": FED},
                                      inside={"A": sim.Inside(repair=0.5)})],
                           drugs=[sim.Drug("A", sim.Hill(0.1, 1))]),
        ["fed_by of clone 'R' for 'A'", "only uptake can differ"],
    ),
    "by the jump engine as it decays": (
        lambda: cells_of(tumour(3.0), PLAN, "jump", 1, 7.0, 7.0),
        ["'A' feeds a clone and has a half-life", "half_life="],
    ),
    "on a lattice": (
        lambda: cells_of(
            sim.Tumour([sim.Clone("R", 0.1, 0.1, 1, fed_by={"A": FED})],
                       drugs=[sim.Drug("A", sim.Hill(0.1, 1))]),
            sim.Continuous("A"), sim.Lattice(50), 1, 7.0, 7.0,
        ),
        ["'R'", "a drug feeds"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", BAD)
def test_errors_teach(slip):
    assert_says(*BAD[slip])

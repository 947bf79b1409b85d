"""What diffuses from vessels: against direct solves and closed forms, and what cells make of it."""

import dataclasses

import numpy as np
import pytest

import sim
from sim.engines.supply import vessel_sites
from tests.engines.test_lattice import EVERYTHING, PULSES, run
from tests.statistics import LIMIT, z_of_proportion

ERROR = 1e-3
"""As docs/lattice.md has it."""


def still(cells, drugs=()):
    """Return a tumour that neither grows nor dies by itself."""
    return sim.Tumour([sim.Clone("a", 0.0, 0.0, start=cells)], drugs=drugs)


def field(engine, cells, patients=1):
    """Return bodies, and what share of a drug reaches each site (patient, y, x)."""
    tumour = still(cells, [sim.Drug("D", sim.Proportional(0.1))])
    body = engine.body(engine.block(tumour, np.arange(patients), 1))
    return body, body.reached.shares()["D"]


def solved_directly(taken, crossed, far, empty, wrapped):
    """Return the steady state (y, x), by elimination."""
    from scipy.sparse import coo_matrix, diags
    from scipy.sparse.linalg import spsolve

    down, across = taken.shape
    site = np.arange(taken.size).reshape(taken.shape)
    pairs = [(site[:, :-1], site[:, 1:]), (site[:-1], site[1:])]
    if wrapped:
        pairs += [(site[:, -1:], site[:, :1]), (site[-1:], site[:1])]
    one, other = (np.concatenate([np.ravel(pair[k]) for pair in pairs]) for k in range(2))
    beside = coo_matrix((np.ones(len(one)), (one, other)), shape=(taken.size,) * 2)
    beside = (beside + beside.T).tocsr()
    degree = np.asarray(beside.sum(axis=1)).ravel()
    uptake = np.where(taken.ravel(), 1.0, empty)
    matrix = (diags(far**2 * degree + uptake) - far**2 * beside).tolil()
    right = np.zeros(taken.size)
    for k in np.flatnonzero(crossed):
        matrix[k] = 0.0
        matrix[k, k] = right[k] = 1.0
    return spsolve(matrix.tocsc(), right).reshape(down, across)


@pytest.mark.parametrize(("border", "vessels", "empty"), [
    ("closed", 6, 0.01), ("wrapped", 6, 0.01), ("closed", 1, 1e-3), ("wrapped", 40, 1.0),
])  # fmt: skip
def test_the_field_is_that_of_a_direct_solve(border, vessels, empty):
    given = sim.Vessels(vessels, reach={"D": 90.0}, empty=empty)
    body, u = field(sim.Lattice((23, 17), border=border, vessels=given), 200, patients=3)
    crossed = vessel_sites(given, (23, 17), 1, np.arange(3))
    assert crossed.sum(axis=(1, 2)).tolist() == [vessels] * 3
    assert (crossed[0] != crossed[1]).any()
    for p in range(3):
        exact = solved_directly(body.grids()[p] > 0, crossed[p], 4.5, empty, border == "wrapped")
        assert exact.min() < 0.9
        assert np.abs(u[p] - exact).max() < ERROR
        assert (u[p][crossed[p]] == 1.0).all()


def test_along_a_wall_of_vessels_it_is_a_hyperbolic_cosine():
    """Taken up everywhere, with nothing beyond the far end: cosh, of five sites' length."""
    wall = sim.Vessels([(0, y) for y in range(3)], reach={"D": 100.0})
    _, u = field(sim.Lattice((41, 3), vessels=wall), 123)
    x = np.arange(41)
    exact = np.cosh((40.5 - x) / 5.0) / np.cosh(40.5 / 5.0)
    assert np.abs(u[0] - exact).max() < ERROR + 1e-3  # (sites of a fifth of the length)


def test_about_one_vessel_it_is_a_bessel_function():
    """K0 of the distance over the reach, whatever happens at the vessel itself."""
    from scipy.special import k0

    one = sim.Vessels([(50, 50)], reach={"D": 100.0})
    _, u = field(sim.Lattice(101, vessels=one), 101**2)
    y, x = np.indices(u[0].shape) - 50
    r = np.hypot(x, y)
    between = (r >= 5) & (r <= 15)
    ratio = u[0][between] / k0(r[between] / 5.0)
    assert np.ptp(ratio) < 0.02 * ratio.mean() + 2 * ERROR / k0(3.0)
    assert u[0][50, 65] < 0.3 * u[0][50, 55]


@pytest.mark.parametrize("step", ["exact", 0.25])
@pytest.mark.parametrize("half_life", [None, 1.0])
def test_a_cell_is_killed_by_what_reaches_it(step, half_life):
    """Survivors near and far from a vessel: a share wrong by 5 % of itself is seen."""
    from scipy.integrate import quad

    drug = sim.Drug("D", sim.Hill(0.8, 0.5, 2), half_life=half_life)
    vessels = sim.Vessels([(4, 4)], reach={"D": 60.0}, every=1000.0)
    engine = sim.Lattice(9, step=step, vessels=vessels)
    patients, days = 1500, 3.0
    tumour = still(81, [sim.Drug("before it", sim.Proportional(0.5)), drug])
    body = engine.body(engine.block(tumour, np.arange(patients), 1))
    share = body.reached.shares()["D"][0]
    body.advance(np.array([[0.0, 1.0]]), 0.0, days)
    alive = (body.grids() > 0).sum(axis=0)
    leave = 0.0 if half_life is None else np.log(2.0) / half_life

    def blood(t):
        given = np.arange(int(t) + 1)
        return 1.0 if half_life is None else (leave * np.exp(-leave * (t - given))).sum()

    def chance(s):
        def kill(t):
            return 0.8 * (s * blood(t)) ** 2 / (0.25 + (s * blood(t)) ** 2)

        def mean(a, b):
            return quad(kill, a, b)[0]

        if step == "exact":
            return np.exp(-sum(mean(day, day + 1) for day in range(3)))
        at = np.arange(0.0, days, step)
        return np.prod([1.0 - mean(t, t + step) for t in at])

    z = [z_of_proportion(alive[at], patients, chance(share[at])) for at in ((4, 4), (4, 6), (0, 0))]
    assert np.abs(z).max() < LIMIT
    assert chance(share[0, 0]) > chance(share[4, 4]) + 0.2


@pytest.mark.parametrize("step", ["exact", 0.5])
def test_without_oxygen_cells_die(step):
    air = sim.Oxygen(reach=80.0, death_below=0.3, death=0.2)
    engine = sim.Lattice(9, step=step, vessels=sim.Vessels([(4, 4)], oxygen=air, every=1000.0))
    body = engine.body(engine.block(still(81), np.arange(500), 1))
    starved = body.reached.shares()["oxygen"][0] < 0.3
    body.advance(np.zeros((1, 0)), 0.0, 4.0)
    alive = (body.grids() > 0).sum(axis=0)
    assert (alive[~starved] == 500).all()
    assert 5 < (~starved).sum() < 70
    chance = np.exp(-0.8) if step == "exact" else 0.9**8
    assert abs(z_of_proportion(alive[starved].sum(), 500 * starved.sum(), chance)) < LIMIT


@pytest.mark.parametrize("step", ["exact", 1.0])
def test_without_oxygen_cells_do_not_divide(step):
    """Only a cell at a vessel has all of it: it fills its four neighbours, which stay idle."""
    tumour = sim.Tumour([sim.Clone("a", birth=0.5, death=0.0, start=1)])
    air = sim.Oxygen(no_division_below=1.0)
    for place, cells in (((4, 4), 5), ((0, 0), 1)):
        vessels = sim.Vessels([place], oxygen=air)
        runs = run(tumour, sim.Lattice(9, step=step, start="disc", vessels=vessels), patients=5,
                   days=84.0, seed=1)  # fmt: skip
        assert (runs.values("final_cells", "x") == cells).all()


def test_what_lies_far_from_vessels_outlives_a_drug_that_reaches_all_others():
    tumour = sim.Tumour(
        [sim.Clone("a", 0.02, 0.01, start=1500)],
        drugs=[sim.Drug("D", sim.Hill(0.3, 0.1, 2), half_life=1.0)],
    )
    how = {"patients": 4, "days": 70.0, "seed": 1, "arm": sim.Continuous("D")}
    everywhere = run(tumour, sim.Lattice(50), **how)
    few = sim.Lattice(50, vessels=sim.Vessels(3, reach={"D": 65.0}))
    nearby = run(tumour, few, record=sim.Snapshots(every=70.0), **how)
    assert everywhere.values("burden", "x")[:, -1].sum() == 0
    grid = nearby.values("lattice", "x")[:, -1] > 0
    crossed = vessel_sites(few.vessels, (50, 50), 1, np.arange(4))
    assert (grid.sum(axis=(1, 2)) > 10).all()
    assert grid.sum() > 1000
    assert not (grid & crossed).any()


VESSELS = sim.Vessels(5, reach={"D": 65.0, "B": 100.0}, oxygen=sim.Oxygen(death=0.05))


@pytest.mark.parametrize("step", [1.0, "exact"])
def test_arms_threads_and_patients_are_as_without_vessels(step, monkeypatch):
    engine = sim.Lattice(20, step=step, vessels=VESSELS)
    arms = {"one": sim.Schedule([0], ["D"]), "two": sim.Schedule([0, 14], ["D", {}])}
    runs = run(EVERYTHING, engine, arms, patients=6, days=28.0, seed=5)
    one, two = (runs.values("cells", arm) for arm in ("one", "two"))
    assert (one[:, :3] == two[:, :3]).all()
    assert (one[:, 4] != two[:, 4]).any()
    how = {"days": 28.0, "seed": 5, "arm": PULSES}
    all_ = run(EVERYTHING, engine, patients=9, threads=1, **how).values("cells", "x")
    alone = run(EVERYTHING, engine, patients=[7], **how).values("cells", "x")
    assert (alone[0] == all_[7]).all()
    monkeypatch.setattr("sim.engines.lattice.MEMORY", 4 * (17.0 + 24.0) * 400)
    assert engine.at_once == 4
    threads = run(EVERYTHING, engine, patients=9, threads=3, **how).values("cells", "x")
    assert (threads == all_).all()


def test_a_copy_of_a_tumour_has_its_vessels():
    engine = sim.Lattice(12, vessels=VESSELS)
    body = engine.body(engine.block(EVERYTHING, np.arange(3), 1))
    before = body.reached.shares()["D"].copy()
    level = body.reached.supply.level.copy()
    body.choose(np.array([2, 2, 0]))
    assert (body.reached.shares()["D"] == before[[2, 2, 0]]).all()
    assert (body.reached.supply.level == level[[2, 2, 0]]).all()
    assert (before[0] != before[2]).any()


def test_the_field_follows_the_cells():
    """As cells die, more reaches those behind them; not before it is found anew."""
    drug = sim.Drug("D", sim.Hill(3.0, 0.5, 2))
    for every, known in ((7.0, True), (14.0, False)):
        vessels = sim.Vessels([(0, 5)], reach={"D": 100.0}, every=every)
        engine = sim.Lattice(11, step="exact", vessels=vessels)
        body = engine.body(engine.block(still(121, [drug]), np.arange(1), 1))
        before = body.reached.shares()["D"][0, 5, 10]
        body.advance(np.ones((1, 1)), 0.0, 7.0)
        body.advance(np.ones((1, 1)), 7.0, 8.0)
        after = body.reached.shares()["D"][0, 5, 10]
        assert (after > before + 0.2) == known


@pytest.mark.parametrize(("make", "words"), [
    (lambda: sim.Vessels(0, reach={"A": 65}), "places of the vessels is 0"),
    (lambda: sim.Vessels([], reach={"A": 65}), "places of the vessels is empty"),
    (lambda: sim.Vessels("many", reach={"A": 65}), "give how many, or sites"),
    (lambda: sim.Vessels([(1, 2, 3)], reach={"A": 65}), r"\(1, 2, 3\) is no site"),
    (lambda: sim.Vessels([(-1, 2)], reach={"A": 65}), "places of the vessels is -1"),
    (lambda: sim.Vessels(5), "carry nothing that cells could lack"),
    (lambda: sim.Vessels(5, reach=65), "name the drug"),
    (lambda: sim.Vessels(5, reach={"A": -1.0}), "reach of 'A' is -1"),
    (lambda: sim.Vessels(5, oxygen=0.1), r"give sim.Oxygen\(\)"),
    (lambda: sim.Vessels(5, reach={"A": 65}, empty=0.0), "empty of the vessels is 0"),
    (lambda: sim.Vessels(5, reach={"A": 65}, every=0.0), "every of the vessels is 0"),
    (lambda: sim.Oxygen(no_division_below=13.0), "no_division_below of oxygen is 13"),
    (lambda: sim.Oxygen(death=-0.1), "death of oxygen is -0.1"),
    (lambda: sim.Lattice(4, vessels=sim.Vessels(17, reach={"A": 65})), "17 vessels, and the latti"),
    (lambda: sim.Lattice(4, vessels=sim.Vessels([(4, 0)], reach={"A": 65})), "beyond a lattice"),
    (lambda: sim.Lattice(4, vessels=40), r"give sim.Vessels\(40"),
    (lambda: run(still(5, [sim.Drug("D", sim.Proportional(0.1))]),
                 sim.Lattice(9, vessels=sim.Vessels(2, reach={"d": 65})), patients=1, days=7.0),
     "reach of the vessels is for"),
    (lambda: run(still(5, [sim.Drug("oxygen", sim.Proportional(0.1))]),
                 sim.Lattice(9, vessels=sim.Vessels(2, reach={"oxygen": 65}, oxygen=sim.Oxygen())),
                 patients=1, days=7.0), "call the drug something else"),
    (lambda: run(still(5), sim.Lattice(9, vessels=sim.Vessels(2, oxygen=sim.Oxygen(death=1.5))),
                 patients=1, days=7.0), "1.5 things a day"),
])  # fmt: skip
def test_slips(make, words):
    with pytest.raises(sim.InputError, match=words):
        make()


def test_runs_with_vessels_are_kept_whole_and_cite_their_sources(tmp_path, capsys):
    engine = sim.Lattice((8, 11), vessels=VESSELS, push=2)
    runs = run(EVERYTHING, engine, PULSES, patients=2, days=14.0, seed=5)
    runs.save(tmp_path / "runs.nc")
    again = sim.rerun(sim.load(tmp_path / "runs.nc"))
    assert (again.values("cells") == runs.values("cells")).all()
    assert "up to 2 sites" in runs.engine
    assert "vessels at 5 sites, from which reach: oxygen 100 um, D 65 um, B 100 um" in runs.engine
    sim.cite(runs)
    assert "Primeau" in capsys.readouterr().out
    sim.cite(run(EVERYTHING, sim.Lattice(9), patients=1, days=7.0, seed=1))
    assert "Primeau" not in capsys.readouterr().out


def test_what_reaches_sites_is_kept_and_drawn(tmp_path):
    carried = dataclasses.replace(VESSELS, places=[(0, 0)], empty=1.0)
    engine = sim.Lattice((9, 12), vessels=carried)
    runs = run(EVERYTHING, engine, PULSES, patients=2, days=28.0, seed=5, record=sim.Snapshots(7))
    runs.save(tmp_path / "runs.nc")
    found = sim.load(tmp_path / "runs.nc").data["reaching"]
    assert found.dims == ("arm", "patient", "time", "carried", "y", "x")
    assert found["carried"].values.tolist() == ["oxygen", "D", "B"]
    block = engine.block(EVERYTHING, np.arange(2), 5)
    first = engine.body(block).reached.shares()
    for name, share in first.items():
        kept = found.sel(arm="x", carried=name).isel(time=0).values
        assert np.abs(kept - 100.0 * share).max() <= 0.5
    axes = sim.plots.lattice(runs, patient=1, days=[0, 28], reaching="D")
    shown = [ax for ax in axes if ax.collections]
    assert len(shown) == 2
    assert {len(ax.images) for ax in axes} == {1}
    with pytest.raises(sim.InputError, match="Did you mean 'oxygen'"):
        sim.plots.lattice(runs, reaching="oxigen")
    plain = run(EVERYTHING, sim.Lattice(9), patients=1, days=7.0, seed=1, record=sim.Snapshots(7))
    assert "reaching" not in plain.data
    with pytest.raises(sim.InputError, match="do not hold what reaches each site"):
        sim.plots.lattice(plain, reaching="oxygen")

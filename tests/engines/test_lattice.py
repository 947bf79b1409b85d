"""The lattice: against closed forms and the Gillespie engine, where room does not matter or is
shared by all; and what never may happen on it."""

import numpy as np
import pytest

import sim
from sim.engines.ground import make_ground, make_rings
from sim.engines.lattice_body import LatticeBody
from tests.statistics import LIMIT, z_of_mean, z_of_proportion, z_of_variance

CLINIC = sim.Clinic(noise=0.0, detection=0.0)
SPARSE = {"movement": 10.0, "border": "wrapped"}
EVERYTHING = sim.Tumour(
    [
        sim.Clone("s", birth=0.3, death=0.1, start=30),
        sim.Clone("r", birth=0.2, death=0.1, fold={"D": 5.0}),
    ],
    [sim.Mutation("s", "r", 0.05), sim.Switch("s", "r", 0.02, induced={"D": 0.1})],
    [
        sim.Drug("D", sim.Hill(0.5, 1.0, 2), half_life=1.0),
        sim.Drug("N", sim.Proportional(1.5, acts="division")),
        sim.Drug("B", sim.Hill(0.9, 0.5, 1, acts="birth")),
    ],
)
PULSES = sim.Intermittent({"D": 1.0, "N": 0.5, "B": 1.0}, on=7, off=7)


def run(tumour, engine, arm=None, **how):
    arms = arm if isinstance(arm, dict) else {"x": arm or sim.Observation()}
    return sim.simulate(tumour, arms, clinic=CLINIC, engine=engine, progress=False, **how)


def stood(engine, tumour=EVERYTHING, patients=20, days=28.0):
    """Return patients after weeks on and off drugs; at each visit a cell in five is killed."""
    who = np.arange(patients)
    body = engine.body(engine.block(tumour, who, 1))
    assert isinstance(body, LatticeBody)
    for day in range(0, int(days), 7):
        body.advance(np.full((1, 3), 0.2) if day % 14 == 0 else np.zeros((1, 3)), day, day + 7.0)
        body.thin(np.full((1, 2), 0.8), np.ones(patients, bool), day + 7.0, 0)
    return body


@pytest.mark.parametrize("engine", [
    sim.Lattice(12), sim.Lattice((7, 9), "Moore", "wrapped", 0.5, "disc", 1.0),
    sim.Lattice(12, step="exact", start="nests", movement={"r": 2.0}, tries="one"),
    sim.Lattice(12, "Moore", "wrapped", push=6), sim.Lattice(12, step="exact", push=24),
])  # fmt: skip
def test_nobody_shares_a_site_and_nobody_is_lost(engine):
    body = stood(engine)
    grid, taken = body.standing
    assert (grid[:, -1] == 255).all()
    assert body.cells.sum() > 100
    for p, cells in enumerate(body.cells):
        n = cells.sum()
        assert np.bincount(grid[p, :-1], minlength=3)[1:].tolist() == cells.tolist()
        assert sorted(taken[p, :n]) == np.flatnonzero(grid[p, :-1]).tolist()


@pytest.mark.parametrize("days", [3.0, 14.0])
def test_birth_and_death_where_nobody_is_in_the_way(days):
    """One cell that moves fast: an error of 3 % in a rate, or of 10 % in a variance, is seen."""
    tumour = sim.Tumour([sim.Clone("a", birth=0.1, death=0.12, start=1)])
    engine = sim.Lattice(60, step="exact", **SPARSE)
    runs = run(tumour, engine, patients=4000, days=days, seed=1, record=sim.Endpoints())
    cells = runs.values("final_cells", "x")[:, 0].astype(float)
    law = sim.theory.BirthDeath(0.1, 0.12)
    mean, variance = float(law.mean(days)), float(law.variance(days))
    z = [
        z_of_mean(cells, mean, variance), z_of_variance(cells, mean, variance),
        z_of_proportion((cells == 0).sum(), len(cells), float(law.extinction(days))),
    ]  # fmt: skip
    assert np.abs(z).max() < LIMIT


@pytest.mark.parametrize("step", ["exact", 0.05])
def test_drugs_mutation_and_switching_as_the_gillespie_engine_has_them(step):
    """Sparse cells, three drugs of which one decays; a division that kills has another variance."""
    how = {"patients": 3000, "days": 14.0, "seed": 3, "record": sim.Endpoints(), "arm": PULSES}
    ours = run(EVERYTHING, sim.Lattice(100, step=step, movement=5.0), **how)
    theirs = run(EVERYTHING, "gillespie", **how)
    a, b = (runs.values("final_cells", "x").astype(float) for runs in (ours, theirs))
    z = (a.mean(0) - b.mean(0)) / np.sqrt((a.var(0) + b.var(0)) / len(a))
    assert np.abs(z).max() < LIMIT
    assert a.mean() < 0.8 * 30  # (the drugs do something)


def test_a_well_mixed_lattice_is_the_logistic_law():
    """Movement 100 x division, blind attempts: births fall in proportion to what is taken."""
    clones = [sim.Clone("a", birth=0.2, death=0.05, start=40)]
    how = {"patients": 500, "days": 21.0, "seed": 2}
    engine = sim.Lattice(20, step="exact", border="wrapped", movement=20.0, tries="one")
    ours = run(sim.Tumour(clones), engine, **how).values("burden", "x").astype(float)
    law = sim.Tumour(clones, growth=sim.Logistic(400.0))
    theirs = run(law, "gillespie", **how).values("burden", "x").astype(float)
    z = (ours.mean(0) - theirs.mean(0))[1:] / np.sqrt((ours.var(0) + theirs.var(0))[1:] / 500)
    assert np.abs(z).max() < LIMIT
    ratio = ours.var(0)[1:] / theirs.var(0)[1:]
    assert (np.abs(np.log(ratio)) < LIMIT * np.sqrt(4.0 / 500)).all()


def test_without_movement_neighbours_are_in_each_others_way():
    """The same tumour grows slower where daughters stay beside their mothers."""
    tumour = sim.Tumour([sim.Clone("a", birth=0.2, death=0.05, start=40)])
    how = {"patients": 100, "days": 21.0, "seed": 2}
    still, mixed = (
        run(tumour, sim.Lattice(20, step="exact", movement=m), **how).values("burden", "x")[:, -1]
        for m in (0.0, 20.0)
    )
    assert still.mean() < 0.9 * mixed.mean()


@pytest.mark.parametrize("border", ["closed", "wrapped"])
def test_movement_is_balanced_in_detail(border):
    """Two cells on 2 x 3 sites: all 15 pairs equally likely, and as often from a to b as back."""
    tumour = sim.Tumour([sim.Clone("a", birth=0.0, death=0.0, start=2)])
    engine = sim.Lattice((3, 2), border=border, step="exact", start="disc", movement=0.5)
    body = engine.body(engine.block(tumour, np.arange(6000), 1))
    seen = []
    for day, until in ((0.0, 40.0), (40.0, 41.0)):
        body.advance(np.zeros((1, 0)), day, until)
        seen.append((body.grids().reshape(-1, 6) > 0) @ (1 << np.arange(6)))
    pairs, first = np.unique(seen[0], return_inverse=True)
    assert len(pairs) == 15
    second = np.searchsorted(pairs, seen[1])
    count = np.bincount(first, minlength=15)
    assert ((count - 400.0) ** 2 / 400.0).sum() < 14 + LIMIT * np.sqrt(28)
    flux = np.zeros((15, 15))
    np.add.at(flux, (first, second), 1)
    off = np.triu_indices(15, 1)
    there, back = flux[off], flux.T[off]
    some = there + back > 0
    chi = ((there - back)[some] ** 2 / (there + back)[some]).sum()
    assert some.sum() > 20
    assert chi < some.sum() + LIMIT * np.sqrt(2 * some.sum())


@pytest.mark.parametrize("step", [1.0, "exact"])
def test_arms_are_the_same_until_their_doses_differ(step):
    arms = {"one": sim.Schedule([0], ["D"]), "two": sim.Schedule([0, 14], ["D", {}])}
    how = {"patients": 6, "days": 28.0, "seed": 5}
    runs = run(EVERYTHING, sim.Lattice(30, step=step), arms, **how)
    one, two = (runs.values("cells", arm) for arm in ("one", "two"))
    assert (one[:, :3] == two[:, :3]).all()
    assert (one[:, 4] != two[:, 4]).any()


@pytest.mark.parametrize("step", [1.0, "exact"])
def test_the_same_bits_alone_and_in_any_number_of_threads(step, monkeypatch):
    engine = sim.Lattice(20, step=step, start="nests")
    how = {"days": 28.0, "seed": 5, "arm": sim.Adaptive("D")}
    all_ = run(EVERYTHING, engine, patients=9, threads=1, **how).values("cells", "x")
    alone = run(EVERYTHING, engine, patients=[7], **how).values("cells", "x")
    assert (alone[0] == all_[7]).all()
    monkeypatch.setattr("sim.engines.lattice.MEMORY", 4 * 5.0 * 400)
    assert engine.at_once == 4
    threads = run(EVERYTHING, engine, patients=9, threads=3, **how).values("cells", "x")
    assert (threads == all_).all()


def test_patients_with_numbers_of_their_own_start_as_they_say():
    tumour = sim.Tumour([sim.Clone("a", 0.1, [0.1, 0.5], start=[10, 20]), sim.Clone("b", 0.1, 0.1)])
    runs = run(tumour, sim.Lattice(10), patients=2, days=14.0, seed=1)
    assert runs.values("cells", "x")[:, 0].tolist() == [[10, 0], [20, 0]]


def test_a_disc_is_the_nearest_sites_and_a_nest_lies_together():
    tumour = sim.Tumour([sim.Clone("a", 0.1, 0.1, start=200), sim.Clone("b", 0.1, 0.1, start=25)])
    who = np.arange(40)
    grid = sim.Lattice(41, start="disc").block(tumour, who, 1).standing.grid[:, :-1]
    y, x = np.divmod(np.arange(41 * 41), 41)
    far = np.hypot(x - 20, y - 20)
    assert max(far[g > 0].max() for g in grid) < np.sqrt(225 / np.pi) + 1
    assert np.std([far[g == 2].mean() for g in grid]) < 1.0  # (mixed within)
    grid = sim.Lattice(41, start="nests").block(tumour, who, 1).standing.grid[:, :-1]
    spread = [np.hypot(x[g == 2].std(), y[g == 2].std()) for g in grid]
    assert np.median(spread) < 3.0
    assert np.std([x[g == 2].mean() for g in grid]) > 5.0


def test_neighbours_and_rings():
    near = make_ground((3, 2), "Moore", "closed")
    assert sorted(near[0][near[0] < 6]) == [1, 3, 4]
    assert sorted(make_ground((3, 2), "von Neumann", "wrapped")[0]) == [1, 2, 3, 3]
    far = (make_rings((4, 3)).astype(int) ** 2).sum(axis=1)
    assert (np.diff(far) >= 0).all()
    assert len(far) == 7 * 5


@pytest.mark.parametrize(("bad", "words"), [
    ({"side": 0}, "side of the lattice is 0"),
    ({"side": (10, 10, 10)}, "two: along x and y"),
    ({"side": 10**5}, "sites"),
    ({"neighbourhood": "von Neuman"}, "Did you mean 'von Neumann'"),
    ({"border": "periodic"}, "'wrapped'"),
    ({"step": "exactly"}, "or 'exact'"),
    ({"step": 0.0}, "step of the lattice is 0"),
    ({"start": "nest"}, "Did you mean 'nests'"),
    ({"movement": -1.0}, "movement of the lattice is -1"),
    ({"tries": 1}, "tries of the lattice"),
])  # fmt: skip
def test_slips(bad, words):
    with pytest.raises(sim.InputError, match=words):
        sim.Lattice(**bad)


def simple(**more):
    return sim.Tumour([sim.Clone("a", birth=0.5, death=0.2, start=50)], **more)


@pytest.mark.parametrize(("tumour", "engine", "words"), [
    (simple(growth=sim.Logistic(1e3)), sim.Lattice(10), "grows by sim.Logistic"),
    (simple(growth=sim.Gompertz(1e3)), "lattice", "grows by sim.Gompertz"),
    (simple(immune=sim.Immune()), sim.Lattice(10), "immune system"),
    (simple(), sim.Lattice(7), "starts with 50 cells, and a lattice of 7 x 7 has 49 sites"),
    (simple(), sim.Lattice(10, step=2.0), "0.7 things a day"),
    (simple(), sim.Lattice(1000, step="exact", movement=1e6), "attempts in an arm"),
    (simple(), sim.Lattice(10, movement={"b": 1.0}), "movement of the lattice is for"),
    (sim.Tumour([sim.Clone("a", 0.2, 0.1)], size=100, grown_from_one_cell=True),
     sim.Lattice(10), "grown from one cell"),
    (simple(immigration=[sim.Immigration("a", 0.1)]), sim.Lattice(10), "come from elsewhere"),
    (simple(drugs=[sim.Drug("A", sim.Hill(0.3, 1.0), also=[sim.Hill(0.5, 1.0, acts="birth")])]),
     sim.Lattice(10), "'A', a drug with several effects"),
    (sim.Tumour([sim.Clone("a", 0.5, 0.2, start=50), sim.Clone("b", 0.5, 0.2)],
                [sim.Mutation("a", "b", 1e-3, raised={"A": 10})],
                [sim.Drug("A", sim.Hill(0.3, 1.0))]),
     sim.Lattice(10), "mutations of 'a' that a drug raises"),
    (sim.Tumour([sim.Clone(name, 0.5, 0.2, start=50) for name in "abc"],
                [sim.Mutation("a", "b", 0.1, other="c")]),
     sim.Lattice(20), "two cells of other kinds"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_before_anything_runs(tumour, engine, words, monkeypatch):
    def never(*what, **how):
        raise AssertionError("something ran")

    monkeypatch.setattr("sim.simulate.run_blocks", never, raising=False)
    monkeypatch.setattr("sim.running.blocks.run_blocks", never)
    with pytest.raises(sim.InputError, match=words):
        run(tumour, engine, patients=3, days=28.0, seed=1)


def test_snapshots_are_who_stands_where(tmp_path):
    """The counts of a snapshot are the curves; a file keeps them; both arms begin alike."""
    arms = {"on": sim.Continuous("D"), "weekly": sim.Schedule([0, 10], ["D", {}])}
    how = {"patients": 3, "days": 28.0, "seed": 5}
    runs = run(EVERYTHING, sim.Lattice((8, 11)), arms, record=sim.Snapshots(None), **how)
    runs.save(tmp_path / "runs.nc")
    data = sim.load(tmp_path / "runs.nc").data
    grid = data["lattice"]
    assert grid.dims == ("arm", "patient", "time", "y", "x")
    assert (grid.dtype, grid.sizes["y"], grid.sizes["x"]) == (np.uint8, 11, 8)
    own = data["own_visit"].values
    for clone in range(2):
        count = (grid == clone + 1).sum(["y", "x"]).values
        cells = data["cells"].isel(clone=clone).values
        assert (count == cells).transpose(0, 2, 1)[own].all()
    assert (grid[0, :, 0] == grid[1, :, 0]).all()
    assert (data["lattice"].sel(arm="on").diff("time") != 0).any()
    away = ~own[0]
    assert away.any()
    before = np.flatnonzero(away)[0]
    assert (grid.values[0, :, before] == grid.values[0, :, before - 1]).all()
    with pytest.raises(sim.InputError, match="Snapshots shows where cells stand"):
        run(EVERYTHING, "gillespie", record=sim.Snapshots(), **how)


def test_the_figure_shows_the_grids():
    runs = run(EVERYTHING, sim.Lattice(9), patients=2, days=28.0, seed=5, record=sim.Snapshots(7))
    axes = sim.plots.lattice(runs, patient=1, days=[0, 15])
    shown = [np.asarray(ax.images[0].get_array()) for ax in axes]
    assert (shown[0] == runs.values("lattice", "x")[1, 0]).all()
    assert (shown[1] == runs.values("lattice", "x")[1, 2]).all()
    assert len(sim.plots.lattice(runs)) == 4
    with pytest.raises(sim.InputError, match="days is -1"):
        sim.plots.lattice(runs, days=-1.0)
    with pytest.raises(sim.InputError, match=r"record=sim.Snapshots\(every=28\)"):
        sim.plots.lattice(run(EVERYTHING, sim.Lattice(9), patients=1, days=14.0, seed=5))


def test_a_colony_grows_at_its_rim():
    """Its radius rises by as much every week; well mixed, it would double in two days."""
    tumour = sim.Tumour([sim.Clone("a", birth=0.5, death=0.0, start=300)])
    engine = sim.Lattice(161, step="exact", start="disc")
    cells = run(tumour, engine, patients=10, days=84.0, seed=3).values("burden", "x")
    radius = np.sqrt(cells.mean(axis=0) / np.pi)
    grown = np.diff(radius)[3:]
    assert cells.max() < 0.8 * 161**2
    assert grown == pytest.approx(np.full(len(grown), grown.mean()), rel=0.1)
    assert grown.mean() > 1.0

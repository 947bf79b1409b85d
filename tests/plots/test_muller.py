import json

import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim.plots as plots
from sim.base.errors import InputError
from sim.plots import descent
from sim.results import Runs
from tests.factory import make_runs


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def nested(**options):
    """Return runs of three clones, each inside the one before, that appear one after another."""
    runs = make_runs(clones=("sensitive", "A", "A+B"), arms=("x", "y"), patients=3, **options)
    time = np.arange(runs.data.sizes["time"])
    cells = np.stack(
        [1000 + 0 * time, 40 * np.maximum(time - 50, 0), 30 * np.maximum(time - 120, 0)]
    )
    runs.data["cells"][:] = cells.T
    runs.data["burden"][:] = cells.sum(axis=0)
    runs.data["ending"][:], runs.data["end_day"][:] = 0, runs.days
    edges = [["sensitive", "A", "Mutation"], ["A", "A+B", "Mutation"], ["A", "sensitive", "Switch"]]
    runs.data.attrs["transitions"] = json.dumps(edges)
    return runs


def covered(ax, clone, x):
    """Return the height of a clone's area, with those inside it, at the drawn day nearest to x."""
    for band in ax.collections:
        if band.get_gid() == clone:
            for path in band.get_paths():
                at = path.vertices[np.isclose(path.vertices[:, 0], x)]
                if len(at):
                    return np.ptp(at[:, 1])
    return 0.0


def areas(ax, clone, x):
    """Return how much of a clone is seen: its area without those inside it."""
    inside = {"sensitive": "A", "A": "A+B"}.get(clone)
    return covered(ax, clone, x) - (covered(ax, inside, x) if inside else 0.0)


@pytest.mark.parametrize("scale", ["relative", "absolute"])
def test_every_clone_takes_as_much_room_as_it_has_cells(scale):
    runs = nested()
    ax = plots.muller(runs, "x", scale=scale)
    x = runs.data["time"].values / 365.25
    for visit in (0, 40, 80, 130, 250):
        cells = runs.data["cells"].values[0, 0, visit]
        whole = 100.0 / cells.sum() if scale == "relative" else 1.0
        for clone, count in zip(runs.clones, cells, strict=True):
            assert areas(ax, clone, x[visit]) == pytest.approx(count * whole, abs=1e-6), clone


def test_a_clone_lies_inside_its_parent_and_is_not_there_before_it_exists():
    runs = nested()
    bands = descent.layers(np.array([-1, 0, 1]), np.ones(3, bool))
    assert [clone for clone, _ in bands] == [0, 1, 2, 1, 0]
    for clone in range(3):
        assert sum(part for c, part in bands if c == clone) == pytest.approx(1.0)
    ax = plots.muller(runs, "x")
    x = runs.data["time"].values / 365.25
    assert areas(ax, "A+B", x[110]) == 0.0
    light = [d for d in ax.lines if d.get_linewidth() < 0.5 and len(d.get_xdata()) > 2]
    assert all(np.isnan(d.get_ydata()[:50]).all() for d in light)  # no line into what is not there


def test_in_a_lattice_a_clone_hangs_from_its_larger_source():
    cells = np.array([[100, 0, 0, 0], [100, 5, 9, 0], [100, 5, 9, 1.0]])
    edges = [("s", "A", "Mutation"), ("s", "B", "Mutation"), ("A", "AB", "Mutation"),
             ("B", "AB", "Mutation"), ("A", "s", "Switch")]  # fmt: skip
    assert descent.parents(["s", "A", "B", "AB"], edges, cells).tolist() == [-1, 0, 0, 2]
    assert descent.parents(["s", "A", "B", "AB"], [], cells).tolist() == [-1, -1, -1, -1]
    given = {"AB": "A"}
    assert descent.parents(["s", "A", "B", "AB"], edges, cells, given).tolist() == [-1, -1, -1, 1]


def test_small_clones_are_drawn_as_their_ancestor_and_none_is_lost():
    shares = np.array([[1.0, 0, 0], [0.9, 0.098, 0.002]])
    drawn_as, drawn = descent.merged(shares, np.array([-1, 0, 1]), 0.01)
    assert drawn_as.tolist() == [0, 1, 1]
    assert drawn.tolist() == [True, True, False]
    runs = nested()
    ax = plots.muller(runs, "x", least=0.4)
    x = runs.data["time"].values / 365.25
    assert {band.get_gid() for band in ax.collections if band.get_gid()} == {"sensitive", "A"}
    assert covered(ax, "sensitive", x[200]) == pytest.approx(100.0)


def test_the_log_scale_divides_the_height_and_ends_at_the_burden():
    runs = nested()
    ax = plots.muller(runs, "x", scale="log")
    top = max(band.get_paths()[0].vertices[:, 1].max() for band in ax.collections)
    assert top == pytest.approx(runs.data["burden"].values.max())
    assert ax.get_yscale() == "log"


def test_a_tumour_that_is_gone_is_not_drawn():
    runs = make_runs()
    ax = plots.muller(runs, "combination")
    gone = runs.data["burden"].sel(arm="combination").values[0] == 0
    x = runs.data["time"].values[gone] / 365.25
    drawn = np.concatenate([p.vertices[:, 0] for b in ax.collections for p in b.get_paths()])
    assert drawn.max() <= x[0] + 1e-9


def test_lineages_add_up_to_their_clone_and_carry_its_children():
    runs = nested()
    time = np.arange(runs.data.sizes["time"])
    lineages = np.zeros((2, 3, time.size, 2, 3), dtype=np.int64)
    lineages[..., 0, 0] = 30 * np.maximum(time - 50, 0)  # of A; the third is never large
    lineages[..., 0, 1] = 9 * np.maximum(time - 80, 0)
    lineages[..., 0, 2] = time > 100
    lineages[..., 1, 0] = 30 * np.maximum(time - 120, 0)  # all of A+B
    axes = ("arm", "patient", "time", "founded", "lineage")
    data = runs.data.assign_coords(founded=["A", "A+B"]).assign(lineage_cells=(axes, lineages))
    runs = Runs(data)
    cells = runs.data["cells"].values[0, 0].astype(float)
    tree = np.array([-1, 0, 1])
    whole = descent.whole_clones(cells, tree)
    of = descent.by_lineage(runs.patient(0), "x", whole, 0.005)
    assert of.clone.tolist() == [0, 1, 2, 1, 1, 2]
    for clone in range(3):
        assert of.cells[:, of.clone == clone].sum(axis=1) == pytest.approx(cells[:, clone])
    # A from the sensitive; A+B from the larger lineage of A
    assert of.parent[[1, 3, 4]].tolist() == [0, 0, 0]
    assert of.parent[5] == 3
    ax = plots.muller(runs, "x", lineages=True)
    assert len({str(b.get_facecolor()) for b in ax.collections if b.get_gid() == "A"}) > 1


def test_lineages_need_runs_that_tell_them_apart():
    with pytest.raises(InputError, match=r"record=sim\.Lineages"):
        plots.muller(nested(), lineages=True)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"arms": "z"}, "no such arm"),
        ({"patient": 99}, "no such patient.*'0', '1'"),
        ({"scale": "linear"}, "no such scale"),
        ({"parents": {"A": "Z"}}, "no such clone"),
        ({"parents": {"A": "A+B", "A+B": "A"}}, "descends from itself"),
        ({"least": 0.9}, "least is 0.9"),
    ],
)
def test_bad_requests_are_explained(given, message):
    with pytest.raises(InputError, match=message):
        plots.muller(nested(), **given)


def test_nobody_to_draw():
    runs = nested()
    runs.data["cells"][:] = 0
    with pytest.raises(InputError, match="nothing to draw"):
        plots.muller(runs)

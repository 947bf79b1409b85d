"""Numbers of a lattice: counted by hand."""

import numpy as np
import pytest

import sim
from sim.results.places import boundary_length, radial_profile


@pytest.fixture(scope="module")
def runs():
    tumour = sim.Tumour(
        [sim.Clone("a", 0.05, 0.02, start=60), sim.Clone("b", 0.05, 0.02, start=20)]
    )
    return sim.simulate(
        tumour, {"x": sim.Observation()}, patients=3, days=28.0, seed=4,
        clinic=sim.Clinic(detection=0), engine=sim.Lattice((11, 9), start="disc"),
        record=sim.Snapshots(14), progress=False,
    )  # fmt: skip


def test_boundary_is_counted_pair_by_pair(runs):
    grid = runs.values("lattice")[0, 1, 1]
    count = 0
    for y in range(9):
        for x in range(11):
            for v, u in ((y + 1, x), (y, x + 1)):
                if v < 9 and u < 11 and grid[y, x] and grid[v, u]:
                    count += grid[y, x] != grid[v, u]
    assert count > 5
    assert boundary_length(runs)[0, 1, 1] == count
    assert boundary_length(runs).shape == (1, 3, 3)


def test_rings_add_up_to_the_cells(runs):
    distance, share = radial_profile(runs, width=2.0)
    y, x = np.mgrid[:9, :11]
    sites = np.bincount((np.hypot(y - 4, x - 5) / 2.0).astype(int).ravel())
    assert distance[:2].tolist() == [1.0, 3.0]
    np.testing.assert_allclose((share * sites).sum(axis=-1), runs.values("cells"))
    assert share[0, :, 0, :, 0].sum(axis=-1) == pytest.approx(1.0)  # (a disc: full in the middle)


def test_no_ring_is_thinner_than_a_site(runs):
    """Of a ring without a site there is no share: it was NaN, with NumPy's warning."""
    for width in (0.0, 0.3, 0.999):
        with pytest.raises(sim.InputError, match="width of a ring is"):
            radial_profile(runs, width=width)
    assert np.isfinite(radial_profile(runs, width=1.0)[1]).all()


def test_runs_without_lattices_are_refused():
    plain = sim.simulate(
        sim.Tumour([sim.Clone("a", 0.1, 0.1, start=5)]), {"x": sim.Observation()}, patients=1,
        days=7.0, seed=1, clinic=sim.Clinic(detection=0), engine=sim.Lattice(5), progress=False,
    )  # fmt: skip
    for ask in (boundary_length, radial_profile):
        with pytest.raises(sim.InputError, match=r"record=sim\.Snapshots"):
            ask(plain)


def test_a_film_has_a_picture_for_every_day(runs, tmp_path):
    from PIL import Image

    path = sim.plots.lattice_film(runs, tmp_path / "a.gif", patient=1)
    with Image.open(path) as film:
        assert film.n_frames == 3
    with pytest.raises(sim.InputError, match=r"ends in \.gif"):
        sim.plots.lattice_film(runs, "a.mp4")

"""The store: resumed, extended, shared out, and never overwritten."""

import json
import time
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.base.whole import appear
from sim.sweeps import job as jobs
from sim.sweeps.job import Job
from sim.sweeps.parts import Part
from sim.sweeps.store import keys
from tests.sweeps.small import ARMS, DESIGN, build, fingerprint, sweep


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Return the folder of a finished sweep, which no test changes."""
    folder = tmp_path_factory.mktemp("stored") / "sweep"
    sweep().run(folder)
    return folder


@pytest.fixture
def executed(monkeypatch):
    """Return the list of blocks that are run."""
    blocks = []
    execute = Job.execute
    monkeypatch.setattr(Job, "execute", lambda self, *a: blocks.append(a[:2]) or execute(self, *a))
    return blocks


def test_what_is_finished_is_not_run_again(stored, executed):
    before = fingerprint(stored)
    again = sweep().run(stored)
    assert executed == []
    assert (again.status == 0).all()
    assert fingerprint(stored) == before


def test_shares_of_a_job_array_make_the_same_store(stored, tmp_path, executed):
    for share in ("2/3", "1/3"):
        part = sweep().run(tmp_path / "shared", part=share)
    assert (part.status == 2).any()  # the third share is still to be run
    sweep().run(tmp_path / "shared", part="3/3")
    assert sorted(executed) == [(0, 0), (0, 1), (0, 2), (0, 3)]
    assert fingerprint(tmp_path / "shared") == fingerprint(stored)


def test_more_points_and_patients_extend_a_sweep(tmp_path, executed):
    small = sweep(design=sim.Sobol(16, cost=(0, 0.3), turnover=(0.5, 0.95)), patients=8)
    large = sweep(design=sim.Sobol(32, cost=(0, 0.3), turnover=(0.5, 0.95)), patients=20)
    first = small.run(tmp_path / "grown").data.load()
    before = {f: f.read_bytes() for f in (tmp_path / "grown/parts/0000").rglob("*") if f.is_file()}
    executed.clear()
    grown = large.run(tmp_path / "grown")
    assert {part for part, _ in executed} == {1, 2}  # new points, and new patients of old ones
    sizes = [Part.read(tmp_path / f"grown/parts/{k:04d}").size for k in range(3)]
    assert [(s.points, s.first_patient, s.patients) for s in sizes] == [
        (16, 0, 8), (16, 0, 20), (16, 8, 12)
    ]  # fmt: skip
    assert all(file.read_bytes() == content for file, content in before.items())
    fresh = large.run(tmp_path / "fresh")
    for name in large.measures:
        np.testing.assert_array_equal(grown.data[name].values, fresh.data[name].values)
        np.testing.assert_array_equal(grown.data[name].values[:16, :, :8], first[name].values)
    # and the smaller sweep is still there
    executed.clear()
    assert small.run(tmp_path / "grown").data.sizes["patient"] == 8
    few = replace(small, patients=5).run(tmp_path / "grown")
    assert (few.status == 0).all()  # (a part that begins with the ninth takes nothing away)
    assert executed == []
    opened = sim.open_sweep(tmp_path / "grown")
    assert opened.data.sizes == {"point": 32, "arm": 2, "patient": 20}
    assert opened.data["patient"].values.tolist() == list(range(20))
    assert (opened.status == 0).all()
    for name, column in large.design.columns().items():
        np.testing.assert_array_equal(opened.parameters[name], column)


@pytest.mark.parametrize(
    "wanted", [[0.0, 0.1], [0.1, 0.2], [0.1], [0.0, 0.2], [0.2, 0.0], [0.0, 0.1, 0.2, 0.3]]
)
def test_a_part_of_a_grid_is_found_in_it(tmp_path_factory, wanted):
    """Also one whose points are neighbours, in the middle or at an end."""
    folder = tmp_path_factory.getbasetemp() / "all-of-the-grid"
    whole = sweep(design=sim.Grid(cost=[0.0, 0.1, 0.2, 0.3]), patients=5).run(folder).data
    found = sweep(design=sim.Grid(cost=wanted), patients=5).run(folder).data
    np.testing.assert_array_equal(found["cost"], wanted)
    at = [np.flatnonzero(whole["cost"].values == cost)[0] for cost in wanted]
    name = "time_to_progression"
    np.testing.assert_array_equal(found[name].values, whole[name].values[at])


@pytest.mark.parametrize(("patients", "refused"), [(20, False), (30, True)])
def test_two_who_extend_a_sweep_at_once_agree_or_the_second_is_refused(
    tmp_path, monkeypatch, patients, refused
):
    """Another run has made the next part, between our look and our writing."""
    design = sim.Grid(cost=[0.0, 0.2])
    sweep(design=design, patients=8).run(tmp_path / "shared")

    def beaten(target, fill):
        monkeypatch.undo()
        sweep(design=design, patients=patients).run(tmp_path / "shared")
        return appear(target, fill)

    monkeypatch.setattr("sim.sweeps.store.appear", beaten)
    mine = sweep(design=design, patients=20)
    if refused:
        with pytest.raises(sim.InputError, match=r"extending .* in another way at this moment"):
            mine.run(tmp_path / "shared")
    else:
        assert (mine.run(tmp_path / "shared").status == 0).all()


def test_a_longer_grid_keeps_its_points(tmp_path, executed):
    sweep(design=sim.Grid(cost=[0.0, 0.2]), patients=5).run(tmp_path / "grid")
    executed.clear()
    longer = sweep(design=sim.Grid(cost=[0.0, 0.1, 0.2]), patients=5)
    results = longer.run(tmp_path / "grid")
    assert executed == [(1, 0)]
    np.testing.assert_array_equal(results.data["cost"], [0.0, 0.1, 0.2])
    fresh = longer.run(tmp_path / "fresh")
    name = "time_to_progression"
    np.testing.assert_array_equal(results.data[name].values, fresh.data[name].values)


def either(kind):
    return build(cost=0.3 if isinstance(kind, str) else 0.0)


def test_a_text_is_not_the_number_that_it_spells(tmp_path):
    """A store of kind=1 used to answer for kind="1", with the numbers of another tumour."""
    given = {"build": either, "patients": 3, "days": 56, "keep": [sim.final_burden]}
    number = sweep(design=sim.Grid(kind=[1, 2]), **given).run(tmp_path / "s", progress=False)
    text = sweep(design=sim.Grid(kind=["1", "2"]), **given).run(tmp_path / "s", progress=False)
    alone = sweep(design=sim.Grid(kind=["1", "2"]), **given).run(tmp_path / "t", progress=False)
    there, here = (one.values("final_burden") for one in (text, alone))
    np.testing.assert_array_equal(there, here)
    assert not np.array_equal(there, number.values("final_burden"))


def other_build(cost=0.1, turnover=0.8, half_life=None):
    return build(cost * 1.01, turnover, half_life)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": 6}, "seed is 5 there and 6 here"),
        ({"days": 140}, "days is 112.0 there and 140"),
        ({"arms": {"continuous": sim.Continuous("A"), "adaptive": sim.Adaptive("B")}}, "adaptive"),
        ({"arms": {"continuous": sim.Continuous("A")}}, "arms is continuous, adaptive there"),
        ({"build": other_build}, "build differs from what was run"),
        ({"clinic": sim.Clinic(noise=0.2)}, "the clinic differs"),
        ({"keep": [sim.cured]}, "keep is"),
        ({"design": sim.Sobol(64, cost=(0, 0.3))}, "parameters is cost, turnover there"),
        ({"engine": "meanfield"}, "engine"),
    ],
)
def test_another_sweep_is_refused_and_nothing_changed(stored, changes, message):
    before = fingerprint(stored)
    with pytest.raises(sim.InputError, match=message) as refused:
        sweep(**changes).run(stored)
    assert "holds another sweep, 'small'" in str(refused.value)
    assert fingerprint(stored) == before


def test_another_version_of_the_code_is_another_sweep(stored, monkeypatch):
    monkeypatch.setattr("sim.sweeps.identity.code_version", lambda: "9.9.9+0123456789ab")
    with pytest.raises(sim.InputError, match=r"the code of sim is .* there and 9\.9\.9"):
        sweep().run(stored)


def test_the_name_of_a_sweep_and_of_what_stands_for_a_function_do_not_make_another(
    stored, executed
):
    sim.Sweep(
        "renamed", build=build, design=DESIGN, arms=ARMS, days=112, patients=50, seed=5,
        keep={"time_to_progression": sim.time_to_progression,
              "resistant_fraction": sim.resistant_fraction},
    ).run(stored)  # fmt: skip
    assert executed == []


def test_what_a_function_reads_elsewhere_is_looked_at_where_it_was_run(tmp_path, monkeypatch):
    """Such as a variable of the environment: another one is another sweep."""
    import os

    def from_the_environment(cost):
        return build(cost, float(os.environ["TURNOVER_FOR_A_TEST"]))

    swept = sweep(build=from_the_environment, design=sim.Grid(cost=[0.1, 0.2]), patients=5)
    monkeypatch.setenv("TURNOVER_FOR_A_TEST", "0.8")
    swept.run(tmp_path / "store")
    monkeypatch.setenv("TURNOVER_FOR_A_TEST", "0.7")
    with pytest.raises(sim.InputError, match="the environment's TURNOVER_FOR_A_TEST"):
        swept.run(tmp_path / "store")


def test_folders_that_are_no_sweeps(stored, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("do not overwrite")
    with pytest.raises(sim.InputError, match=r"holds what is no sweep \(chapter.txt\)"):
        sweep().run(tmp_path / "thesis")
    with pytest.raises(sim.InputError, match=r"cannot be written"):
        sweep().run(tmp_path / "thesis" / "chapter.txt" / "sweep")
    with pytest.raises(sim.InputError, match="There is no folder"):
        sim.open_sweep(tmp_path / "nothing")
    with pytest.raises(sim.InputError, match="holds no sweep"):
        sim.open_sweep(tmp_path / "thesis")
    manifest = json.loads((stored / "manifest.json").read_text())
    (tmp_path / "newer").mkdir()
    del manifest["checksum"]
    (tmp_path / "newer" / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))
    for use in (sim.open_sweep, sweep().run):
        with pytest.raises(sim.InputError, match="newer version of sim"):
            use(tmp_path / "newer")


def test_a_read_only_folder_says_so(stored, monkeypatch):
    # (root may write everywhere, so the refusal of the system is played)
    from pathlib import Path

    write = Path.write_text

    def refuse(self, *rest, **more):
        if self.is_relative_to(stored):
            raise PermissionError(13, "Permission denied")
        return write(self, *rest, **more)

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(sim.InputError, match=r"cannot be written: Permission denied.*open_sweep"):
        sweep().run(stored)


def test_a_full_disk_says_so_and_the_sweep_goes_on_afterwards(stored, tmp_path, monkeypatch):
    write, written = jobs.Part.write, []

    def full(self, block, outcome):
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        written.append(block.number)
        write(self, block, outcome)

    monkeypatch.setattr(jobs.Part, "write", full)
    monkeypatch.setattr("sim.sweeps.threads.thread_count", lambda threads: 1)
    with pytest.raises(sim.InputError, match=r"No space left on device.*make room"):
        sweep().run(tmp_path / "full")
    monkeypatch.setattr(jobs.Part, "write", write)
    assert (sim.open_sweep(tmp_path / "full").status == 0).sum() == 40
    sweep().run(tmp_path / "full")
    assert fingerprint(tmp_path / "full") == fingerprint(stored)


def test_a_point_and_a_curve_are_selected_by_label(tmp_path):
    swept = sweep(
        design=sim.Grid(cost=[0.0, 0.1, 0.2]), patients=5, record=sim.Visits(),
        keep={"burden": sim.burden_curve, "time on drug": sim.time_on_treatment},
    )  # fmt: skip
    swept.run(tmp_path / "curves")
    data = sim.open_sweep(tmp_path / "curves").data
    assert data["burden"].dims == ("point", "arm", "patient", "day")
    assert data["burden"].chunks is not None  # lazy
    one = data["burden"].sel(point=1, arm="adaptive", patient=3, day=56)
    tumour, arms, _ = swept.described({"cost": 0.1})
    alone = sim.simulate(tumour, arms, patients=5, days=112, seed=5)
    expected = alone.data["burden"].sel(arm="adaptive", patient=3, time=56)
    assert one.values == expected.values
    assert data["burden"].attrs["units"] == "cells"


def test_opening_is_quick(stored):
    sim.open_sweep(stored).data["resistant_fraction"].sel(point=3).load()
    start = time.perf_counter()
    sim.open_sweep(stored).data["resistant_fraction"].sel(point=3).load()
    assert time.perf_counter() - start < 1.0


def test_means_leave_out_who_has_no_value(stored):
    """Two of three points of a hand-made array: 1, 3 and none; one alone; none at all."""
    results = sim.open_sweep(stored)
    values = results.data["resistant_fraction"].isel(point=slice(3), patient=slice(3)).load()
    values[:] = np.nan
    values[0, 0] = [1.0, 3.0, np.nan]
    values[1, 1] = [np.nan, 7.0, np.nan]
    results.__dict__["data"] = values.to_dataset()
    found = results.means("resistant_fraction")
    np.testing.assert_array_equal(found["count"], [[2, 0], [0, 1], [0, 0]])
    np.testing.assert_array_equal(found["mean"], [[2, np.nan], [np.nan, 7], [np.nan, np.nan]])
    # a standard deviation of the square root of 2, over the square root of 2
    np.testing.assert_allclose(found["error"], [[1, np.nan], [np.nan, np.nan], [np.nan, np.nan]])
    assert found.attrs == {"sweep": "small", "measure": "resistant_fraction"}
    assert "patient" not in found.coords
    with pytest.raises(sim.InputError, match="no such measure"):
        results.values("resistant")


def test_two_points_are_the_same_to_twelve_digits():
    """And a text is not the number that it spells."""
    one = keys({"b": np.array([0.1, 0.1 + 1e-14, 0.1 + 1e-11]), "a": np.array(["1", "1", "x"])})
    assert one[0] == one[1] == ("'1'", "0.1")
    assert one[2] == ("'x'", "0.10000000001")
    assert keys({"a": np.array([1, 2])}) == [("1",), ("2",)]


class Bar:
    """A progress bar that only takes note of what it is told."""

    def __init__(self, visible, **options):
        self.visible, self.options, self.done, self.words = visible, options, 0, ""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def update(self):
        self.done += 1

    def set_postfix_str(self, words, refresh):
        self.words = words


def without_turnover(cost, turnover):
    return build(cost, turnover) if turnover > 0.6 else 1 / 0


def test_a_bar_of_a_share_counts_its_own_blocks(tmp_path, monkeypatch):
    bars = []
    monkeypatch.setattr(
        "sim.sweeps.run.bar", lambda *a, **how: bars.append(Bar(*a, **how)) or bars[-1]
    )
    sweep().run(tmp_path / "s", part="2/3")
    (tmp_path / "s/parts/0000/done/1.json").unlink()
    sweep().run(tmp_path / "s", part="2/3")
    sweep().run(tmp_path / "s", part="1/3")
    counted = [(bar.options["total"], bar.options["initial"], bar.done) for bar in bars]
    assert counted == [(1, 0, 1), (1, 0, 1), (2, 0, 2)]  # (of four)


def test_a_bar_counts_blocks_from_those_that_are_stored(tmp_path, monkeypatch):
    bars = []
    monkeypatch.setattr(
        "sim.sweeps.run.bar", lambda *a, **how: bars.append(Bar(*a, **how)) or bars[-1]
    )
    swept = sweep(build=without_turnover)
    with pytest.warns(UserWarning, match="points failed"):
        results = swept.run(tmp_path / "s", progress=True)
    (tmp_path / "s/parts/0000/done/2.json").unlink()
    with pytest.warns(UserWarning, match="points failed"):
        swept.run(tmp_path / "s")
    whole, rest = bars
    assert [(bar.options["initial"], bar.done) for bar in bars] == [(0, 4), (3, 1)]
    assert (whole.visible, rest.visible) == (True, None)
    for bar in bars:
        how = bar.options
        assert (how["total"], how["unit"], how["desc"]) == (4, "block", "small")
        assert 0 <= how["smoothing"] <= 1  # (tqdm: from a mean to the last alone)
    status = results.status
    assert whole.words == f"{(status == 1).sum()} points failed"
    assert rest.words == f"{(status[40:60] == 1).sum()} points failed"

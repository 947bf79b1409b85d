"""Where runs are put: nothing else is lost there, and what cannot be a place is refused."""

import os

import pytest

import sim
import sim.plots
from sim.base.errors import InputError
from sim.trials import TrialResult
from tests.simulate.cohort import run

NO_NAMES = ("a\0b", "half \ud800")


@pytest.fixture(scope="module")
def runs():
    return run(patients=2, days=112.0, record=sim.Endpoints())


def test_a_folder_with_something_else_in_it_is_not_replaced(runs, tmp_path):
    folder = tmp_path / "thesis.zarr"
    folder.mkdir()
    (folder / "chapter.txt").write_text("years of work")
    with pytest.raises(InputError, match=r"something else in it \(chapter.txt\)"):
        runs.save(folder)
    assert (folder / "chapter.txt").read_text() == "years of work"


def test_something_put_into_saved_runs_is_not_lost_either(runs, tmp_path):
    runs.save(tmp_path / "runs.zarr")
    runs.save(tmp_path / "runs.zarr")  # (its own folder it replaces)
    (tmp_path / "runs.zarr" / "notes").mkdir()
    with pytest.raises(InputError, match="notes"):
        runs.save(tmp_path / "runs.zarr")
    (tmp_path / "empty.zarr").mkdir()
    runs.save(tmp_path / "empty.zarr")
    assert sim.load(tmp_path / "empty.zarr").count == 2


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("kind", [".nc", ".zarr", ".csv"])
def test_a_link_stays_one_and_what_it_leads_to_is_written(runs, tmp_path, kind):
    (tmp_path / "large disk").mkdir()
    there, link = tmp_path / "large disk" / f"runs{kind}", tmp_path / f"latest{kind}"
    link.symlink_to(there)
    for _ in range(2):
        sim.save_table(runs.table(), link) if kind == ".csv" else runs.save(link)
        assert link.is_symlink()
        assert there.exists()
    assert [path.name for path in tmp_path.glob(".partial*")] == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.nc")
    with pytest.raises(InputError, match="is no file and no folder"):
        sim.load(tmp_path / "pipe.nc")


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_no_file_can_be_called_is_refused_everywhere(runs, name):
    table, drawn = runs.table(), sim.plots.waterfall(runs, "continuous")
    sweep = sim.Sweep(
        "small", build=lambda cost: None, design=sim.Grid(cost=[0.1]), days=112,
        arms={"none": sim.Observation()}, keep=[sim.final_burden], patients=1,
    )  # fmt: skip
    for use in (
        lambda: runs.save(f"{name}.nc"), lambda: runs.save(f"{name}.zarr"),
        lambda: sim.load(f"{name}.nc"), lambda: sim.save_table(table, f"{name}.csv"),
        lambda: TrialResult.load(f"{name}.nc"), lambda: sweep.run(name, progress=False),
        lambda: sim.open_sweep(name), lambda: sim.plots.save(drawn, f"{name}.png"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=r"no file or folder can have such a name|no f\w+ '"):
            use()

import contextlib
import json
import subprocess
import sys

import numpy as np
import pytest
import xarray as xr

from sim.base.errors import InputError
from sim.results import ENDINGS, Runs, load
from tests.factory import make_runs


def test_axes_and_shapes():
    data = make_runs().data
    assert data["cells"].dims == ("arm", "patient", "time", "clone")
    assert data["cells"].shape == (4, 20, 262, 2)
    assert data["cells"].dtype == np.int64
    assert data["observed"].dims == ("arm", "patient", "scan")
    assert data["ending"].dtype == np.int8
    assert (data["burden"] == data["cells"].sum("clone")).all()


def test_every_variable_has_a_unit_and_a_long_name():
    for name, variable in make_runs().data.variables.items():
        assert {"units", "long_name"} <= set(variable.attrs), name


def test_endings_are_explained_in_the_data():
    attrs = make_runs().data["ending"].attrs
    assert len(attrs["flag_values"]) == len(attrs["flag_meanings"].split()) == len(ENDINGS)


def test_runs_without_curves_keep_the_end_points():
    runs = make_runs(curves=False)
    assert not runs.has_curves
    assert {"time", "scan", "cells", "dose"}.isdisjoint(runs.data.variables)
    assert "end points only" in repr(runs)
    assert runs.summary().shape[0] == 4


def test_repr_says_what_is_in_there():
    text = repr(make_runs())
    for word in ("4 arms x 20 patients", "262 days", "holidays", "resistant", "vemurafenib"):
        assert word in text


def test_one_patient_can_be_taken_out():
    one = make_runs().patient(7)
    assert one.data["patient"].values.tolist() == [7]
    with pytest.raises(InputError, match="no such patient"):
        one.patient(99)


def test_plain_numbers_are_those_of_the_labelled_arrays():
    runs = make_runs()
    before = {name: runs.values(name) for name in ("burden", "time", "ending")}
    one, patients, scans = runs.values("burden", "holidays"), runs.count, runs.keeps("scan")
    for again in (runs, Runs(runs.data)):
        for name, values in before.items():
            np.testing.assert_array_equal(again.data[name].values, values)
            np.testing.assert_array_equal(again.values(name), values)
        np.testing.assert_array_equal(again.data["burden"].sel(arm="holidays").values, one)
        assert again.attrs == again.data.attrs
        assert patients == again.count == again.data.sizes["patient"]
        assert scans == again.keeps("scan") == ("scan" in again.data)
    assert not make_runs(curves=False).keeps("scan")


def test_what_is_changed_in_the_data_is_changed_in_the_runs():
    runs = make_runs()
    runs.data["burden"][:] = 1.0
    runs.data.attrs["seed"] = "7"
    assert (runs.values("burden") == 1.0).all()
    assert runs.seed == 7


def test_values_that_are_not_there_are_refused():
    runs = make_runs()
    with pytest.raises(InputError, match="'burden'"):
        runs.values("burdn")
    with pytest.raises(InputError, match="'holidays'"):
        runs.values("burden", "holiday")
    with pytest.raises(InputError, match="same in all arms"):
        runs.values("time", "holidays")


def test_data_that_are_not_runs_are_refused():
    with pytest.raises(InputError, match="not runs"):
        Runs(xr.Dataset({"a": 1}))


@pytest.mark.parametrize("curves", [True, False])
@pytest.mark.parametrize("name", ["runs.nc", "new/folder/runs.nc", "runs.zarr"])
def test_a_saved_run_comes_back_the_same(tmp_path, name, curves):
    if name.endswith("zarr"):
        pytest.importorskip("zarr")
    runs = make_runs(curves=curves)
    runs.save(tmp_path / name)
    runs.save(tmp_path / name)  # over the old one
    again = load(tmp_path / name)
    xr.testing.assert_identical(runs.data, again.data)
    for variable in runs.data.variables:
        assert runs.data[variable].dtype == again.data[variable].dtype, variable
    assert repr(again) == repr(runs)
    assert [p.name for p in (tmp_path / name).parent.iterdir()] == [name.split("/")[-1]]


def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match=r"file/runs\.nc.*still in memory"):
        make_runs(curves=False).save(tmp_path / "file" / "runs.nc")
    (tmp_path / "runs.nc").mkdir()
    with pytest.raises(InputError, match="still in memory"):
        make_runs(curves=False).save(tmp_path / "runs.nc")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "runs.nc"]


def test_other_endings_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"ends in \.nc"):
        make_runs(curves=False).save(tmp_path / "runs.csv")


def test_loading_something_else_is_explained(tmp_path):
    make_runs(curves=False).save(tmp_path / "mine.nc")
    with pytest.raises(InputError, match=r"There is no file .*Beside it: mine\.nc"):
        load(tmp_path / "my.nc")
    with pytest.raises(InputError, match="not even a folder"):
        load(tmp_path / "nowhere" / "my.nc")
    (tmp_path / "text.nc").write_text("not a netCDF file")
    with pytest.raises(InputError, match="not a file of runs"):
        load(tmp_path / "text.nc")
    xr.Dataset({"a": 1}).to_netcdf(tmp_path / "other.nc", engine="h5netcdf")
    with pytest.raises(InputError, match="not runs saved by sim"):
        load(tmp_path / "other.nc")


def test_a_file_of_a_newer_version_is_refused(tmp_path):
    runs = make_runs(curves=False)
    Runs(runs.data.assign_attrs(format_version=99)).save(tmp_path / "new.nc")
    with pytest.raises(InputError, match="newer version of sim"):
        load(tmp_path / "new.nc")


@pytest.mark.parametrize("said", ["x", "1x", [], {}, [1], float("nan"), float("inf"), 0, -1, 1.5])
def test_a_version_that_is_none_is_damage(tmp_path, said):
    pytest.importorskip("zarr")
    make_runs(curves=False).save(tmp_path / "runs.zarr")
    file = tmp_path / "runs.zarr" / "zarr.json"
    about = json.loads(file.read_text())
    about["attributes"]["format_version"] = said
    file.write_text(json.dumps(about))
    with pytest.raises(InputError, match="damaged"):
        load(tmp_path / "runs.zarr")


@pytest.mark.parametrize("name", ["runs.nc", "runs.zarr"])
def test_a_flipped_bit_never_becomes_another_number(tmp_path, name):
    """Of 200 flips, an unchecked format lets 3 (netCDF) to 60 (zarr) through as other numbers."""
    if name.endswith("zarr"):
        pytest.importorskip("zarr")
    runs = make_runs(patients=3, days=200.0)
    runs.save(tmp_path / name)
    files = [p for p in [tmp_path / name, *sorted((tmp_path / name).rglob("*"))] if p.is_file()]
    sizes = np.array([file.stat().st_size for file in files])
    rng = np.random.default_rng(20)
    refused = 0
    for bit in rng.integers(0, 8 * sizes.sum(), 200):
        place = int(np.searchsorted(np.cumsum(sizes), bit // 8, side="right"))
        whole = files[place].read_bytes()
        broken = bytearray(whole)
        broken[int(bit // 8 - sizes[:place].sum())] ^= 1 << int(bit % 8)
        files[place].write_bytes(broken)
        try:
            assert load(tmp_path / name).data.identical(runs.data), (files[place], bit)
        except InputError as error:
            refused += name in str(error)
        files[place].write_bytes(whole)
    assert refused > 100  # (what is not data, such as a hint on compression, may change)
    assert load(tmp_path / name).data.identical(runs.data)


@pytest.mark.parametrize("name", ["runs.nc", "runs.zarr"])
def test_what_is_missing_of_saved_runs_is_missed(tmp_path, name):
    if name.endswith("zarr"):
        pytest.importorskip("zarr")
    runs = make_runs(patients=3, days=200.0)
    runs.save(tmp_path / name)
    for file in [p for p in [tmp_path / name, *(tmp_path / name).rglob("*")] if p.is_file()]:
        whole = file.read_bytes()
        for left in (whole[:-1], whole[: len(whole) // 2], b"", None):
            file.unlink() if left is None else file.write_bytes(left)
            with contextlib.suppress(InputError):
                assert load(tmp_path / name).data.identical(runs.data), file
            file.write_bytes(whole)


def test_checksums_are_those_that_other_programs_know(tmp_path):
    h5py, zarr = pytest.importorskip("h5py"), pytest.importorskip("zarr")
    for name in ("runs.nc", "runs.zarr"):
        make_runs(patients=3, days=200.0).save(tmp_path / name)
    with h5py.File(tmp_path / "runs.nc") as file:
        numbers = [file[n] for n in ("burden", "cells", "end_day", "time", "ending")]
        assert all(array.fletcher32 for array in numbers)
    group = zarr.open_group(tmp_path / "runs.zarr", mode="r")
    for _, array in group.arrays():
        assert "Crc32cCodec" in [type(codec).__name__ for codec in array.compressors]
    # and they read what we wrote
    again = xr.load_dataset(tmp_path / "runs.nc", engine="h5netcdf", decode_times=False)
    xr.testing.assert_equal(again, make_runs(patients=3, days=200.0).data)


def test_what_another_program_has_changed_is_refused(tmp_path):
    runs = make_runs(patients=3, days=200.0)
    runs.save(tmp_path / "runs.nc")
    opened = xr.load_dataset(tmp_path / "runs.nc", engine="h5netcdf", decode_times=False)
    axes = "lies on the axes .*person.*, and not on .*patient.*another copy"
    for name, (changed, said) in {
        "axis.nc": (opened.rename(patient="person"), axes),
        "number.nc": (opened.assign(end_day=opened["end_day"] + 1), "is not what was saved"),
        "text.nc": (opened.assign_attrs(seed="8"), "is not what was saved"),
    }.items():
        changed.to_netcdf(tmp_path / name, engine="h5netcdf")
        with pytest.raises(InputError, match=rf"{name}.*{said}"):
            load(tmp_path / name)
    # a copy by another program is as good as ours
    opened.to_netcdf(tmp_path / "copy.nc", engine="h5netcdf")
    assert load(tmp_path / "copy.nc").data.identical(runs.data)
    twice = xr.concat([runs.data, runs.patient(1).data], "patient", data_vars="minimal")
    with pytest.raises(InputError, match=r"Patient 1 is there 2 times.*sim\.join"):
        Runs(twice)
    with pytest.raises(InputError, match=r"'progression_day' lies on .*person"):
        Runs(runs.data.rename(patient="person"))


@pytest.mark.parametrize("name", ["runs.nc", "runs.zarr"])
def test_an_older_file_survives_a_save_that_fails(tmp_path, name, monkeypatch):
    if name.endswith("zarr"):
        pytest.importorskip("zarr")
    runs = make_runs(patients=3, days=200.0)
    runs.save(tmp_path / name)
    for where in ("fsync", "replace", "rename"):

        def full(*_, **__):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(f"sim.base.whole.os.{where}", full)
            if where == "replace" and name.endswith("zarr"):
                continue  # (a folder is renamed)
            if where == "rename" and name.endswith("nc"):
                continue
            with pytest.raises(InputError, match=r"No space left on device.*still in memory"):
                make_runs(patients=5, days=200.0).save(tmp_path / name)
        assert [path.name for path in tmp_path.iterdir()] == [name]
        assert load(tmp_path / name).count == 3


@pytest.mark.parametrize("name", ["runs.nc", "runs.zarr"])
def test_a_file_that_unpacks_to_terabytes_is_refused(tmp_path, name):
    """The arrays are declared, and never filled: 80 TB in a few kilobytes."""
    path = tmp_path / name
    if name.endswith(".nc"):
        h5py = pytest.importorskip("h5py")
        with h5py.File(path, "w") as file:
            for key in ("burden", "time"):
                file.create_dataset(key, (10**13,), "f8", chunks=(10**6,), compression="gzip")
    else:
        zarr = pytest.importorskip("zarr")
        group = zarr.open_group(path, mode="w")
        group.create_array("burden", shape=(10**13,), chunks=(10**6,), dtype="f8")
    with pytest.raises(InputError, match=r"What is in .*takes .*GB of memory.*part of its pat"):
        load(path)


def test_importing_results_loads_nothing_heavy():
    code = (
        "import sys, sim.results; "
        "print([m for m in ('pandas', 'xarray', 'matplotlib', 'scipy.stats') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""What a run returns: axes, curves, end points, and how it was made."""

import json
import tracemalloc

import numpy as np
import pytest

import sim
from sim import Endpoints, InputError, Visits
from sim.running.plan import make_plan
from sim.running.tables import Tables
from tests.simulate.cohort import ARMS, TUMOUR, run


@pytest.fixture(scope="module")
def runs():
    return run()


def test_axes(runs):
    data = runs.data
    assert list(data["arm"].values) == ["continuous", "holidays"]
    assert list(data["patient"].values) == list(range(10))
    assert list(data["clone"].values) == ["sensitive", "resistant"]
    assert list(data["drug"].values) == ["vemurafenib", "partner"]
    np.testing.assert_array_equal(data["time"], np.arange(0.0, 365.0, 7.0))
    np.testing.assert_array_equal(data["scan"], np.arange(0.0, 365.0, 56.0))
    assert data["cells"].dims == ("arm", "patient", "time", "clone")
    assert data["cells"].dtype == np.int64


def test_curves_begin_and_end_where_they_should(runs):
    data = runs.data
    assert (data["cells"].sel(time=0.0).values == [1e9, 0]).all()
    np.testing.assert_array_equal(data["cells"].isel(time=-1), data["final_cells"])
    np.testing.assert_array_equal(data["burden"], data["cells"].sum("clone"))
    assert (data["baseline"] == data["observed"].isel(scan=0)).all()
    assert (data["nadir"] <= data["observed"].min("scan")).all()


def test_doses_and_concentrations(runs):
    data = runs.data
    assert (data["dose"].sel(drug="partner") == 0).all()
    assert (data["dose"].sel(arm="continuous", drug="vemurafenib") == 1.0).all()
    holidays = data["dose"].sel(arm="holidays", drug="vemurafenib").isel(patient=0)
    on = holidays["time"].values % 56 < 28
    np.testing.assert_array_equal(holidays.values[:-1], on[:-1].astype(float))
    level = data["concentration"].sel(drug="vemurafenib").isel(patient=0)
    decay = np.log(2) / sim.hours(57)
    # just after the first dose; and 28 days after the last dose of the first cycle, on day 27
    assert level.sel(arm="holidays", time=0.0) == pytest.approx(decay)
    steady = decay / -np.expm1(-decay)
    assert level.sel(arm="continuous", time=350.0) == pytest.approx(steady)
    assert level.sel(arm="holidays", time=49.0) == pytest.approx(
        steady * np.exp(-22 * decay), rel=1e-3
    )


def test_visits_keeps_fewer_days_of_the_same_run(runs):
    some = run(record=Visits(every=28)).data
    np.testing.assert_array_equal(some["time"], np.arange(0.0, 365.0, 28.0))
    for name in ("cells", "burden", "dose", "concentration"):
        np.testing.assert_array_equal(some[name], runs.data[name].sel(time=some["time"]))
    np.testing.assert_array_equal(some["observed"], runs.data["observed"])


def test_endpoints_keeps_no_curves_and_the_same_end_points(runs):
    few = run(record=Endpoints())
    assert not few.has_curves
    assert {"cells", "burden", "dose", "concentration", "observed", "detected"}.isdisjoint(few.data)
    for name in few.data.data_vars:
        np.testing.assert_array_equal(few.data[name], runs.data[name], err_msg=name)
    assert few.summary().shape[0] == 2


def test_endpoints_needs_no_memory_for_days():
    sizes = []
    for days in (70.0, 7000.0):
        plan = make_plan(TUMOUR, ARMS, 100_000, days, 1, None, "jump", Endpoints())
        sizes.append(sum(array.nbytes for array in Tables(plan).arrays.values()))
    assert sizes[0] == sizes[1] < 100 * 2 * 100_000


def test_memory_does_not_grow_with_visits():
    peaks = []
    for days in (70.0, 70.0, 1400.0):
        tracemalloc.start()
        run(patients=5_000, days=days, record=Endpoints(), threads=1)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < 1.3 * peaks[1]


def test_scan_noise_is_that_of_the_clinic():
    clinic = sim.Clinic(noise=0.2, scan_every=7.0)
    data = run(patients=400, days=7.0, clinic=clinic).data
    off = np.log(data["observed"].isel(scan=0) / 1e9).values[0]
    assert off.std() == pytest.approx(0.2, rel=0.15)
    exact = run(patients=5, clinic=sim.Clinic(noise=0.0, detection=1e7)).data
    truth = exact["burden"].sel(time=exact["scan"]).values
    np.testing.assert_array_equal(exact["detected"], truth >= 1e7)
    np.testing.assert_array_equal(exact["observed"], np.maximum(truth, 1e7))


def test_how_it_was_made(runs):
    attrs = runs.data.attrs
    assert runs.seed == 3
    assert attrs["seed"] == "3"
    assert "jump" in attrs["engine"]
    assert "vemurafenib" in attrs["tumour"]
    assert json.loads(attrs["arms"]).keys() == ARMS.keys()
    assert {"sim", "numpy", "numba", "python"} <= json.loads(attrs["versions"]).keys()
    assert attrs["days"] == 364.0
    assert "Kendall" in attrs["references"]
    for word in ("patients=10", "days=364", "seed=3", "Visits"):
        assert word in attrs["call"]
    assert attrs["created"].startswith("20")


def test_what_it_says_makes_the_same_run_again(runs):
    names = {name: getattr(sim, name) for name in sim.__all__ if name not in ("plots", "presets")}
    names |= {"inf": np.inf, "np": np, "array": np.array}
    tumour = eval(runs.data.attrs["tumour_repr"], names)
    arms = {n: eval(text, names) for n, text in json.loads(runs.data.attrs["arms"]).items()}
    words = names | {"sim": sim, "tumour": tumour, "arms": arms}
    again = eval(runs.data.attrs["call"], words)
    np.testing.assert_array_equal(again.data["cells"], runs.data["cells"])


@pytest.mark.parametrize("name", ["runs.nc", "runs.zarr"])
@pytest.mark.parametrize("record", [Visits(), Endpoints()], ids=repr)
def test_saved_and_loaded(name, record, tmp_path):
    if name.endswith("zarr"):
        pytest.importorskip("zarr")
    made = run(record=record, days=100.0)
    made.save(tmp_path / name)
    loaded = sim.load(tmp_path / name)
    assert loaded.data.attrs == made.data.attrs
    assert loaded.data.identical(made.data)
    assert loaded.summary().equals(made.summary())


def test_engines_say_which_they_are():
    small = TUMOUR.replace(clones=[sim.Clone("S", 0.1, 0.1, start=10)], transitions=())
    for engine, word in (("jump", "jump"), ("gillespie", "gillespie"), ("meanfield", "meanfield")):
        made = run(small, days=14.0, engine=engine)
        assert made.engine.startswith(word)
        wanted = float if engine == "meanfield" else np.int64
        assert made.data["cells"].dtype == wanted
    crowded = small.replace(growth=sim.Logistic(100.0))
    assert run(crowded, days=14.0).engine.startswith("gillespie")
    assert run(small, days=14.0).engine.startswith("jump")


def test_recorders_refuse_nonsense():
    with pytest.raises(InputError, match="every of Visits"):
        Visits(every=0)

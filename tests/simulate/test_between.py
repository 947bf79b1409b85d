"""What an arm shows on a day that only another arm has: nothing that was drawn."""

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.running.curves import between
from sim.running.time_axis import rows_of
from sim.trials.audit import log, replay
from tests.simulate.test_company import CLINIC, LARGE, REGIMENS, check_same, run

ARMS = {"continuous": REGIMENS["continuous"], "surgery": REGIMENS["surgery"]}
DAY, BEFORE, AFTER = 44.0, 42.0, 49.0


@pytest.fixture(scope="module")
def runs():
    return run(ARMS)


def test_sizes_lie_between_those_of_the_arm_s_own_visits(runs):
    cells = runs.data["cells"].sel(arm="continuous")
    assert not runs.data["own_visit"].sel(arm="continuous", time=DAY)
    assert runs.data["own_visit"].sel(arm="surgery", time=DAY)
    first, here, last = (cells.sel(time=day).values for day in (BEFORE, DAY, AFTER))
    assert here.dtype == np.int64
    line = first[:, 0] ** (5 / 7) * last[:, 0] ** (2 / 7)
    assert line.min() > 1e4
    np.testing.assert_allclose(here[:, 0], line, rtol=0, atol=1.0)
    assert (np.minimum(first, last) <= here).all()
    assert (here <= np.maximum(first, last)).all()


def test_the_mean_is_exact_between_visits_where_rates_are_constant():
    """A tumour that grows at one rate is a straight line on that scale."""
    tumour = LARGE.replace(clones=LARGE.clones[:1], transitions=[])
    arms = {"none": sim.Observation(), "surgery": sim.Multimodal({}, {DAY: sim.Surgery(0.5)})}
    data = run(arms, tumour, engine="meanfield").data
    exact = 2e9 * np.exp(0.02 * data["time"].values)
    np.testing.assert_allclose(data["cells"].sel(arm="none")[0, :, 0], exact, rtol=1e-7)


def test_the_line_begins_after_a_local_treatment():
    """Surgery on day 44 comes after what is kept of that day; days after it show what is left."""
    arms = {"surgery": ARMS["surgery"], "asks": sim.Schedule((0.0, 45.0), ({}, {"A": 1.0}))}
    cells = run(arms).data["cells"].sel(arm="surgery", clone="S")
    left = cells.sel(time=45.0) / cells.sel(time=DAY)
    assert (left < 0.15).all()


def test_drugs_are_as_they_are():
    """They need no random number, so they are those of a run in which that day is a visit."""
    arms = {"holidays": REGIMENS["holidays"], "surgery": ARMS["surgery"]}
    together = run(arms).data
    everywhere = sim.Clinic(**(vars(CLINIC) | {"extra_visits": tuple(together["time"].values)}))
    true = run(arms, clinic=everywhere).data
    assert not together["own_visit"].all()
    assert true["own_visit"].all()
    np.testing.assert_allclose(together["dose"], true["dose"], rtol=1e-12)
    # (they are kept to 37 bits at every visit, 7e-12: `sim.kernels.rates.exposure.rounded`)
    np.testing.assert_allclose(together["concentration"], true["concentration"], rtol=1e-11)


def test_curves_say_where_to_look(runs):
    for name in ("cells", "burden", "dose", "concentration", "happened"):
        assert runs.data[name].attrs["ancillary_variables"] == "own_visit"
    assert "between its visits" in runs.data["own_visit"].attrs["long_name"]
    assert "ancillary_variables" not in runs.data["observed"].attrs


def test_nothing_is_said_to_have_happened(runs):
    others = ~runs.data["own_visit"].sel(arm="continuous").values
    assert (runs.data["happened"].sel(arm="continuous").values[:, others] == 0).all()


def test_lineages_too():
    data = run(ARMS, record=sim.Lineages(most=40)).data.sel(arm="continuous")
    first, here, last = (data["lineage_cells"].sel(time=d).values for d in (BEFORE, DAY, AFTER))
    assert (np.minimum(first, last) <= here).all()
    assert (here <= np.maximum(first, last)).all()
    assert (here > 0).any()


@pytest.mark.parametrize("size", [0.0, 1.0, 3.0, 1e6, 999_999_999_999_999.0])
def test_no_change_shows_as_no_change(size):
    sizes = np.array([size])
    for share in (1 / 7, 1 / 3, 0.5, 0.9):
        assert between(sizes, sizes, share)[0] == size


def test_between_some_cells_and_none():
    shares = np.linspace(0, 1, 11)
    falls = np.array([between(np.array([1e9]), np.array([0.0]), s)[0] for s in shares])
    assert falls[0] == pytest.approx(1e9)
    assert falls[-1] == 0.0
    assert (np.diff(falls) < 0).all()
    rises = np.array([between(np.array([0.0]), np.array([1e9]), s)[0] for s in shares])
    np.testing.assert_allclose(rises, falls[::-1], rtol=1e-9)


def test_rows_of_an_arm():
    kept = np.array([0.0, 3.0, 7.0, 10.0, 12.0, 14.0])
    rows = rows_of(np.array([0.0, 7.0, 8.0, 12.0]), 14.0, kept)
    assert rows.own.tolist() == [True, False, True, False, True, True]
    assert rows.at == {0.0: 0, 7.0: 2, 12.0: 4, 14.0: 5}  # day 8 is not kept
    assert {day: places.tolist() for day, places in rows.between.items()} == {0.0: [1], 8.0: [3]}


def test_an_interruption_keeps_them(monkeypatch):
    """Days of others are filled block by block, as everything is."""
    from sim.running import blocks

    monkeypatch.setattr(blocks, "BLOCK", 4)
    whole = run(ARMS)
    seen = []

    @sim.policy(drugs=("A",))
    def stops(visit, memory):
        seen.append(visit.day)
        if seen.count(0.0) > 2:
            raise KeyboardInterrupt
        return "A"

    with pytest.warns(UserWarning, match="8 of 12 patients"):
        some = run({"surgery": ARMS["surgery"], "stops": stops}, threads=1, partial=True)
    check_same(sim.Runs(some.data.sel(arm=["surgery"])), whole, arm=["surgery"], patient=range(8))
    np.testing.assert_array_equal(
        some.data["cells"].sel(arm="stops"),
        whole.data["cells"].sel(arm="continuous", patient=range(8)),
    )


def test_the_log_of_a_patient_has_the_arm_s_own_visits(runs):
    alone = run({"continuous": ARMS["continuous"]})
    assert DAY not in log(runs, 3, "continuous")["day"].values
    assert log(runs, 3, "continuous").equals(log(alone, 3, "continuous"))
    assert DAY in log(runs, 3, "surgery")["day"].values


def test_a_replay_has_the_arm_s_own_visits(runs):
    arms = {"holidays": REGIMENS["holidays"], **ARMS}
    together = run(arms)
    again = run({"holidays": replay(together, "holidays")})
    check_same(again, together, arm=["holidays"])


def test_a_replay_with_a_local_treatment(runs):
    plan = replace(replay(runs, "surgery"), local=[(DAY, sim.Surgery(0.9))])
    check_same(run({"surgery": plan}), runs, arm=["surgery"])


def test_a_curve_for_a_sweep_is_that_of_the_arm_alone(runs):
    """On day 45 the last visit of the one arm was on day 42, whatever the other did on day 44."""
    together = sim.burden_curve(runs, every=15.0)
    for name, regimen in ARMS.items():
        alone = sim.burden_curve(run({name: regimen}), every=15.0)
        np.testing.assert_array_equal(alone.values, together.sel(arm=[name]).values)
    burden = runs.data["burden"]
    for name, day in (("continuous", BEFORE), ("surgery", DAY)):
        last = burden.sel(arm=name, time=day)
        np.testing.assert_array_equal(together.sel(arm=name, day=45.0), last)


@pytest.mark.parametrize("name", ["runs.nc", "runs.zarr"])
def test_saved_and_loaded(runs, name, tmp_path):
    if name.endswith("zarr"):
        pytest.importorskip("zarr")
    runs.save(tmp_path / name)
    loaded = sim.load(tmp_path / name)
    assert loaded.data.identical(runs.data)
    assert loaded.data["own_visit"].dtype == bool


def test_an_older_file_has_every_visit_in_every_arm(runs):
    older = sim.Runs(runs.data.drop_vars("own_visit"))
    assert DAY in log(older, 3, "continuous")["day"].values
    last = runs.data["burden"].sel(time=DAY).values
    np.testing.assert_array_equal(sim.burden_curve(older, every=15.0).sel(day=45.0), last)

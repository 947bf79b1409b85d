"""What results would be from today on: beside normal theory, and in every unit."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from tests.inference.test_fit import LINE, SIGMA, cells, grown, least_squares, line
from tests.slips import assert_says

pytest.importorskip("emcee", reason="needs the extra fit")


@pytest.fixture(scope="module")
def fitted():
    return sim.fit(cells(line()), grown, LINE, noise=sim.Noise(SIGMA), starts=6)


def test_it_is_the_normal_of_least_squares(fitted):
    """A straight line: a result on day x lies around it with the errors of both."""
    best, covariance = least_squares(line())
    found = fitted.fan({"none": sim.Observation()}, 28.0, patients=1500)
    table = found.table.set_index("day")
    assert found.today == 60.0
    assert (table["alive"] == 1).all()
    for day in (0.0, 21.0, 60.0, 88.0):
        at, row = np.array([1.0, day]), table.loc[day]
        error = np.sqrt(at @ covariance @ at + SIGMA**2)
        for level in (50, 80, 95):
            half = stats.norm.ppf(0.5 + level / 200) * error
            for side, sign in (("low", -1), ("high", 1)):
                wanted = at @ best + sign * half
                assert np.log(row[f"{side}_{level}"]) == pytest.approx(wanted, abs=0.25 * error)
        assert np.log(row["median"]) == pytest.approx(at @ best, abs=0.15 * error)


def test_arms_part_today_and_share_luck():
    """A drug that shrinks by 0.1 a day, given from the last result on and not before."""

    def shrinking(growth):
        drug = sim.Drug("A", sim.Proportional(0.1))
        return sim.Tumour([sim.Clone("S", 0.1 + growth, 0.1, start=np.exp(20.0))], drugs=[drug])

    fit = sim.fit(
        cells(np.exp(20 + 0.03 * np.arange(0.0, 60, 10))), shrinking,
        {"growth": stats.uniform(0, 0.1)}, noise=sim.Noise(SIGMA), starts=3,
    )  # fmt: skip
    found = fit.fan({"A": sim.Continuous("A"), "none": sim.Observation()}, 28.0, patients=50)
    table = found.table.set_index(["arm", "day"])
    on, off = (table.loc[arm] for arm in ("A", "none"))
    before = on.index <= found.today
    pd.testing.assert_frame_equal(on[before], off[before])
    later = np.log(on["median"] / off["median"])[~before]
    np.testing.assert_allclose(later, -0.1 * (later.index - found.today), rtol=1e-6)


@pytest.mark.parametrize(("unit", "size"), [("mm3", 1.0), ("cm3", 1e-3)])
def test_it_is_in_the_unit_of_the_results(unit, size):
    days = np.arange(0.0, 60, 10)
    volumes = np.exp(20 + 0.03 * days) / 1e6 + 20.0 * np.array([1, -1, 1, -1, 1, -1])
    seen = sim.Observations.read(
        pd.DataFrame({"day": days, "v": volumes * size}), value="v", unit=unit
    )
    fit = sim.fit(
        seen, lambda log_start: grown(log_start, 0.03), {"log_start": stats.uniform(19.999, 0.002)},
        noise=sim.Additive(20.0 * size), starts=2,
    )  # fmt: skip
    last = fit.fan({"none": sim.Observation()}, 10.0, patients=400).table.iloc[-1]
    assert last["median"] == pytest.approx(np.exp(20 + 0.03 * 60) / 1e6 * size, rel=0.02)
    wide = 2 * stats.norm.ppf(0.9) * 20.0 * size
    assert last["high_80"] - last["low_80"] == pytest.approx(wide, rel=0.15)


def test_a_level_that_is_seen_later_than_the_beginning_is_met_there():
    """The first result on day 10, between two visits: the median is that result on that day."""
    days = np.arange(10.0, 70, 10)
    psa = 20 * np.exp(-0.02 * (days - 10))
    table = pd.DataFrame({"day": np.append(0.0, days), "psa": np.append(np.nan, psa)})
    table["on"] = [1, 1, 1, 1, 1, 1, 0]
    seen = sim.Observations.read(table, value="psa", doses={"A": "on"})

    def shrinking(growth):
        drug = sim.Drug("A", sim.Proportional(0.1))
        return sim.Tumour([sim.Clone("S", 0.1 + growth, 0.1, start=1e9)], drugs=[drug])

    fit = sim.fit(seen, shrinking, {"growth": stats.uniform(0, 0.2)}, noise=sim.Noise(0.05))
    clinic = sim.Clinic(visit_every=7, scan_every=7)
    found = fit.fan({"on": sim.Continuous("A")}, 20.0, patients=400, clinic=clinic)
    median = found.table.set_index("day")["median"]
    assert median[14.0] == pytest.approx(20 * np.exp(-0.02 * 4), rel=0.02)
    assert median[7.0] == pytest.approx(20 * np.exp(0.02 * 3), rel=0.02)


def test_who_has_died_gives_no_results(fitted):
    clinic = sim.Clinic(fatal=3e9)
    table = fitted.fan({"none": sim.Observation()}, 84.0, patients=60, clinic=clinic).table
    alive = table["alive"].to_numpy()
    assert alive[0] == 1.0
    assert (np.diff(alive) <= 0).all()
    assert alive[-1] < 0.5
    assert np.isfinite(table["median"]).all()


BAD = {
    "arms": (lambda f: f.fan({"on": "A"}, 28.0), ["arms is", "a regimen such as"]),
    "days": (lambda f: f.fan({"none": sim.Observation()}, -1.0), ["days", "-1"]),
    "twins": (
        lambda f: f.fan({"none": sim.Observation()}, 28.0, patients=0), ["count", "0"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", BAD)
def test_errors_teach(slip, fitted):
    make, words = BAD[slip]
    assert_says(lambda: make(fitted), words)

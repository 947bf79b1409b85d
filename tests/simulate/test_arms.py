"""The loop over visits: when regimens are asked, what they see, what their doses do."""

import numpy as np
import pytest

import sim
from tests.simulate.cohort import TUMOUR, run


def test_a_policy_sees_only_scans():
    """The truth changes weekly, what is shown only when a scan's result arrives."""
    seen_days, shown = [], []

    @sim.policy
    def looking(seen, memory):
        seen_days.append(seen.day)
        shown.append(seen.burden.copy())
        return "vemurafenib"

    clinic = sim.Clinic(scan_every=28.0, delay=7.0, noise=0.1)
    data = run(arms={"a": looking}, clinic=clinic, days=70.0, threads=1).data
    observed = data["observed"].values[0]
    assert seen_days == list(np.arange(0.0, 70.0, 7.0))
    for day, burden in zip(seen_days, shown, strict=True):
        scan = max(0, int((day - 7) // 28))
        np.testing.assert_array_equal(burden, observed[:, scan])


def test_doses_act_from_the_day_they_are_given():
    plan = sim.Schedule((0.0, 10.0), ({}, {"partner": 1.0}))
    data = run(arms={"a": plan}, days=20.0, clinic=sim.Clinic(visit_every=10.0)).data
    growth = np.log(data["cells"].sel(clone="sensitive").mean("patient")).diff("time")[0].values
    days = np.diff(data["time"].values)
    assert growth[days.cumsum() <= 10].sum() == pytest.approx(0.1, rel=1e-3)
    assert growth[days.cumsum() > 10].sum() == pytest.approx(-0.1, rel=1e-3)


def test_arms_have_one_time_axis_and_visits_of_their_own():
    asked = []

    @sim.policy
    def asks(seen, memory):
        asked.append(seen.day)
        return "partner"

    arms = {"a": sim.Schedule((0.0, 3.3), ({}, {"partner": 1})), "b": asks}
    data = run(arms=arms, days=14.0, threads=1).data
    assert list(data["time"].values) == [0.0, 3.3, 7.0, 14.0]
    assert data["own_visit"].values.tolist() == [[True] * 4, [True, False, True, True]]
    # what has a row for every visit says where it is told which are an arm's own
    told = {name for name, v in data.data_vars.items() if "ancillary_variables" in v.attrs}
    assert told == {name for name, v in data.data_vars.items() if v.dims[:3] == data["burden"].dims}
    assert "burden" in told
    assert asked == [0.0, 7.0]


def test_a_dose_for_every_patient():
    doses = np.linspace(0.0, 2.0, 10)
    data = run(arms={"a": sim.Continuous({"partner": doses})}, days=7.0).data
    np.testing.assert_array_equal(data["dose"].sel(drug="partner")[0, :, 0], doses)
    cells = data["cells"].sel(clone="sensitive").values[0, :, -1]
    np.testing.assert_allclose(np.log(cells / 1e9), 7 * (0.01 - 0.02 * doses), atol=2e-3)


def test_who_ends_stays_as_they_are():
    tumour = TUMOUR.replace(clones=[sim.Clone("S", 0.3, 0.1, start=1e11)], transitions=())
    clinic = sim.Clinic(fatal=1e12)
    data = run(tumour, {"a": sim.Observation()}, days=60.0, clinic=clinic).data
    assert (data["ending"] == 2).all()
    for p in range(10):
        end = float(data["end_day"][0, p])
        curve = data["burden"].isel(arm=0, patient=p)
        assert float(curve.sel(time=end)) >= 1e12 > float(curve.sel(time=end - 7.0))
        assert (curve.sel(time=slice(end, None)) == curve.sel(time=end)).all()


def test_no_progression_after_death():
    tumour = TUMOUR.replace(clones=[sim.Clone("S", 0.3, 0.1, start=1e11)], transitions=())
    clinic = sim.Clinic(fatal=1e12, scan_every=28.0)
    data = run(tumour, {"a": sim.Observation()}, days=120.0, clinic=clinic).data
    assert data["progression_day"].isnull().all()

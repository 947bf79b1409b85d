"""A trial as ADTTE and ADTR: what other programs make of it is what we make of it."""

import functools
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from tests.trials.test_saved import trial

DESIGN = sim.Randomised()


@functools.cache
def result():
    return trial(design=DESIGN).run(1, progress=False)


def test_times_are_those_of_the_followup():
    table = result().adtte(["progression-free survival", "duration of response"])
    for code, endpoint in (("PFS", "progression-free survival"), ("DOR", "duration of response")):
        part, times = table[table["PARAMCD"] == code], result().followup(endpoint)
        for arm in result().arms:
            days, happened = times.of(arm)
            of_arm = part[part["TRT01P"] == arm]
            np.testing.assert_array_equal(of_arm["AVAL"], days)
            np.testing.assert_array_equal(of_arm["CNSR"], 1 - happened.astype(int))
    assert set(table["USUBJID"]) <= {f"P{k:02d}" for k in range(16)}
    pfs = table[table["PARAMCD"] == "PFS"]
    assert (pfs["ADT"] - pfs["STARTDT"]).dt.days.tolist() == np.floor(pfs["AVAL"]).tolist()
    assert ((pfs["EVNTDESC"] == "") == (pfs["CNSR"] == 1)).all()
    assert ((pfs["CNSDTDSC"] == "") == (pfs["CNSR"] == 0)).all()


def test_dates_count_from_the_day_the_trial_began():
    table = result().adtte(["overall survival"], start="2031-12-30").set_index("USUBJID")
    entry = np.floor(result().entry[5])
    assert table.loc["P05", "STARTDT"] == pd.Timestamp("2031-12-30") + pd.Timedelta(days=entry)
    for wrong in ("31.12.2031", "2031", 5):
        with pytest.raises(sim.InputError, match="start is"):
            result().adtte(start=wrong)


def test_scans_are_those_that_were_made_while_followed():
    table = result().adtr()
    runs = result().runs
    for arm in result().arms:
        row = result().arms.index(arm)
        for k in (0, 7):
            part = table[(table["USUBJID"] == f"P{k:02d}") & (table["TRT01P"] == arm)]
            value = runs.values("observed", arm)[k]
            kept = ~np.isnan(value) & (runs.values("scan") <= result().followed[k])
            kept &= result().members[row][k]
            np.testing.assert_array_equal(part["AVAL"], value[kept])
            np.testing.assert_array_equal(part["ADY"], runs.values("scan")[kept])
    first = table[table["ADY"] == 0]
    assert (first["ABLFL"] == "Y").all()
    assert (first["CHG"] == 0).all()
    assert len(first) == 16
    assert (table["PARAMCD"] == "CELLS").all()


def test_change_is_against_the_first_scan_of_the_same_patient_in_that_arm():
    table = result().adtr()
    runs = result().runs
    assert len(table) > 40
    for one in table.itertuples():
        patient, arm = int(one.USUBJID[1:]), one.TRT01P
        first = runs.values("observed", arm)[patient, 0]
        assert one.BASE == first
        assert pytest.approx(one.AVAL - first) == one.CHG
        assert pytest.approx(100 * (one.AVAL / first - 1), abs=1e-6) == one.PCHG
        scan = int(np.flatnonzero(runs.values("scan") == one.ADY)[0])
        assert (one.AVALC == "") == runs.values("detected", arm)[patient, scan]
    assert table["PCHG"].abs().max() > 1


def test_no_scan_of_the_dead_and_none_without_scans():
    clinic = sim.Clinic(other_death=np.linspace(60, 300, 8), missed=0.3)
    tumour = sim.presets.melanoma_vemurafenib()
    arms = {"daily": sim.Continuous("vemurafenib")}
    result = sim.Trial(sim.Cohort(tumour, 8), arms, clinic, days=400).run(1, progress=False)
    last = result.adtr().groupby("USUBJID")["ADY"].max()
    for k in range(8):
        assert last[str(k)] <= np.linspace(60, 300, 8)[k]
    bare = sim.Trial(
        sim.Cohort(tumour, 8), arms, clinic, days=400, record=sim.Endpoints()
    ).run(1, progress=False)  # fmt: skip
    with pytest.raises(sim.InputError, match="kept no scans"):
        bare.adtr()


def medium():
    """Return a trial of which most medians are reached."""
    clinic = sim.Clinic(fatal=stats.loguniform(3e9, 1e11))
    tumour = sim.Tumour(
        [
            sim.Clone("S", 0.14, 0.13, start=1e9),
            sim.Clone("R", 0.14, 0.13, start=stats.loguniform(1e4, 1e7), fold={"vemurafenib": 100}),
        ],
        drugs=[sim.Drug("vemurafenib", sim.Hill(0.05, 0.2, 2))],
    )
    arms = {
        "daily": sim.Continuous("vemurafenib"),
        "holidays": sim.Intermittent("vemurafenib", on=28, off=14),
    }
    conduct = sim.Conduct(enrolled_over=200, closes=1100, dropout=5e-4)
    return sim.Trial(
        sim.Cohort(tumour, 200), arms, clinic, days=1200, design=DESIGN, conduct=conduct
    ).run(2, progress=False)  # fmt: skip


def test_statsmodels_finds_our_medians_and_hazard_ratio_in_the_file(tmp_path):
    """By a Cox model and curves of its own."""
    duration = pytest.importorskip("statsmodels.duration.api")
    result = medium()
    sim.save_table(result.adtte(), tmp_path / "adtte.csv")
    table, reached = pd.read_csv(tmp_path / "adtte.csv"), 0
    for code, endpoint in (("PFS", "progression-free survival"), ("OS", "overall survival")):
        part, times = table[table["PARAMCD"] == code], result.followup(endpoint)
        for arm in result.arms:
            one = part[part["TRT01P"] == arm]
            curve = duration.SurvfuncRight(one["AVAL"].to_numpy(), 1 - one["CNSR"].to_numpy())
            ours = times.median(arm).value
            reached += np.isfinite(ours)
            if np.isfinite(ours):  # (of what was not reached, it returns any number)
                assert curve.quantile(0.5) == ours
        model = duration.PHReg(
            part["AVAL"], (part["TRT01P"] == "holidays").astype(float), 1 - part["CNSR"],
            ties="efron",
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # (it does not take its own optimum for one)
            ratio = float(np.exp(model.fit().params[0]))
        assert ratio == pytest.approx(times.hazard_ratio("holidays", "daily").value, rel=1e-6)
    assert reached >= 3  # of four medians


# What lifelines 0.30.3 made of the file of `medium` (run once, by hand: its pins forbid it beside
# our pandas): medians of daily and holidays, hazard ratio of holidays against daily.
LIFELINES = {
    "progression-free survival": ((784.0, 728.0), 1.110532003415539),
    "overall survival": ((np.nan, 1043.0), 1.3514577093365383),
}


def test_lifelines_finds_our_medians_and_hazard_ratio_in_the_file():
    result = medium()
    for endpoint, (medians, ratio) in LIFELINES.items():
        times = result.followup(endpoint)
        ours = [times.median(arm).value for arm in ("daily", "holidays")]
        np.testing.assert_array_equal(ours, medians)
        # lifelines stops when its step is below 1e-7
        assert times.hazard_ratio("holidays", "daily").value == pytest.approx(ratio, rel=1e-6)

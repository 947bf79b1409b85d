"""One call for what people ask of a burden: units, scales, one patient, the clinic's results."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text
from scipy import stats

import sim
from sim import plots
from sim.base.errors import InputError
from sim.plots import Marks, View
from sim.plots.kept import drawn_in
from sim.plots.present import counted, followed
from tests.factory import make_runs
from tests.plots.every import ARM, ARMS, OTHER, tumour

EXACT = dict(visit_every=7, scan_every=14, noise=0.0)
MEASURES = {
    "cells": sim.Cells(),
    "diameter": sim.Diameter(),
    "lesions": sim.Lesions([0.6, 0.3, 0.1]),
    "PSA": sim.Marker("PSA", per_cell=stats.uniform(1e-8, 3e-8), half_life=9.0, background=0.5),
}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module", params=MEASURES)
def exact(request):
    """Return runs of a clinic that measures without any error."""
    criteria = sim.Pcwg3() if request.param == "PSA" else sim.Recist()
    clinic = sim.Clinic(measure=MEASURES[request.param], criteria=criteria, **EXACT)
    runs = sim.simulate(
        tumour(), ARMS, patients=3, days=280.0, seed=4, clinic=clinic, progress=False
    )
    return request.param, runs


def columns(ax, what):
    return dict(drawn_in(ax))[what]


@pytest.mark.parametrize("unit", ["cells", "mm", "% of baseline"])
def test_results_without_error_lie_on_the_truth_in_every_unit(exact, unit):
    """Points that were in another unit than the curve, or of other lesions, stood beside it."""
    kind, runs = exact
    if kind == "PSA":
        unit = "PSA"  # (a level that lags behind is no number of cells; its background neither)
    ax = plots.burden(runs, OTHER, patient=2, unit=unit)
    label = {"cells": "tumour burden [cells]", "mm": "tumour diameter [mm]", "PSA": "PSA [ng/ml]"}
    label = label.get(unit, "tumour burden [% of baseline]")
    truth = columns(ax, OTHER)
    scans = columns(ax, f"{OTHER}: scans of patient 2")
    seen = scans["seen"].astype(bool)
    assert seen.sum() > 3
    at = np.searchsorted(truth["time [days]"], scans["time [days]"][seen])
    curve = truth[f"50 % of patients below: {label}"][at]
    assert scans[label][seen] == pytest.approx(curve, rel=2e-3)


def test_a_level_below_the_limit_is_drawn_at_it_and_as_not_seen():
    runs = make_runs(arms=("x",), patients=3)
    ax = plots.burden(runs, patient=1)
    scans = columns(ax, "x: scans of patient 1")
    hidden = ~scans["seen"].astype(bool)
    assert hidden.any()
    assert (scans["tumour burden [cells]"][hidden] == runs.attrs["detection"]).all()
    assert np.diff(ax.get_xlim()) > 0


def test_per_cent_are_of_each_patients_own_first_day():
    runs = make_runs(arms=("x",), patients=9)
    ax = plots.burden(runs, unit="% of baseline", quantiles=(0.2, 0.8))
    burden = runs.values("burden", "x").astype(float)
    share = 100 * burden / burden[:, :1]
    drawn = columns(ax, "x")
    edge = np.nanquantile(share[:, 3], 0.2, method="nearest")
    name = "20 % of patients below: tumour burden [% of baseline]"
    assert drawn[name][3] == pytest.approx(edge)
    limit = next(line for line in ax.lines if np.ptp(line.get_ydata()) == 0 and line.get_ydata()[0])
    assert limit.get_ydata()[0] == pytest.approx(
        np.median(100 * runs.attrs["detection"] / burden[:, 0])
    )


def test_the_limit_of_a_marker_is_that_of_its_test(exact):
    kind, runs = exact
    if kind != "PSA":
        with pytest.raises(InputError, match="% of baseline"):
            plots.burden(runs, unit="PSA")
        return
    ax = plots.burden(runs, OTHER, unit="PSA")
    assert ax.get_ylabel() == "PSA [ng/ml]"
    assert "no cells" not in [label.get_text() for label in ax.get_yticklabels()]


def test_a_view_says_scale_unit_of_time_and_what_is_seen():
    runs = make_runs()
    ax = plots.burden(runs, "holidays", view=View("linear", time="weeks"))
    assert ax.get_yscale() == "linear"
    assert ax.get_ylim()[0] == 0
    assert ax.get_xlabel() == "time [weeks]"
    assert ax.get_xlim()[1] == pytest.approx(runs.days / 7)
    ax = plots.burden(runs, "holidays", view=View(seen=True))
    assert ax.get_yscale() == "log"
    assert 0.1 < ax.get_ylim()[0] / runs.attrs["detection"] <= 1


def test_on_a_linear_scale_a_far_fatal_burden_does_not_press_the_curves_down():
    runs = make_runs(arms=("x",), kinds=("constant",), patients=1)
    highest = float(runs.values("burden", "x").max())
    runs.data.attrs["fatal"] = 5.0 * highest
    assert plots.burden(runs, view=View("linear")).get_ylim()[1] < 1.3 * highest
    assert plots.burden(runs).get_ylim()[1] > 5.0 * highest


def test_a_view_of_what_is_seen_needs_a_limit():
    runs = make_runs()
    del runs.data.attrs["detection"]
    with pytest.raises(InputError, match="no detection limit"):
        plots.burden(runs, view=View(seen=True))


def strip_words(ax):
    return {text.get_text() for child in ax.child_axes for text in child.findobj(Text)} - {""}


def test_marks_are_drawn_and_named():
    runs = make_runs()
    marks = Marks(lines={"MRD": 1e5}, days={"surgery": 90}, spans={"$radio$": (400, 500)})
    ax = plots.burden(runs, "holidays", marks=marks)
    assert "MRD" in [text.get_text() for text in ax.texts]
    assert {"surgery", r"\$radio\$"} <= strip_words(ax)
    x, y = ([line.get_xdata()[0], line.get_ydata()[0]] for line in ax.lines[-2:])
    assert {tuple(np.round(p, 3)) for p in (x, y)} >= {(round(90 / 365.25, 3), 0.0)}


def test_what_happened_to_one_patient_is_said_in_words():
    """And the lines of a sequence with their drugs."""
    plan = {"lines": sim.Sequential(["$A$", "_B%#&~"])}
    clinic = sim.Clinic(visit_every=14, scan_every=28, fatal=1e10)
    resistant = sim.Tumour(
        [
            sim.Clone("s", 0.14, 0.12, start=1e9),
            sim.Clone("r", 0.16, 0.12, start=1e8, fold={"$A$": 50.0}),
        ],
        drugs=list(tumour().drugs),
    )
    runs = sim.simulate(
        resistant, plan, patients=2, days=280.0, seed=1, clinic=clinic, progress=False
    )
    table = runs.lines()
    second = table[(table["patient"] == 1) & (table["line"] == 2)]
    assert len(second) == 1
    said = strip_words(plots.burden(runs, patient=1))
    assert any(word.startswith("line 2: _B%#&~") for word in said)
    assert "progression" in said
    assert len(strip_words(plots.burden(runs)) & {"response", "death"}) == 0


def test_one_patient_under_every_strategy_in_one_panel():
    runs = make_runs()
    ax = plots.burden(runs, patient=7, layout="overlay")
    for arm in runs.arms:
        drawn = columns(ax, arm)
        mine = runs.patient(7).values("burden", arm)[0]
        there = ~np.isnan(drawn["50 % of patients below: tumour burden [cells]"])
        assert (drawn["50 % of patients below: tumour burden [cells]"][there] == mine[there]).all()
        assert f"{arm}: scans of patient 7" in dict(drawn_in(ax))


def test_a_patient_over_the_others():
    runs = make_runs()
    ax = plots.burden(runs, "holidays", highlight=7)
    mine = columns(ax, "holidays: patient 7")["tumour burden [cells]"]
    there = ~np.isnan(mine)
    assert (mine[there] == runs.patient(7).values("burden", "holidays")[0][there]).all()
    assert "n = 20" in " ".join(text.get_text() for text in ax.texts)


def test_of_a_randomised_trial_only_those_of_the_arm_are_drawn():
    """Everybody who was simulated was drawn in every arm, to the last day."""
    trial = sim.Trial(
        sim.Cohort(tumour(), 30), ARMS, sim.Clinic(scan_every=28), days=280.0,
        design=sim.Randomised(), conduct=sim.Conduct(dropout=2e-3),
    ).run(3, progress=False)  # fmt: skip
    runs = trial.follow(range(30))
    axes = plots.burden(runs, patients=30)
    for row, (ax, arm) in enumerate(zip(axes, runs.arms, strict=True)):
        mine = trial.members[row]
        assert 5 < mine.sum() < 25
        assert (counted(runs, arm) == mine).all()
        assert f"n = {mine.sum()}" in " ".join(text.get_text() for text in ax.texts)
        single = columns(ax, f"{arm}: single patients")()
        assert set(single["patient"]) == set(np.flatnonzero(mine))
        last = np.minimum(followed(runs, arm), runs.days)
        assert (single["time [days]"] <= last[single["patient"]] + 1e-9).all()
        assert np.isfinite(followed(runs, arm)[mine]).any()
        drawn = columns(ax, arm)
        at = 10
        day = drawn["time [days]"][at]
        values = runs.values("burden", arm)[mine & (last >= day), at]
        expected = np.quantile(values, 0.5, method="nearest")
        assert drawn["50 % of patients below: tumour burden [cells]"][at] == expected


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda r: plots.burden(r, patient=99), "patient 99"),
        (lambda r: plots.burden(r, patient=1, patients=3), "is drawn alone"),
        (lambda r: plots.burden(r, patient=1, highlight=2), "is drawn alone"),
        (lambda r: plots.burden(r, highlight=99), "patient 99"),
        (lambda r: plots.burden(r, patients=21), "patients is 21.*have 20.*up to 20"),
        (lambda r: plots.burden(r, unit="PSA"), "PSA"),
        (lambda r: View("logarithmic"), "logarithmic"),
        (lambda r: View(time="year"), "years"),
        (lambda r: View(seen=1), "seen"),
        (lambda r: Marks(lines=[1e5]), "give names"),
        (lambda r: Marks(days={"a": np.nan}), "its day"),
        (lambda r: Marks(spans={"a": 3}), "first and the last day"),
        (lambda r: Marks(spans={"a": (5, 3)}), "first and the last day"),
        (lambda r: Marks(days={str(k): k for k in range(13)}), "13 names"),
    ],
)  # fmt: skip
def test_slips_are_answered(wrong, says):
    with pytest.raises(InputError, match=says):
        wrong(make_runs())


def test_arms_without_patients_are_left_out_or_refused(made):
    runs = made.trial.follow(range(3))
    runs.data["counted"].values[0] = False
    assert plots.burden(runs).get_title()
    with pytest.raises(InputError, match="Nobody is counted"):
        plots.burden(runs, ARM)

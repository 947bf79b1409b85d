"""Words for resistance: made by hand, each case one patient, and in runs without any resistance."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.results import runs_from_arrays

SCANS = np.array([0.0, 56.0, 112.0, 168.0])


def made(observed, detected, progression, *, off=None, cells=None, unit="cells", clones=2):
    """Return runs of one arm; rows are patients, scans every 56 days."""
    observed = np.array(observed, dtype=float)[None]
    count = observed.shape[1]
    names = ["s", "r"][:clones]
    curves = {}
    if cells is not None:
        dose = np.ones((1, count, 4, 1))
        curves = {
            "time": SCANS, "cells": np.array(cells)[None], "dose": dose, "concentration": dose,
        }  # fmt: skip
    return runs_from_arrays(
        arms=["A"], patients=range(count), clones=names, drugs=["d"], unit=unit,
        baseline=observed[..., 0], nadir=np.nanmin(observed, axis=-1),
        progression_day=[progression], end_day=np.full((1, count), 168.0),
        ending=np.zeros((1, count)), final_cells=np.ones((1, count, clones)), scan=SCANS,
        observed=observed, detected=np.array(detected, dtype=bool)[None],
        more={"progression_off_drug": [off or [False] * count]}, attrs={"days": 168.0}, **curves,
    )  # fmt: skip


NEVER = np.nan
SEEN = [True] * 4


def test_a_tumour_that_is_not_detected_has_responded():
    """Ten lesions count 5 mm each when nothing is seen: 50 mm after 60 was called primary."""
    runs = made(
        [[60, 50, 50, 70], [60, 50, 50, 70], [60, 55, 52, 70], [50, 50, 50, 70]],
        [[1, 0, 0, 1], [1, 1, 1, 1], [1, 1, 0, 1], [0, 0, 0, 1]],
        [168.0] * 4, unit="mm",
    )  # fmt: skip
    words = runs.classify().values[0].tolist()
    assert words == ["acquired", "primary", "acquired", "primary"]


def test_a_tumour_that_shrank_was_paused_and_regrew_has_responded():
    """Adaptive therapy stops at half of the baseline, and RECIST's response is a third."""
    rows = [[100, 55, 60, 200]] * 2
    runs = made(rows, [SEEN] * 2, [168.0] * 2)
    off = runs.data["progression_day"].copy(data=[[112.0, np.nan]])
    again = sim.Runs(runs.data.assign(off_drug_day=off))
    assert again.classify().values[0].tolist() == ["acquired", "primary"]


def test_a_missed_scan_is_no_response():
    runs = made([[60, np.nan, np.nan, 80]], [[1, 0, 0, 1]], [168.0], unit="mm")
    assert runs.classify().values[0].tolist() == ["primary"]


def test_progression_without_drug_is_a_word_of_its_own():
    rows = [[100, 20, 20, 90]] * 3
    runs = made(rows, [SEEN] * 3, [168.0, 168.0, NEVER], off=[True, False, False])
    assert runs.classify().values[0].tolist() == ["off drug", "acquired", "no progression"]


@pytest.mark.parametrize("clones", [1, 2])
def test_sensitive_regrowth_is_no_resistance(clones):
    rows = [[100, 20, 20, 90]] * 3
    cells = np.full((3, 4, clones), 0)
    cells[..., 0] = 10**9
    if clones == 2:
        cells[1, 3, 1] = 4 * 10**7  # 4 %
        cells[2, 3, 1] = 9 * 10**7  # 8 %
    runs = made(rows, [SEEN] * 3, [168.0] * 3, cells=cells, clones=clones)
    words = runs.classify().values[0].tolist()
    last = "acquired" if clones == 2 else "sensitive regrowth"
    assert words == ["sensitive regrowth", "sensitive regrowth", last]


def test_what_the_tumour_was_made_of_is_not_claimed_where_it_was_not_kept():
    runs = made([[100, 20, 20, 90]], [SEEN], [168.0])
    assert runs.classify().values[0].tolist() == ["acquired"]


def test_volumes_have_recists_response_too():
    runs = made(
        [[1.0, 0.34, 0.3, 2.0], [1.0, 0.35, 0.36, 2.0]], [SEEN] * 2, [168.0] * 2, unit="cm3"
    )
    assert runs.classify().values[0].tolist() == ["acquired", "primary"]


def simulated(tumour, plan, **words):
    record = words.pop("record", None)
    return sim.simulate(
        tumour, {"A": plan}, patients=20, seed=1, progress=False, record=record, **words
    )


def test_without_a_resistant_cell_nothing_is_acquired_and_nothing_pre_existing():
    """Adaptive therapy, no mutation, one kind of cell: it was "acquired" and "pre-existing"."""
    clones = [sim.Clone("cells", 0.14, 0.13, start=1e10)]
    tumour = sim.Tumour(clones, drugs=[sim.Drug("A", sim.Proportional(0.03))])
    runs = simulated(tumour, sim.Adaptive("A"), days=1500, record=sim.Origins())
    progressed = np.isfinite(runs.data["progression_day"])
    assert progressed.any()  # by the error of scans
    assert set(runs.origin().values[progressed]) == {"sensitive"}
    words = set(np.unique(runs.classify().values))
    assert words <= {"no progression", "off drug", "sensitive regrowth", "primary"}


def test_complete_responders_of_ten_lesions_are_no_primary_resistance():
    clones = [
        sim.Clone("s", 0.14, 0.13, start=5e10), sim.Clone("r", 0.2, 0.13, 1e3, fold={"A": np.inf}),
    ]  # fmt: skip
    tumour = sim.Tumour(clones, drugs=[sim.Drug("A", sim.Proportional(0.08))])
    clinic = sim.Clinic(measure=sim.Lesions(10))
    runs = simulated(tumour, sim.Continuous("A"), days=600, clinic=clinic)
    assert (runs.data["best_response"] == 4).all()
    assert set(runs.classify().values[0]) == {"acquired"}


def test_relapses_are_told_by_the_clones_that_are_looked_at():
    clones = [
        sim.Clone("s", 0.14, 0.13, start=1e9), sim.Clone("r", 0.2, 0.13, 1e5, fold={"A": np.inf}),
    ]  # fmt: skip
    tumour = sim.Tumour(clones, drugs=[sim.Drug("A", sim.Proportional(0.1))])
    runs = simulated(tumour, sim.Continuous("A"), days=400, record=sim.Origins())
    assert set(runs.origin().values[0]) == {"pre-existing"}
    # of the sensitive clone alone there is too little to speak of
    assert set(runs.origin(clones=["s"]).values[0]) == {"sensitive"}
    untreated = simulated(tumour, sim.Observation(), days=200, record=sim.Origins())
    assert set(untreated.classify().values[0]) == {"off drug"}


def test_a_confirmed_progression_keeps_the_cells_of_the_day_it_was_known():
    """It was dated by a day that had passed, so that no cells were kept of it."""
    clones = [sim.Clone("s", 0.14, 0.13, 1e9), sim.Clone("r", 0.2, 0.13, 1e5, fold={"A": np.inf})]
    tumour = sim.Tumour(clones, drugs=[sim.Drug("A", sim.Proportional(0.1))])
    criteria = sim.Confirmed(sim.Recist(), after=28)
    clinic = sim.Clinic(criteria=criteria, scan_every=28, delay=7)
    runs = simulated(
        tumour, sim.Continuous("A"), days=400, record=sim.Origins(), clinic=clinic
    )  # fmt: skip
    assert (runs.data["progression_cells"].sum(["clone", "origin"]) > 0).all()
    assert set(runs.origin().values[0]) == {"pre-existing"}


def relapsed(cells, **changes):
    """Return runs with these cells (patient, clone, origin) on the day of progression."""
    runs = made([[100, 20, 20, 90]] * len(cells), [SEEN] * len(cells), [168.0] * len(cells))
    kept = np.array(cells, dtype=float)[None]
    return sim.Runs(
        runs.data.assign(progression_cells=(("arm", "patient", "clone", "origin"), kept), **changes)
    )


def test_a_relapse_is_of_what_all_but_a_share_of_it_is_of():
    """Resistant cells, [pre-existing, new]: a twentieth counts as nothing, on either side."""
    cells = [
        [[0, 0], [100, 0]], [[0, 0], [95, 5]], [[0, 0], [94, 6]], [[0, 0], [6, 94]],
        [[0, 0], [4, 96]], [[0, 0], [0, 100]], [[97, 0], [0, 3]], [[94, 0], [0, 6]],
    ]  # fmt: skip
    words = ["pre-existing", "pre-existing", "both", "both", "acquired", "acquired", "sensitive",
             "acquired"]  # fmt: skip
    assert relapsed(cells).origin().values[0].tolist() == words
    # with half as the share there is no mixture, and with none of it all that is mixed is
    half = relapsed(cells).origin(share=0.5).values[0].tolist()
    assert half == [*["pre-existing"] * 3, *["acquired"] * 3, *["sensitive"] * 2]
    none = relapsed(cells).origin(share=0).values[0].tolist()
    assert none == ["pre-existing", *["both"] * 4, "acquired", "acquired", "acquired"]


def test_the_share_is_between_none_and_half():
    runs = relapsed([[[0, 0], [100, 0]]])
    for share in (-0.01, 0.51):
        with pytest.raises(InputError, match="share of a relapse"):
            runs.origin(share=share)


def test_what_was_not_kept_and_what_there_is_not_is_said():
    runs = made([[100, 20, 20, 90]], [SEEN], [168.0])
    with pytest.raises(InputError, match=r"record=sim\.Origins"):
        runs.origin()
    with pytest.raises(InputError, match=r"'q'.*clone"):
        relapsed([[[0, 0], [100, 0]]]).origin(clones=["q"])
    blind = sim.Runs(runs.data.drop_vars(["observed", "detected"]))
    with pytest.raises(InputError, match="keep no scans"):
        blind.classify()
    for response in (-0.1, 1.5):
        with pytest.raises(InputError, match="response"):
            runs.classify(response=response)


def test_the_response_that_counts_can_be_said():
    """Of 100: to 45, to 60 and to 80 before they progress, on the scale that was seen."""
    rows = [[100, 45, 50, 190], [100, 60, 70, 190], [100, 80, 90, 190]]
    runs = made(rows, [SEEN] * 3, [168.0] * 3)
    words = {r: runs.classify(response=r).values[0].tolist() for r in (0.45, 0.6, 0.79, 0.8)}
    assert words[0.45] == ["acquired", "primary", "primary"]
    assert words[0.6] == ["acquired", "acquired", "primary"]
    assert words[0.79] == ["acquired", "acquired", "primary"]
    assert words[0.8] == ["acquired"] * 3


def test_where_none_of_the_clones_looked_at_is_there_the_sensitive_ones_relapsed():
    """Also where any share counts: none of nothing is neither old nor new."""
    runs = made([[60, 50, 50, 70]] * 3, [SEEN] * 3, [168.0] * 3)
    axes = ("arm", "patient", "clone", "origin")
    cells = np.array(
        [[[[9.0, 0.0], [0.0, 0.0]], [[9.0, 0.0], [0.0, 1.0]], [[9.0, 0.0], [1.0, 0.0]]]]
    )
    runs = sim.Runs(runs.data.assign(progression_cells=(axes, cells)))
    assert runs.origin(share=0.0).values[0].tolist() == ["sensitive", "acquired", "pre-existing"]
    assert runs.origin(share=0.2).values[0].tolist() == ["sensitive"] * 3

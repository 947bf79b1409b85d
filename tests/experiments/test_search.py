"""The experiments on searches: the published patient, and that the scripts run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from experiments.search import gallagher, melanoma, speed
from sim.search import read_search


def test_the_table_says_what_is_found():
    table = pd.read_csv(gallagher.Path(gallagher.__file__).with_suffix(".csv"))
    base = table[table["patient"] == "base"].set_index("every")
    assert base.loc[1.0, "continuous"] == 452
    assert base.loc[1.0, "AT50"] == 663
    assert base.loc[1.0, "best threshold"] >= 2180
    assert base.loc[7.0, "best threshold"] >= 1990
    assert base.loc[30.0, "best threshold"] >= 1375
    # seen at most one visit after it happened, and no rule is better than all treatments
    assert (table["best threshold"] <= table["bound"] * 1.005 + table["every"]).all()
    assert (table["best threshold"] >= table[["continuous", "AT50"]].max(axis=1)).all()
    found = gallagher.compared(gallagher.tumour(gallagher.BASE), gallagher.Looking(60.0), 60)
    assert found["best threshold"] == base.loc[60.0, "best threshold"]


def test_the_peer_solves_the_same_equations():
    env = speed.Peer()
    env.reset(seed=1)
    days, done = 0.0, False
    while not done:
        size, reward, done, _, _ = env.step(1)
        days += reward
    assert days == 480  # continuous treatment, looked at every 30 days
    assert size[0] > 1.2


def test_a_melanoma_in_every_family(capsys):
    melanoma.main(patients=20)
    printed = capsys.readouterr().out
    assert printed.count("10 patients whom the search never saw") == 3
    assert "Sequential" in printed
    assert "Alternating" in printed


def test_the_limit_of_the_file_can_be_kept_and_binds():
    """Within its own budget: without the limit the best rule gives more."""
    file = read_search(Path(melanoma.__file__).with_name("thresholds.toml"))
    best = file.search.run(file.seed, budget=file.budget, progress=False)  # (warns if it cannot)
    free = replace(file.search, constraints=()).run(file.seed, budget=file.budget, progress=False)
    assert free.tuned > best.tuned
    found = file.search.tradeoff(sim.cumulative_dose, levels=2, budget=40, progress=False)
    assert len(found.table) >= 1


@pytest.mark.skipif(not gallagher.DATA.exists(), reason="../shared/data is not on this machine")
def test_the_seven_patients_are_read():
    found = gallagher.patients()
    assert len(found) == 8
    assert found["25"]["n0"] == pytest.approx(0.425675)
    assert np.isclose(gallagher.tumour(found["25"]).clones[1].birth, 0.027 * (1 - 0.229896))

"""A trial is saved and loaded whole; the patients of a table keep their names."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from sim.trials import TrialResult
from tests.simulate.cohort import run

TABLE = {
    "ID": [f"P{k:02d}" for k in range(16)],
    "growth": np.linspace(0.01, 0.04, 16),
    "sex": ["f", "m"] * 8,
    "end_day": np.arange(16.0),  # the runs have a variable of that name
    "dose a/b": np.arange(16),
}


def melanoma(growth, fold):
    return sim.Tumour(
        [
            sim.Clone("S", 0.13 + growth, 0.13, start=1e9),
            sim.Clone("R", 0.14, 0.13, fold={"A": fold}),
        ],
        [sim.Mutation("S", "R", 1e-7)],
        [sim.Drug("A", sim.Proportional(0.06))],
    )  # fmt: skip


@sim.policy
def mine(seen, memory):
    """Half a dose while it is small."""
    return {"A": np.where(seen.burden > 0.5 * seen.baseline, 1.0, 0.5)}


def trial(table=TABLE, **how):
    cohort = sim.Cohort(
        melanoma, None if table else 16,
        {"fold": stats.loguniform(100, 1e4)} | ({} if table else {"growth": 0.02}), table=table,
    )  # fmt: skip
    conduct = sim.Conduct(enrolled_over=100, closes=600, dropout=1e-3)
    arms = {"daily": sim.Continuous("A"), "mine": mine}
    return sim.Trial(cohort, arms, sim.Clinic(), days=700, conduct=conduct, **how)


@pytest.mark.parametrize("kind", ["nc", "zarr"])
@pytest.mark.parametrize("design", [sim.Paired(), sim.Randomised({"daily": 2, "mine": 1})])
def test_a_loaded_trial_finds_the_same(design, kind, tmp_path):
    result = trial(design=design, control="mine").run(1, progress=False)
    result.save(tmp_path / f"trial.{kind}")
    again = TrialResult.load(tmp_path / f"trial.{kind}")
    assert str(again) == str(result)
    pd.testing.assert_frame_equal(again.comparisons(), result.comparisons())
    assert (again.seed, again.control, again.screened) == (1, "mine", 16)
    for name, values in result.values.items():
        np.testing.assert_array_equal(again.values[name], values)
    assert again.audit("P03", "daily").equals(result.audit(3, "daily"))
    assert set(again.runs.data.variables) == set(result.runs.data.variables)


def test_its_policies_are_code(tmp_path):
    result = trial().run(1, progress=False)
    result.save(tmp_path / "trial.nc")
    again = TrialResult.load(tmp_path / "trial.nc")
    with pytest.raises(sim.InputError, match="arm 'mine' holds code"):
        again.audit(3, "mine")
    allowed = TrialResult.load(tmp_path / "trial.nc", allow_code=True)
    assert allowed.audit(3, "mine").equals(result.audit(3, "mine"))


def test_who_was_screened_out_is_not_missed(tmp_path):
    cohort = sim.Cohort(
        melanoma, 5, {"fold": stats.loguniform(100, 1e4)},
        table={"growth": np.full(40, 0.02), "target": np.arange(40) % 3 == 0},
        select=sim.Biomarker("target"),
    )  # fmt: skip
    arms = {"daily": sim.Continuous("A")}
    result = sim.Trial(cohort, arms, sim.Clinic(), days=200).run(1, progress=False)
    result.save(tmp_path / "trial.nc")
    again = TrialResult.load(tmp_path / "trial.nc")
    numbers = result.runs.values("patient").tolist()
    assert numbers != list(range(5))
    assert again.screened == result.screened == numbers[-1] + 1
    assert again.audit(numbers[-1], "daily").equals(result.audit(numbers[-1], "daily"))
    with pytest.raises(sim.InputError, match="holds the patients of seed 1 and not those of 2"):
        again.trial.run(2)


def test_runs_without_a_trial_are_refused(tmp_path):
    run(patients=2, days=28.0).save(tmp_path / "runs.nc")
    with pytest.raises(sim.InputError, match="does not say of which trial"):
        TrialResult.load(tmp_path / "runs.nc")


def test_patients_have_the_names_of_their_table(tmp_path):
    result = trial().run(1, progress=False)
    result.save(tmp_path / "trial.nc")
    for runs in (result.runs, sim.load(tmp_path / "trial.nc")):
        table = runs.patients
        assert table.index.tolist() == TABLE["ID"]
        assert table.loc["P03", "patient"] == 3
        assert table.loc["P03", "sex"] == "m"
        assert table.loc["P03", "cohort.end_day"] == 3.0
        assert table.loc["P03", "dose a|b"] == 3
        assert table.loc["P03", "growth"] == TABLE["growth"][3]
        assert runs.patient("P03").values("patient").tolist() == [3]
        with pytest.raises(sim.InputError, match="Did you mean 'P03'"):
            runs.patient("P3")
    again = sim.rerun(sim.load(tmp_path / "trial.nc"), allow_code=True)
    assert again.patients.index.tolist() == TABLE["ID"]


def test_a_table_that_names_two_patients_alike_is_refused():
    with pytest.raises(sim.InputError, match="column 'ID' names 'x' 16 times"):
        trial(TABLE | {"ID": ["x"] * 16})


def test_a_table_without_names_leaves_numbers():
    runs = trial({"growth": TABLE["growth"]}).run(1, progress=False).runs
    assert runs.patients.index.tolist() == list(range(16))
    with pytest.raises(sim.InputError, match="no such patient"):
        runs.patient("P03")

"""Runs are made again from a file alone, to the bit, or it is said what is missing."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.resolve import resolve
from tests.simulate.cohort import ARMS, TUMOUR, run

LEVEL = 0.5


@sim.policy(drugs=("vemurafenib",))
def mine(seen, memory):
    """Half a dose while it is small."""
    return {"vemurafenib": np.where(seen.burden < LEVEL * seen.baseline, 0.5, 1.0)}


COHORT = TUMOUR.replace(
    clones=[
        sim.Clone("sensitive", 0.14, stats.uniform(0.12, 0.015), start=1e9),
        sim.Clone("resistant", 0.13, 0.12, fold={"vemurafenib": np.linspace(20, 90, 10)}),
    ]
)
CLINIC = sim.Clinic(fatal=stats.loguniform(1e11, 1e12), other_death=stats.expon(scale=3000))
BOTH = ARMS | {"short": sim.Intermittent("vemurafenib", on=28, off=stats.uniform(14, 28))}


def same(one, other):
    assert set(one.data.variables) == set(other.data.variables)
    for name in one.data.variables:
        assert one.data[name].equals(other.data[name]), name


@pytest.mark.parametrize("kind", ["nc", "zarr"])
@pytest.mark.parametrize("how", [
    {}, {"record": sim.Endpoints(scans=True)}, {"record": sim.Lineages(most=3)},
    {"patients": [7, 2, 5]}, {"engine": sim.Jump(exact=True)}, {"engine": "meanfield"},
])  # fmt: skip
def test_a_saved_run_is_made_again_to_the_bit(how, kind, tmp_path):
    runs = run(COHORT, BOTH, clinic=CLINIC, **how)
    runs.save(tmp_path / f"runs.{kind}")
    loaded = sim.load(tmp_path / f"runs.{kind}")
    again = sim.rerun(loaded)
    same(loaded, again)
    assert again.attrs["recipe"] == runs.attrs["recipe"]


def test_some_patients_are_made_again_with_curves():
    runs = run(COHORT, BOTH, clinic=CLINIC, record=sim.Endpoints())
    whole = run(COHORT, BOTH, clinic=CLINIC)
    again = sim.rerun(runs, patients=[8, 3], record=sim.Visits())
    assert again.data["burden"].equals(whole.data["burden"].sel(patient=[8, 3]))
    with pytest.raises(sim.InputError, match=r"no patient 99; they have 0 to \d+\."):
        sim.rerun(runs, patients=[3, 99])


def test_joined_and_single_patients_too():
    parts = [run(COHORT, patients=list(some)) for some in (range(4), range(4, 10))]
    same(sim.join(parts), sim.rerun(sim.join(parts)))
    same(parts[0].patient(2), sim.rerun(parts[0].patient(2)))


def test_a_policy_is_run_again_only_where_that_is_allowed(tmp_path):
    runs = run(arms={"mine": mine})
    runs.save(tmp_path / "runs.nc")
    loaded = sim.load(tmp_path / "runs.nc")
    with pytest.raises(sim.InputError, match="arm 'mine' holds code, the function 'mine'"):
        sim.rerun(loaded)
    same(runs, sim.rerun(loaded, allow_code=True))
    (text,) = sim.recipe(loaded).code.values()
    assert "seen.burden < LEVEL * seen.baseline" in text
    assert "# LEVEL is 0.5" in text
    assert '# np is {"module": "numpy"}' in text
    assert sim.recipe(loaded).part("the tumour") == TUMOUR
    assert str(sim.recipe(loaded)).startswith("1 arms (mine), 364 days, seed 3")


def test_the_policy_that_ran_counts_and_not_that_of_later(monkeypatch):
    runs = run(arms={"mine": mine})
    monkeypatch.setitem(globals(), "LEVEL", 0.0)
    assert not run(arms={"mine": mine}).data["dose"].equals(runs.data["dose"])
    same(runs, sim.rerun(runs, allow_code=True))


PROCESS = """
import sys, warnings
import sim
warnings.simplefilter("error")
runs = sim.load(sys.argv[1])
again = sim.rerun(runs, allow_code=True)
for name in runs.data.variables:
    assert runs.data[name].equals(again.data[name]), name
print(again.count)
"""


def test_another_process_makes_it_again_from_the_file_alone(tmp_path):
    run(COHORT, BOTH | {"mine": mine}, clinic=CLINIC).save(tmp_path / "runs.nc")
    done = subprocess.run(
        [sys.executable, "-c", PROCESS, str(tmp_path / "runs.nc")], text=True,
        capture_output=True, timeout=300, cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "", "HOME": str(Path.home())},
    )  # fmt: skip
    assert done.stdout == "10\n", done.stderr


def test_what_cannot_be_built_again_is_named():
    luck = np.random.default_rng(1)

    @sim.policy
    def lucky(seen, memory):
        return {"vemurafenib": luck.uniform(size=seen.patients)}

    runs = run(arms={"lucky": lucky, "usual": sim.Continuous("vemurafenib")})
    with pytest.raises(sim.InputError, match=r"arm 'lucky'.function → luck: Generator"):
        sim.rerun(runs, allow_code=True)
    assert sim.recipe(runs).part("arm 'usual'") == sim.Continuous("vemurafenib")


def test_a_difference_is_said():
    runs = run()
    changed = sim.Runs(runs.data.assign(nadir=runs.data["nadir"] + 1))
    with pytest.warns(UserWarning, match="not the same bits .* nadir differ"):
        sim.rerun(changed)
    versions = json.loads(runs.attrs["versions"]) | {"numpy": "1.0"}
    other = sim.Runs(changed.data.assign_attrs(versions=json.dumps(versions), code="0.0.1+0000"))
    with pytest.warns(UserWarning, match=r"code of sim is 0.0.1\+0000 there.*numpy 1.0 there"):
        sim.rerun(other)


def test_runs_of_older_files_say_that_they_do_not_know():
    runs = run(patients=2, days=28.0)
    old = sim.Runs(runs.data.assign_attrs(recipe=""))
    with pytest.raises(sim.InputError, match="do not say in full what made them"):
        sim.rerun(old)
    broken = sim.Runs(runs.data.assign_attrs(recipe="{}"))
    with pytest.raises(sim.InputError, match="damaged"):
        sim.recipe(broken)


def test_long_texts_are_saved(tmp_path):
    """Attributes of HDF5 end at 64 kB; a call that names 10,000 patients is longer."""
    runs = run(patients=[10_000_000_000 + k for k in range(3)], days=28.0)
    long = {"call": "é" * 200_000, "recipe": runs.attrs["recipe"] + " " * 100_000}
    runs = sim.Runs(runs.data.assign_attrs(long))
    for kind in ("nc", "zarr"):
        runs.save(tmp_path / f"runs.{kind}")
        again = sim.load(tmp_path / f"runs.{kind}")
        assert {name: again.attrs[name] for name in long} == long
        same(runs, again)


def test_what_every_patient_drew_is_kept(tmp_path):
    runs = run(COHORT, BOTH, clinic=CLINIC, patients=[9, 4])
    numbers = np.array([9, 4])
    table = runs.patients
    assert table.index.tolist() == [9, 4]
    expected = {
        "tumour.clones.sensitive.death": resolve(COHORT, 3, numbers, "tumour").clones[0].death,
        "tumour.clones.resistant.fold.vemurafenib": np.linspace(20, 90, 10)[numbers],
        "clinic.fatal": resolve(CLINIC, 3, numbers, "clinic").fatal,
        "clinic.other_death": resolve(CLINIC, 3, numbers, "clinic").other_death,
        "arms.short.off": resolve(BOTH["short"], 3, numbers, "regimen").off,
    }
    assert sorted(table.columns) == sorted(expected)
    for name, values in expected.items():
        np.testing.assert_array_equal(table[name], values)
    assert (
        runs.data["clinic.fatal"]
        .attrs["long_name"]
        .endswith("drawn from loguniform(100000000000.0, 1000000000000.0)")
    )


def test_an_outcome_is_regressed_on_a_drawn_parameter_from_a_file_alone(tmp_path):
    tumour = TUMOUR.replace(
        clones=[sim.Clone("sensitive", 0.14, stats.uniform(0.12, 0.015), start=1e9)],
        transitions=(),
    )
    nothing = {"nothing": sim.Observation()}
    run(tumour, nothing, patients=100, days=100.0, clinic=sim.Clinic(fatal=1e15)).save(
        tmp_path / "runs.nc"
    )
    loaded = sim.load(tmp_path / "runs.nc")
    death = loaded.patients["tumour.clones.sensitive.death"]
    grown = np.log(loaded.data["final_cells"].sel(arm="nothing").sum("clone") / 1e9)
    slope, start = np.polyfit(death, grown, 1)
    # exp((0.14 - death) x 100 days), with hardly any chance in 1e9 cells
    assert slope == pytest.approx(-100.0, rel=1e-3)
    assert start == pytest.approx(14.0, rel=1e-3)

"""The jobs of a researcher with a deadline run, small, and say what they should."""

import importlib
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import sim

JOBS = Path(__file__).parents[2] / "experiments" / "jobs"
NAMES = sorted(path.stem for path in JOBS.glob("[a-z]*.py"))


@pytest.fixture
def run(tmp_path):
    def run_(name, patients):
        job = importlib.import_module(f"experiments.jobs.{name}")
        return job.main(patients=patients, folder=str(tmp_path))

    yield run_
    plt.close("all")


def written(path):
    """Return how many lines of a file are not blank."""
    return sum(bool(line.strip()) for line in path.read_text("utf-8").splitlines())


def test_each_is_short_and_all_are_tried():
    text = Path(__file__).read_text("utf-8")
    lines = {name: written(JOBS / f"{name}.py") for name in NAMES}
    assert all(f'run("{name}"' in text for name in NAMES)
    assert max(lines.values()) <= 40
    assert sum(lines.values()) <= 250


def test_adaptive(run, tmp_path):
    assert run("adaptive_mcrpc", 8) > 0
    table = pd.read_csv(tmp_path / "adaptive.csv")
    assert list(table.columns) == ["patient", "gain", "turnover"]


def test_stopping(run, tmp_path):
    stopped, free = run("cml_stopping", 30)
    assert 0 < stopped <= 30
    assert 0 < free < 1
    assert set(pd.read_csv(tmp_path / "cml-lines.csv")["line"]) >= {1, 2, 3}


def test_platinum(run):
    responded = run("platinum_rechallenge", 6)
    assert responded["after 28 days"] <= responded["after 364 days"]


def test_interim(run, tmp_path):
    looks = run("interim_looks", 60)
    assert looks.index.tolist() == [730, 1095]
    assert (looks["events"].diff().dropna() >= 0).all()
    assert sim.trials.TrialResult.load(tmp_path / "interim.nc").arms == ["daily", "holidays"]
    assert {"PARAMCD", "AVAL", "CNSR"} <= set(pd.read_csv(tmp_path / "adtte.csv").columns)


def test_schedules(run):
    found = run("schedule_search", 3)
    assert found["cost"].tolist() == [0.0, 0.01, 0.03]


def test_a_million(run, tmp_path):
    assert run("million", 50) < 0.5
    assert sim.load(tmp_path / "million.nc").count == 50


def test_own_parts(run, tmp_path):
    found = run("own_parts", 4)
    assert found == {"of all": 1.0, "as made": 0.0}
    assert len(pd.read_csv(tmp_path / "psa-of-all.csv")) == 4


def test_again(run):
    assert run("made_again", 5) is True


def test_pulses(run, tmp_path):
    assert run("egfr_pulses", 6).index.tolist() == ["daily", "pulses", "both"]
    runs = sim.load(tmp_path / "egfr.nc")
    highest = {arm: runs.values("concentration", arm).max() for arm in ("daily", "pulses", "both")}
    assert highest["both"] > highest["pulses"] > 3 * highest["daily"]


def test_replay(run):
    # who was given more has fewer cells, and nothing else differs but chance
    assert run("replay", 12) < -0.8


def test_cliff(run):
    # R grows by 0.01 a day less the kill: below, nobody is cured of 1,000 cells
    assert 0.01 < run("cliff", 8) <= 0.04

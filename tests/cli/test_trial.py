"""``sim trial``: what it prints and writes, and what it refuses."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.trials.file import read_trial

EXAMPLES = sorted((Path(__file__).parents[2] / "experiments" / "trials").glob("*.toml"))

TEXT = """
patients = 12
days = 400
seed = 3

[trial]
design = "randomised"
control = "holidays"
end_points = ["overall survival"]

[cohort]
correlations = [["growth", "fold", 0.5]]

[cohort.parameters]
growth = {distribution = "lognorm", s = 0.3, scale = 0.03}
fold = {distribution = "loguniform", a = 10, b = 1000}

[[clones]]
name = "sensitive"
birth = {parameter = "growth", plus = 0.13}
death = 0.13
start = 1e9

[[clones]]
name = "resistant"
birth = {parameter = "growth", times = 0.5, plus = 0.13}
death = 0.13
start = 1e5
fold = {A = {parameter = "fold"}}

[[drugs]]
name = "A"
effect = {kind = "proportional", at_standard_dose = 0.08}

[arms.continuous]

[arms.holidays]

[clinic]
fatal = 3e9
toxicity = {grades = {A = {skin = 2.0}}, rules = {hold_at = 2.5}}
quality = {per_grade = 0.1}
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def written(text=TEXT):
        path = tmp_path / "mine.toml"
        path.write_text(text)
        return path

    return written


def test_it_runs_prints_and_writes(write, capsys):
    assert main(["trial", str(write()), "--quiet", "--audit", "4"]) == 0
    out = capsys.readouterr().out
    for words in ("median OS", "overall survival: continuous against holidays", "Patient 4,"):
        assert words in out
    folder = Path("results") / "mine"
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "runs.nc", "summary.csv", "comparisons.csv", "patients.csv", "adtte.csv", "made-by.json",
        "overall-survival.png", "waterfall-continuous.png", "waterfall-holidays.png",
    }  # fmt: skip
    patients = pd.read_csv(folder / "patients.csv")
    assert len(patients) == 12
    assert {"growth", "fold", "end_day", "quality_days", "worst_grade"} <= set(patients.columns)
    made = json.loads((folder / "made-by.json").read_text())
    assert made["seed"] == 3
    assert made["trial"] == TEXT
    assert sim.load(folder / "runs.nc").arms == ["continuous", "holidays"]


def test_an_arm_without_patients_costs_no_figure_of_the_others(write, capsys):
    assert main(["trial", str(write()), "--quiet", "--patients", "1", "--output", "one"]) == 0
    out = capsys.readouterr().out
    assert "none: nobody is counted in" in out
    assert "nan" not in out
    names = {path.name for path in Path("one").iterdir()}
    assert len([name for name in names if name.startswith("waterfall")]) == 1
    assert {"overall-survival.png", "comparisons.csv"} <= names


def test_a_patient_who_is_not_there_costs_no_result(write, capsys):
    assert main(["trial", str(write()), "--quiet", "--audit", "400"]) == 2
    assert "Patient 400" in capsys.readouterr().err
    assert (Path("results") / "mine" / "runs.nc").exists()


def test_parameters_stand_where_the_file_says(write):
    read = read_trial(write())
    assert read.trial.record == sim.Endpoints(scans=True)  # as of a trial that says nothing of it
    drawn = read.trial.cohort.draw(read.seed)
    growth = drawn.values["growth"]
    np.testing.assert_allclose(drawn.tumour.clones[0].birth, 0.13 + growth)
    np.testing.assert_allclose(drawn.tumour.clones[1].birth, 0.13 + 0.5 * growth)
    np.testing.assert_array_equal(drawn.tumour.clones[1].fold["A"], drawn.values["fold"])
    assert read.scenario.tumour.clones[0].birth == pytest.approx(0.16)


def test_a_table_of_patients_beside_the_file(write):
    rows = pd.DataFrame({"growth": [0.01, 0.02, 0.05], "fold": [10, 20, 30], "site": list("abc")})
    path = write(TEXT.replace("patients = 12\n", "").replace(
        '[cohort.parameters]\ngrowth = {distribution = "lognorm", s = 0.3, scale = 0.03}\n'
        'fold = {distribution = "loguniform", a = 10, b = 1000}\n', ""
    ).replace('correlations = [["growth", "fold", 0.5]]', 'table = "patients.csv"'))  # fmt: skip
    rows.to_csv(path.parent / "patients.csv", index=False)
    drawn = read_trial(path).trial.cohort.draw(1)
    np.testing.assert_allclose(drawn.tumour.clones[0].birth, [0.14, 0.15, 0.18])
    assert list(drawn.values["site"]) == ["a", "b", "c"]


def test_options_change_what_the_file_says(write):
    read = read_trial(write(), patients=7, days=500.0, seed=9)
    assert (read.trial.cohort.patients, read.trial.days, read.seed) == (7, 500.0, 9)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("control = ", "controll = ", r"\[trial\]: 'controll': no such key.*'control'"),
        ('control = "holidays"', 'control = "holiday"', "control 'holiday'.*'holidays'"),
        ('"randomised"', '"randomized"', "design 'randomized'.*'randomised'"),
        ('["overall survival"]', '["survival"]', "end point 'survival'"),
        ('parameter = "fold"', 'parameter = "flod"', "parameter 'flod'.*Did you mean 'fold'"),
        ('["growth", "fold", 0.5]', '["growth", "fold", 1.5]', "is 1.5; allowed is -1 to 1"),
        ("fatal = 3e9", "scan_every = 800", "scans every 800 days, but the trial lasts 400"),
        ('times = 0.5', 'time = 0.5', "has 'time'; allowed besides it are times and plus"),
        ("patients = 12", "patients = 12 12", "line 2"),
        ("[cohort]", "[cohrt]", "'cohrt': no such key"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_runs(write, capsys, old, new, message):
    import re

    assert main(["trial", str(write(TEXT.replace(old, new)))]) == 2
    said = capsys.readouterr().err
    assert re.search(message, said), said
    assert not Path("results").exists()


def test_a_file_that_is_not_there(capsys):
    assert main(["trial", "nowhere.toml"]) == 2
    assert "'nowhere.toml' cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_the_examples_can_be_read_and_say_how_they_are_run(path):
    read = read_trial(path)
    assert read.title
    assert f"sim trial experiments/trials/{path.name}" in path.read_text()
    assert read.trial.cohort.patients <= 500

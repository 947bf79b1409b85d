"""``sim optimise``: searched from a file, searched again, against another number, and refused."""

import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.search import read_search

SEARCH = """
title = "Mine"
days = 600
patients = 24
seed = 5
engine = "meanfield"

[search]
arm = "adaptive"
objective = "progression_free_survival"
summary = "median"
at_most = { cumulative_dose = 590 }
at_least = { time_on_treatment = 1 }
budget = 24
[search.axes]
stop = { low = 0.3, high = 1.0 }
restart = [0.8, 1.0]

[tumour]
preset = "mcrpc_abiraterone"
[arms.adaptive]
strategy = "adaptive"
drug = "abiraterone"
stop_below = "$stop"
restart_above = "$restart"
[arms.always]
strategy = "continuous"
drug = "abiraterone"
[clinic]
visit_every = 28
scan_every = 28
criteria = { kind = "ratio-to-baseline", ratio = 1.2 }
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(SEARCH)
    return path


def test_a_file_says_the_search(file):
    read = read_search(file)
    assert (read.budget, read.seed, read.title) == (24, 5, "Mine")
    assert read.search.aimed == sim.Objective(sim.progression_free_survival, "median")
    assert [str(c) for c in read.search.constraints] == [
        "cumulative_dose at most 590", "time_on_treatment at least 1",
    ]  # fmt: skip
    assert read.search.regimen(stop=0.5, restart=1.0) == sim.Adaptive("abiraterone", 0.5, 1.0)
    assert read.search.cohort.patients == 24


def test_a_search_is_run_and_found_again(file, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["optimise", str(file), "--output", str(out), "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert "12 patients whom the search never saw" in printed
    assert (out / "best.txt").read_text() in printed
    tried = pd.read_csv(out / "tried.csv")
    assert 16 <= len(tried) <= 24
    assert len(sim.open_sweep(out / "tried")) == len(tried)
    assert main(["optimise", str(file), "--output", str(out), "--quiet"]) == 0
    assert capsys.readouterr().out == printed
    equals = pd.read_csv(out / "equals.csv")
    assert f"stop={equals['stop'][0]:.6g}" in printed


def test_a_number_against_another_is_drawn(file, tmp_path, capsys):
    out = tmp_path / "out"
    words = ["--against", "cumulative_dose", "--budget", "30", "--quiet"]
    assert main(["optimise", str(file), "--output", str(out), *words]) == 0
    assert "(median) against cumulative_dose" in capsys.readouterr().out
    assert (out / "tradeoff.png").stat().st_size > 5000
    assert pd.read_csv(out / "tradeoff.csv")["cumulative_dose"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (SEARCH[SEARCH.index("[search]") : SEARCH.index("[tumour]")], "", r"no \[search\]"),
        ("budget = 24", "bugdet = 24", "budget"),
        ("budget = 24", "budget = 0", "budget"),
        ('arm = "adaptive"', 'arm = "adaptiv"', "adaptive"),
        ('arm = "adaptive"', "", "which of the 2 arms"),
        ('"progression_free_survival"', '"progression_free"', "progression_free_survival"),
        ('"median"', '"middle"', "quantile"),
        ('"$stop"', '"$stopp"', "stopp"),
        ('"$stop"', "0.5", "stop"),
        ("scan_every = 28", 'scan_every = "$stop"', "outside"),
        ("stop = { low = 0.3, high = 1.0 }", "stop = { low = 0.3 }", "low and high"),
        ("{ cumulative_dose = 590 }", "590", "cumulative_dose = 300"),
    ],
)
def test_slips_in_a_file_are_named(file, capsys, old, new, said):
    assert old in SEARCH
    file.write_text(SEARCH.replace(old, new))
    with pytest.raises(sim.InputError, match=said):
        read_search(file)
    assert main(["optimise", str(file)]) == 2
    assert "mine.toml" in capsys.readouterr().err


def test_what_it_is_measured_against_must_be_known(file, tmp_path, capsys):
    assert main(["optimise", str(file), "--against", "dose", "--output", str(tmp_path)]) == 2
    assert "cumulative_dose" in capsys.readouterr().err

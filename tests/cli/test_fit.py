"""``sim fit``: what it prints and writes, and what it refuses."""

import json

import pandas as pd
import pytest

import sim
from sim.cli import main

PRIORS = ["--prior", "start=0.1:1", "--prior", "turnover=0:0.9"]


def test_it_prints_and_writes_what_the_function_finds(tmp_path, capsys):
    code = main(["fit", "example", "--preset", "mcrpc_abiraterone", "--patient", "C", *PRIORS,
                 "--noise", "0.1", "--starts", "4", "-o", str(tmp_path)])  # fmt: skip
    assert code == 0
    said = capsys.readouterr().out
    assert (
        "Fit of 2 parameters to 40 results and 1 that sets the level (psa) of patient 'C'" in said
    )
    files = {"fits.csv", "fits.json", "starts-C.csv", "fitted-C.png", "profiles-C.png",
             "made-by.json"}  # fmt: skip
    assert {path.name for path in tmp_path.iterdir()} == files
    from scipy import stats

    fit = sim.fit(
        sim.Observations.example().of("C"), sim.presets.mcrpc_abiraterone,
        {"start": stats.uniform(0.1, 0.9), "turnover": stats.uniform(0, 0.9)},
        noise=sim.Noise(0.1), starts=4,
    )  # fmt: skip
    table = pd.read_csv(tmp_path / "fits.csv", index_col="patient")
    assert table.loc["C", "turnover"] == pytest.approx(fit.best["turnover"], rel=1e-6)
    assert len(pd.read_csv(tmp_path / "starts-C.csv")) == 4
    assert sim.Fit.load(tmp_path / "fits.json").best == fit.best
    made = json.loads((tmp_path / "made-by.json").read_text())
    assert made["priors"] == ["start=0.1:1", "turnover=0:0.9"]


def test_a_table_of_ones_own(tmp_path, capsys):
    file = tmp_path / "mine.csv"
    file.write_text("day,ca,given\n0,20,1\n30,14,1\n60,10,0\n90,13,0\n120,17,0\n")
    code = main(["fit", str(file), "--preset", "mcrpc_abiraterone", "--value", "ca", "--dose",
                 "abiraterone=given", "--prior", "resistant_fraction=1e-5:0.3:log", "--quiet",
                 "--starts", "2", "-o", str(tmp_path / "out")])  # fmt: skip
    assert code == 0
    assert (
        "Fit of 1 parameters to 4 results and 1 that sets the level (ca)" in capsys.readouterr().out
    )


def test_what_may_come(tmp_path, capsys):
    pytest.importorskip("emcee", reason="needs the extra fit")
    code = main(["fit", "example", "--preset", "mcrpc_abiraterone", "--patient", "C", *PRIORS,
                 "--noise", "0.25", "--starts", "3", "--posterior", "--forecast", "84", "--arms",
                 "continuous,adaptive", "--quiet", "-o", str(tmp_path)])  # fmt: skip
    assert code == 0
    assert (tmp_path / "pairs-C.png").exists()
    assert (tmp_path / "fan-C.png").exists()
    table = pd.read_csv(tmp_path / "fan-C.csv")
    assert table["arm"].unique().tolist() == ["continuous", "adaptive"]
    assert (table["low_95"] < table["low_50"]).all()
    assert (table["high_50"] < table["high_95"]).all()


def test_several_patients_and_what_they_have_in_common(tmp_path, capsys):
    code = main(["fit", "example", "--preset", "mcrpc_abiraterone", *PRIORS, "--noise", "0.3",
                 "--starts", "3", "--population", "--quiet", "-o", str(tmp_path)])  # fmt: skip
    assert code == 0
    said = capsys.readouterr().out
    assert said.count("Fit of 2 parameters") == 3
    assert "Population of 3 patients." in said
    assert list(sim.Fits.load(tmp_path / "fits.json")) == ["A", "B", "C"]
    table = pd.read_csv(tmp_path / "population.csv", index_col="parameter")
    assert 0.1 < table.loc["turnover", "median"] < 0.4
    assert len(pd.read_csv(tmp_path / "individuals.csv")) == 6
    assert (tmp_path / "fitted-B.png").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--prior", "start"], "--prior is 'start'; write a name and what it is"),
        (["--arms", "adaptive"], "say how far, too: --forecast 365"),
        (["--forecast", "84", "--arms", "adapted"], "'adapted'"),
        (["--prior", "start=0.1"], "write --prior start=0:1 for any value from 0 to 1"),
        (["--prior", "start=1:0"], "--prior is 'start=1:0'"),
        (["--prior", "start=0:1:log"], "(both above 0)"),
        (["--prior", "strt=0:1"], "Did you mean 'start'?"),
        ([*PRIORS, "--patient", "D"], "no such patient. The patients are 'A', 'B', 'C'"),
        (["--prior", "start=0:1", "--prior", "start=0:0.5"], "--prior is given twice for 'start'"),
        ([], "give a prior for each that is unknown"),
        ([*PRIORS, "--preset", "prostate"], "no such preset"),
    ],
)
def test_a_slip_is_named(words, message, tmp_path, capsys):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        code = main(["fit", "example", "--preset", "mcrpc_abiraterone", *words])
    assert code != 0
    assert message in capsys.readouterr().err

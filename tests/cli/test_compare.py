"""The command: what it prints, writes and refuses. What simulates and draws is stood in for."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from sim import presets
from sim.base.version import __version__
from sim.cli import compare as comparing
from sim.cli import main
from sim.cli.keep import recorder
from sim.presets import strategies
from sim.results import Visits, load, runs_from_arrays
from sim.scenario import Scenario

MELANOMA = ("compare", "melanoma_vemurafenib")


def pretended(scenario, **options):
    """Return runs in which nothing happened, and remember what was asked for."""
    pretended.scenario, pretended.options = scenario, options
    tumour, arms = scenario.tumour, list(scenario.arms)
    shape = (len(arms), scenario.patients)
    time = np.array([0.0, scenario.days])
    cells = np.full((*shape, 2, len(tumour.clones)), 1e9)
    doses = np.ones((*shape, 2, len(tumour.drugs)))
    return runs_from_arrays(
        arms=arms,
        patients=np.arange(scenario.patients),
        clones=tumour.clone_names,
        drugs=tumour.drug_names,
        baseline=np.full(shape, 1e9),
        nadir=np.full(shape, 1e9),
        progression_day=np.full(shape, np.nan),
        end_day=np.full(shape, scenario.days),
        ending=np.zeros(shape),
        final_cells=cells[:, :, -1],
        time=time,
        cells=cells,
        dose=doses,
        concentration=doses,
        scan=np.array([0.0]),
        observed=np.full((*shape, 1), 1e9),
        detected=np.ones((*shape, 1), dtype=bool),
        attrs={"engine": "pretended, to test the command", "days": scenario.days, "seed": "1"},
    )


@pytest.fixture
def sim(monkeypatch, capsys, tmp_path):
    """Return a function that runs the command in an empty folder: (exit code, out, err)."""
    monkeypatch.setattr(comparing, "run", pretended)
    monkeypatch.chdir(tmp_path)

    def command(*words):
        code = main(words)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


def test_compare_prints_the_plan_and_the_summary_and_writes_five_files(sim, tmp_path):
    code, out, err = sim(*MELANOMA, "--patients", "3", "--arms", "observation,holidays")
    assert (code, err) == (0, "")
    assert "Tumour of 4 kinds of cells" in out
    assert "Arms (3 patients in each arm, 5 years, seed 1)" in out
    assert "pretended, to test the command" in out
    folder = tmp_path / "results" / "melanoma_vemurafenib"
    names = {"burden.pdf", "burden.png", "made-by.json", "runs.nc", "summary.csv"}
    assert {path.name for path in folder.iterdir()} == names
    assert load(folder / "runs.nc").arms == list(pretended.scenario.arms)
    made = json.loads((folder / "made-by.json").read_text(encoding="utf-8"))
    assert made["command"].startswith("sim compare melanoma_vemurafenib --patients 3")
    assert made["seed"] == 1
    assert made["arms"]["holidays"].startswith("Intermittent: vemurafenib")
    assert "Bozic" in made["references"][0]
    assert (folder / "summary.csv").read_text().startswith("arm,patients,")


def test_options_reach_the_simulation(sim):
    words = "--arms continuous,bridge --patients 2 --years 0.5 --seed 9 --engine jump --threads 1"
    code, out, _ = sim(
        "compare", "melanoma_vemurafenib", *words.split(), "--set", "n12=1", "--quiet"
    )
    assert code == 0
    scenario = pretended.scenario
    assert list(scenario.arms) == ["continuous", "bridge"]
    assert (scenario.patients, scenario.seed, scenario.engine) == (2, 9, "jump")
    assert scenario.days == pytest.approx(182.625)
    assert len(scenario.tumour.mutations) == 5
    assert pretended.options == {"quiet": True, "threads": 1}
    assert "Tumour of" not in out
    assert [line.split()[0] for line in out.splitlines()[-2:]] == ["continuous", "bridge"]


@pytest.mark.parametrize(
    ("arms", "clinic", "every"),
    [
        ("continuous,adaptive", "", 28),
        ("continuous,adaptive-dose", "", 28),
        ("continuous", "", 56),
        ("adaptive", "[clinic]\nnoise = 0.1\n", 28),
        ("adaptive", "[clinic]\nscan_every = 14\n", 14),
        ("adaptive", "[clinic]\nscan_every = 56\n", 56),  # somebody said so
    ],
)
def test_adaptive_arms_are_scanned_every_four_weeks_and_the_others_with_them(
    sim, tmp_path, arms, clinic, every
):
    (tmp_path / "mine.toml").write_text(
        'patients = 2\narms = ["continuous"]\n[tumour]\npreset = "mcrpc_abiraterone"\n' + clinic
    )
    code, out, _ = sim("compare", "mine.toml", "--arms", arms)
    assert code == 0
    assert pretended.scenario.clinic.scan_every == every
    assert f"scans every {every} days" in out


def test_a_scenario_file_and_its_own_arms(sim, tmp_path):
    (tmp_path / "mine.toml").write_text(
        'patients = 2\n[tumour]\npreset = "mcrpc_abiraterone"\n'
        '[arms.gentle]\nstrategy = "continuous"\ndrug = "abiraterone"\ndose = 0.5\n'
    )
    assert sim("compare", "mine.toml", "--quiet", "--arms", "gentle,adaptive")[0] == 0
    assert list(pretended.scenario.arms) == ["gentle", "adaptive"]
    assert pretended.scenario.arms["gentle"].dose == 0.5
    folder = tmp_path / "results" / "mine"
    assert (folder / "runs.nc").exists()
    assert "[arms.gentle]" in json.loads((folder / "made-by.json").read_text())["scenario"]


WRONG = {
    "preset": (["compare", "melanoma"], ["'melanoma' is neither a preset nor a file", "ends in"]),
    "nearest preset": (["compare", "mcrpc_abiraterine"], ["Did you mean 'mcrpc_abiraterone'?"]),
    "no file": (["compare", "none.toml"], ["'none.toml' cannot be read: No such file"]),
    "arm": ([*MELANOMA, "--arms", "holliday"], ["--arms 'holliday'", "Did you mean 'holidays'?"]),
    "arm twice": ([*MELANOMA, "--arms", "bridge,bridge"], ["'bridge' is named twice"]),
    "no arm": ([*MELANOMA, "--arms", ","], ["names no arm"]),
    "patients": ([*MELANOMA, "--patients", "0"], ["patients is 0", "at least 1"]),
    "too many patients": ([*MELANOMA, "--patients", "9000000"], ["do not fit", "sim.Endpoints()"]),
    "more patients than anybody counts": (
        [*MELANOMA, "--patients", "99999999999999999999"],
        ["patients is 1e+20; at most 1e+08 are treated at once"],
    ),
    "years": ([*MELANOMA, "--years", "-1"], ["--years is -1", "above 0"]),
    "too many years": ([*MELANOMA, "--years", "500"], ["--years is 500", "above 0 to 200"]),
    "years that are no number": ([*MELANOMA, "--years", "nan"], ["--years is nan"]),
    "seed": ([*MELANOMA, "--seed", "-1"], ["seed is -1"]),
    "threads": ([*MELANOMA, "--threads", "0"], ["--threads is 0"]),
    "argument": ([*MELANOMA, "--set", "n13=1"], ["'n13'", "Did you mean 'n12'?"]),
    "value": ([*MELANOMA, "--set", "n12=one"], ["--set n12=one: write a name and a number"]),
    "half an argument": ([*MELANOMA, "--set", "n12"], ["--set n12: write a name and a number"]),
    "bad value": ([*MELANOMA, "--set", "death=-1"], ["death of clone 'sensitive' is -1"]),
    "cite": (["cite", "nobody"], ["'nobody' is neither a preset nor a file"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_one_clean_line_and_exit_code_2(sim, tmp_path, case):
    words, parts = WRONG[case]
    code, out, err = sim(*words)
    assert (code, out) == (2, "")
    assert err.startswith("sim: ")
    assert err.count("\n") == 1
    for part in parts:
        assert part in err
    assert list(tmp_path.iterdir()) == []


def test_arrays_must_have_a_value_for_every_patient(sim, tmp_path):
    clone = '[[clones]]\nname = "s"\nbirth = [0.1, 0.2]\ndeath = 0.1\nstart = 9\n'
    (tmp_path / "mine.toml").write_text('patients = 2\narms = ["observation"]\n' + clone)
    assert sim("compare", "mine.toml", "--quiet")[0] == 0
    code, _, err = sim("compare", "mine.toml", "--patients", "3")
    assert code == 2
    assert "has values for 2 patients" in err
    (tmp_path / "mine.toml").write_text(
        'arms = ["observation"]\n' + clone.replace("death = 0.1", "death = [0.1, 0.2, 0.3]")
    )
    code, _, err = sim("compare", "mine.toml")
    assert code == 2
    assert "equally long" in err


def test_a_folder_that_cannot_be_written_is_refused_before_anything_runs(sim, tmp_path):
    (tmp_path / "taken").write_text("a file")
    pretended.scenario = None
    code, out, err = sim(*MELANOMA, "--output", "taken/results")
    assert (code, out) == (2, "")
    assert "The output folder 'taken/results' cannot be written: Not a directory" in err
    assert "--output" in err
    assert pretended.scenario is None


def test_nothing_is_lost_when_writing_fails_after_the_work(sim, tmp_path, monkeypatch):
    folder = tmp_path / "results" / "melanoma_vemurafenib"
    (folder / "runs.nc").mkdir(parents=True)  # a file cannot take the place of a folder
    (folder / "burden.png").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "spare"))
    (tmp_path / "spare").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    code, out, err = sim(*MELANOMA, "--patients", "2", "--arms", "continuous")
    assert code == 1
    assert "runs.nc cannot be written" in err
    assert "Nothing is lost" in err
    (spare,) = (tmp_path / "spare").iterdir()
    assert {path.name for path in spare.iterdir()} == {"runs.nc", "burden.png"}
    assert str(spare / "runs.nc") in err
    assert "summary.csv, made-by.json, burden.pdf" in out
    assert load(spare / "runs.nc").arms == ["continuous"]


def test_many_patients_keep_fewer_visits():
    tumour = presets.melanoma_vemurafenib()
    few = Scenario(tumour, strategies.arms(tumour))
    assert recorder(few) == Visits()
    assert recorder(replace(few, patients=20_000)) == Visits(every=28)


def test_stopped_by_the_user(sim, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(comparing, "run", interrupted)
    code, _, err = sim(*MELANOMA)
    assert (code, err) == (130, "sim: stopped.\n")


def test_lists_and_references(sim):
    code, out, _ = sim("presets")
    assert code == 0
    assert "melanoma_vemurafenib\n" in out
    assert "arguments: n12=0, size=1e9, birth=0.14" in out
    assert "rechallenge" in out
    code, out, _ = sim("cite", "mcrpc_abiraterone")
    assert (code, "doi:10.1158/0008-5472.CAN-20-0806" in out) == (0, True)


def test_help_has_examples_and_every_arm(sim, capsys):
    assert "sim compare melanoma_vemurafenib" in sim()[1]
    with pytest.raises(SystemExit) as ended:
        main(["compare", "--help"])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    assert "examples:\n  sim compare melanoma_vemurafenib\n" in out
    assert "  holidays            the first drug, four weeks on and four weeks off *" in out
    assert max(map(len, out.splitlines())) <= 100


def test_version(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"sim {__version__}\n"


def test_help_loads_neither_numba_nor_matplotlib():
    program = (
        "import sys; from sim.cli.parser import parser; parser().format_help();"
        "heavy = ('numba', 'matplotlib', 'pandas', 'xarray', 'scipy');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_the_whole_way_with_nothing_stood_in_for(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    words = "--patients 3 --years 0.5 --arms observation,combination --quiet --output out"
    assert main([*MELANOMA, *words.split()]) == 0
    runs = load(tmp_path / "out" / "runs.nc")
    burden = runs.data["burden"].isel(time=-1)
    assert (burden.sel(arm="observation") > 4e9).all()
    assert (burden.sel(arm="combination") < 1e7).all()
    assert "combination         3" in capsys.readouterr().out

"""The rooms of the house: which may import which, and which names the public sees."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Every name that `import sim` offers, sorted. A name that is here is a promise: it is removed or
# renamed only with a line in CHANGELOG.md.
PUBLIC_NAMES: list[str] = [
    "Absolute",
    "Adaptive",
    "AdaptiveDose",
    "Additive",
    "Adherence",
    "AllOf",
    "Allee",
    "AlleleAbove",
    "AlleleBelow",
    "Alternating",
    "AnyOf",
    "AtLeast",
    "AtMost",
    "Backbone",
    "BeyondProgression",
    "Biomarker",
    "Biopsy",
    "Bliss",
    "BurdenAbove",
    "BurdenBelow",
    "By",
    "ByClone",
    "ByTurns",
    "Bypass",
    "Cells",
    "CirculatingDna",
    "Clinic",
    "Clone",
    "Cohort",
    "Combination",
    "Conduct",
    "Confirmed",
    "Continuous",
    "Curve",
    "Days",
    "Detected",
    "Diameter",
    "DoseRules",
    "Doses",
    "Drug",
    "Efflux",
    "Endpoints",
    "Escalation",
    "Exam",
    "Exponential",
    "ExtrachromosomalDna",
    "Feeding",
    "Fit",
    "Fits",
    "Game",
    "GeneAmplification",
    "Gillespie",
    "Given",
    "Gompertz",
    "Grid",
    "GrowingCapacity",
    "GrowthCurve",
    "HighestSingleAgent",
    "Hill",
    "Immigration",
    "Immune",
    "InProportion",
    "Inactivation",
    "Infused",
    "Inhibition",
    "InputError",
    "Inside",
    "IntegerAxis",
    "Intermittent",
    "Jump",
    "Ladder",
    "Lasting",
    "LatinHypercube",
    "Lattice",
    "Lesions",
    "LesionsBySite",
    "Line",
    "Lineages",
    "LinearAxis",
    "Lines",
    "Loewe",
    "LogAxis",
    "Logistic",
    "MONTH",
    "Marker",
    "MarkerAbove",
    "MarkerBelow",
    "MeanField",
    "Metastases",
    "Metronomic",
    "ModelComparison",
    "Multimodal",
    "Mutation",
    "Nadir",
    "NewLesion",
    "Niche",
    "Noise",
    "Not",
    "Noted",
    "Objective",
    "Observation",
    "Observations",
    "Oral",
    "Origins",
    "Oxygen",
    "Paired",
    "Parallel",
    "Pcwg3",
    "Phases",
    "Points",
    "Population",
    "Progression",
    "Proportional",
    "Pump",
    "Quality",
    "Radiotherapy",
    "Randomised",
    "RangeBounded",
    "RatioToBaseline",
    "RatioToNadir",
    "Reappearance",
    "Rebound",
    "Rechallenge",
    "Recist",
    "ReducedUptake",
    "Regimen",
    "Repair",
    "Runs",
    "Schedule",
    "Search",
    "SecondStrike",
    "Sensitivity",
    "Sequencing",
    "Sequential",
    "Silencing",
    "Snapshots",
    "Sobol",
    "Suppressors",
    "Surgery",
    "Sweep",
    "SweepResults",
    "Switch",
    "Table",
    "TargetMutation",
    "TimesBaseline",
    "Together",
    "Tolerance",
    "Toxicity",
    "TreatmentFreeRemission",
    "Trial",
    "Tumour",
    "TwoCompartments",
    "Undetectable",
    "UnknownNoise",
    "Vessels",
    "Visits",
    "Volume",
    "WEEK",
    "When",
    "YEAR",
    "__version__",
    "burden_curve",
    "cells_from_diameter_mm",
    "cite",
    "compare_models",
    "cumulative_dose",
    "cured",
    "depth_of_response",
    "diameter_mm_from_cells",
    "died",
    "doubling_time",
    "final_burden",
    "fit",
    "growth_laws",
    "gym",
    "half_life",
    "hours",
    "join",
    "load",
    "look_ahead",
    "open_sweep",
    "optimise",
    "plots",
    "policy",
    "presets",
    "progressed",
    "progressed_or_died",
    "progression_free_survival",
    "read_doses",
    "read_nonmem",
    "recipe",
    "rerun",
    "resistant_fraction",
    "save_table",
    "search",
    "simulate",
    "start",
    "survival_time",
    "teaching",
    "testing",
    "theory",
    "time_on_treatment",
    "time_to_lasting_growth",
    "time_to_progression",
    "trials",
    "versioned",
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the import contracts of pyproject.toml on the `sim` that lies in `folder`."""
    code = (
        "import sys; sys.path.insert(0, '.'); "
        "from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports('pyproject.toml', no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=300
    )


def test_every_room_imports_only_what_it_may() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("base", "from sim.model.clone import Clone"),
        ("clinic", "import sim.regimens"),
        ("model", "import matplotlib.pyplot"),
        ("regimens", "import numba"),
        ("presets", "import numba"),
        ("theory", "import sim.kernels.random.streams"),
        ("theory", "import sim.engines"),
        ("plots", "import sim.engines"),
        ("plots", "from sim.theory import anything"),
        ("kernels", "from sim.base.units import hours"),
        ("model", "import sim"),
    ],
)
def test_a_forbidden_import_is_noticed(tmp_path: Path, room: str, line: str) -> None:
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "sim" / room / "intruder.py").write_text(line + "\n")
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"sim.{room}.intruder" in done.stdout


def test_a_room_without_a_floor_is_noticed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "sim" / "attic.py").touch()
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "attic" in done.stdout


def test_public_names_are_the_promised_ones() -> None:
    import sim

    assert sorted(sim.__all__) == PUBLIC_NAMES


def test_every_public_name_is_there_and_listed() -> None:
    import sim

    promised = getattr(sim, "__all__", [])
    assert len(promised) == len(set(promised)), "a name stands twice in sim.__all__"
    missing = [name for name in promised if not hasattr(sim, name)]
    assert missing == []
    # What a student sees after `sim.<tab>`: the promised names and nothing that is not a room.
    rooms = {path.stem for path in (ROOT / "sim").iterdir()}
    shown = {name for name in dir(sim) if not name.startswith("_")}
    assert shown - rooms <= set(promised)

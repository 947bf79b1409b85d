"""The wheel, used where there is no checkout. This is quick; `make extras` installs it, too."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """A folder with the wheel's content, as pip would put it into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    build = [*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(TOP)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def run(unpacked, tmp_path):
    """A function that runs Python with the wheel, in an empty folder."""

    def run(*arguments):
        # the packages it needs are those of this environment; the wheel comes before them
        done = subprocess.run(
            [sys.executable, "-P", *arguments],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(unpacked), "SIM_COMPILE": "never"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_it_holds_the_package_and_the_course_and_no_tests(unpacked):
    packages = {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")}
    assert packages == {"sim"}
    ours = {path.relative_to(TOP) for path in (TOP / "sim").glob("**/*.py")}
    assert {path.relative_to(unpacked) for path in unpacked.glob("sim/**/*.py")} == ours
    course = {path.name for path in (TOP / "notebooks").glob("*.ipynb")}
    assert {path.name for path in unpacked.glob("sim/**/*.ipynb")} == course


def test_it_is_what_is_imported(run, unpacked):
    place, advice = run(
        "-c", "import sim; from sim.base.advice import install; print(sim.__file__, install('x'))"
    ).split(" ", 1)
    assert place == str(unpacked / "sim" / "__init__.py")
    assert "pip install 'tumour-resistance-sim[x]'" in advice


def test_its_commands_work_outside_the_checkout(run, tmp_path):
    assert "compare" in run("-m", "sim", "--help")
    run("-m", "sim", "notebooks", "course")
    assert len(list((tmp_path / "course").glob("*.ipynb"))) == len(
        list((TOP / "notebooks").glob("*.ipynb"))
    )
    run(
        "-m", "sim", "compare", "melanoma_vemurafenib", "--patients", "3", "--years", "0.5",
        "--arms", "continuous,combination", "--output", "out",
    )  # fmt: skip
    assert {"burden.png", "burden.pdf", "summary.csv", "runs.nc", "made-by.json"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }

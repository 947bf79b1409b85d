"""The documentation site builds without a warning; `make docs` also runs what it shows."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_site_builds_without_a_warning(tmp_path):
    pytest.importorskip("furo", reason="the documentation tools are not installed: make docs")
    # A copy: the build writes into docs/, and another one may be running.
    for folder in ("docs", "notebooks", "experiments/published"):
        ignored = shutil.ignore_patterns("_build", "_made", "__pycache__")
        shutil.copytree(TOP / folder, tmp_path / folder, ignore=ignored)
    (tmp_path / "sim").symlink_to(TOP / "sim")
    build = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    where = ["-D", "nb_execution_mode=off", str(tmp_path / "docs"), str(tmp_path / "html")]
    done = subprocess.run([*build, *where], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    for page in ("index", "_made/notebooks/10_treat_this_patient", "published", "_made/api/model"):
        assert (tmp_path / "html" / f"{page}.html").exists(), page

"""The documentation site builds without a warning; `make docs` also runs what it shows."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim

TOP = Path(__file__).parents[1]


def test_every_public_name_is_on_a_page_of_the_reference():
    """What `docs/conf.py` does for it, without building the site, which takes minutes."""
    where = importlib.util.spec_from_file_location("docs_conf", TOP / "docs" / "conf.py")
    conf = importlib.util.module_from_spec(where)
    where.loader.exec_module(conf)
    pages = "".join(conf.reference_pages().values())
    public = {name for name in sim.__all__ if callable(getattr(sim, name))}
    assert {name for name in public if f":: sim.{name}\n" not in pages} == set()
    rooms = {getattr(sim, name).__module__ for name in public}
    assert {room for room in rooms if not room.startswith(tuple(conf.ROOMS))} == set()


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

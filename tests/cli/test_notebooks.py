"""``sim notebooks DIR``: the course in a student's folder."""

import json
import zipfile
from pathlib import Path

import pytest

from sim.cli import main
from sim.teaching.copies import notebooks

TOP = Path(__file__).parents[2]


def test_all_notebooks_are_copied_and_work_is_left_alone(tmp_path, capsys):
    folder = tmp_path / "course"
    assert main(["notebooks", str(folder)]) == 0
    names = [path.name for path in notebooks()]
    assert [path.name for path in sorted(folder.iterdir())] == [*names, "glossary.md"]
    assert names == [path.name for path in sorted((TOP / "notebooks").glob("*.ipynb"))]
    assert "jupyter lab" in capsys.readouterr().out
    (folder / names[0]).write_text("my own work")
    (folder / names[1]).unlink()
    assert main(["notebooks", str(folder)]) == 0
    assert "Left alone" in capsys.readouterr().out
    assert (folder / names[0]).read_text() == "my own work"
    assert (folder / names[1]).exists()


def test_what_was_run_in_the_checkout_is_copied_as_nobody_had_run_it(tmp_path, monkeypatch):
    from sim.teaching import copies

    run = json.loads(notebooks()[0].read_text("utf-8"))
    clean = json.loads(json.dumps(run))
    code = next(cell for cell in run["cells"] if cell["cell_type"] == "code")
    code |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": "my answer"}]}
    code |= {"execution_count": 7, "metadata": {"execution": {"iopub.execute_input": "2026"}}}
    run["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    (tmp_path / "01_run.ipynb").write_text(json.dumps(run))
    monkeypatch.setattr(copies, "notebooks", lambda: [tmp_path / "01_run.ipynb"])
    copies.copy_notebooks(tmp_path / "copy")
    assert json.loads((tmp_path / "copy" / "01_run.ipynb").read_text("utf-8")) == clean


def test_copies_are_the_same_to_the_byte(tmp_path):
    from sim.teaching.copies import copy_notebooks

    copy_notebooks(tmp_path)
    for path in notebooks():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("course", "jupyter lab course\n"),
        ("my course", "jupyter lab 'my course'\n"),
        ("a'b", "jupyter lab 'a'\"'\"'b'\n"),
        ("$HOME", "jupyter lab '$HOME'\n"),
    ],
)
def test_the_hint_can_be_pasted(tmp_path, monkeypatch, capsys, folder, said):
    monkeypatch.chdir(tmp_path)
    assert main(["notebooks", folder]) == 0
    assert capsys.readouterr().out.endswith(said)


def test_badges_are_added_for_a_repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["notebooks", "course", "--repository", "me/mine"]) == 0
    name = notebooks()[0].name
    first, second, *rest = json.loads(Path("course", name).read_text("utf-8"))["cells"]
    text = "".join(first["source"])
    assert f"gh/me/mine/HEAD?labpath=course/{name}" in text
    assert f"github/me/mine/blob/HEAD/course/{name}" in text
    assert "needs" in text
    assert "me/mine" in "".join(second["source"])
    assert rest == json.loads(notebooks()[0].read_text("utf-8"))["cells"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["course", "--repository", "mine"], "write OWNER/NAME"),
        (["file"], "cannot be copied"),
        (["cou\0rse"], "no file or folder can have such a name"),
        (["course", "--key", "/"], "--key '/' cannot be written: Is a directory"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path, monkeypatch, capsys, words, text):
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    assert main(["notebooks", *words]) == 2
    assert text in capsys.readouterr().err


@pytest.mark.slow
def test_an_installed_package_has_them_too(tmp_path):
    """A wheel carries the notebooks inside the package, where `sim notebooks` looks first."""
    import subprocess
    import sys

    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(TOP)]
    subprocess.run(build, check=True, timeout=300)
    wheel = zipfile.ZipFile(next(tmp_path.glob("*.whl")))
    inside = [name for name in wheel.namelist() if name.startswith("sim/teaching/notebooks/")]
    assert {Path(name).name for name in inside} >= {path.name for path in notebooks()}

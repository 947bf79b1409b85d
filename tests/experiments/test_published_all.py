"""All papers together: one command, one table."""

import pytest

from experiments.published import __main__ as everything
from experiments.published import table


def test_every_paper_has_what_a_paper_must_have():
    assert "bozic2013" in everything.NAMES
    for name in everything.NAMES:
        folder = everything.HERE / name
        readme = (folder / "README.md").read_text()
        assert f"python -m experiments.published.{name}" in readme
        assert {"## Question", "## What was reproduced"} <= set(readme.splitlines())
        assert list(folder.glob("*.png")), name
        assert table.read(folder / "table.csv"), name


def test_a_wrong_name_is_refused(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["published", "bozic2031"])
    with pytest.raises(SystemExit):
        everything.main()
    assert "no such paper: bozic2031; there are " in capsys.readouterr().err


def test_one_table_for_several_papers_and_a_script_that_fails(monkeypatch, capsys, tmp_path):
    table.write([table.exact("a [day]", "452", 452)], tmp_path / "table.csv")
    monkeypatch.setattr("sys.argv", ["published", "--quick", "iwasa2006", "viossat2021"])
    monkeypatch.setattr(everything, "run", lambda name, quick: name == "viossat2021" and quick)
    monkeypatch.setattr(table, "where", lambda name, quick: tmp_path / "table.csv")
    assert everything.main() == 1
    printed = capsys.readouterr()
    assert "viossat2021  a [day]" in printed.out
    assert "1 of 1 agree" in printed.out
    assert "FAILED: python -m experiments.published.iwasa2006" in printed.err


@pytest.mark.slow
def test_the_quick_form_of_all_papers(monkeypatch, tmp_path):
    monkeypatch.chdir(everything.HERE.parents[1])
    monkeypatch.setattr("sys.argv", ["published", "--quick"])
    assert everything.main() == 0

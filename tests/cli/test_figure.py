import pytest

from sim.cli import main
from tests.factory import make_runs


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("runs") / "runs.nc"
    make_runs(patients=4).save(path)
    return str(path)


@pytest.mark.parametrize("kind", ["burden", "clones", "muller", "phase", "concentration"])
def test_draws_saved_runs(saved, kind, tmp_path, capsys):
    target = tmp_path / "new" / f"{kind}.png"
    arms = "continuous,holidays"
    assert main(["figure", saved, "--kind", kind, "--arms", arms, "-o", str(target)]) == 0
    assert target.stat().st_size > 10_000
    assert str(target) in capsys.readouterr().out


def test_draws_a_tumour_in_a_style_with_its_numbers(tmp_path, capsys):
    target = tmp_path / "response.pdf"
    words = ["--kind", "dose_response", "--style", "paper", "-o", str(target), "--data"]
    assert main(["figure", "mcrpc_abiraterone", *words]) == 0
    assert target.read_bytes()[:5] == b"%PDF-"
    assert "net growth" in target.with_suffix(".csv").read_text()
    assert str(target.with_suffix(".csv")) in capsys.readouterr().out


def test_writes_a_film(saved, tmp_path, monkeypatch):
    from sim.plots import film

    monkeypatch.setattr(film, "WIDTH", 320)
    target = tmp_path / "a.gif"
    assert main(["figure", saved, "--arms", "holidays", "-o", str(target)]) == 0
    assert target.read_bytes()[:6] == b"GIF89a"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["RUNS", "--kind", "buren"], "Did you mean 'burden'"),
        (["RUNS", "--style", "tlak"], "Did you mean 'talk'"),
        (["RUNS", "--arms", "holiday"], "Did you mean 'holidays'"),
        (["RUNS", "--arms", ","], "No arm to draw"),
        (["RUNS", "--kind", "dose_response"], "Name a preset"),
        (["melanoma_vemurafenib"], "sim compare melanoma_vemurafenib"),
        (["missing.nc"], "There is no file 'missing.nc'"),
        (["RUNS", "-o", "a.docx"], "ending '.docx'"),
        (["RUNS", "--kind", "muller", "--patient", "77"], "no such patient"),
        (["RUNS", "--kind", "phase", "-o", "a.gif"], "Nothing in this figure grows"),
    ],
)
def test_mistakes_are_explained(saved, words, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["figure", *(saved if word == "RUNS" else word for word in words)]) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())

import matplotlib.pyplot as plt
import pytest

from sim.cli import main
from sim.cli.drawings import DRAWINGS, RUNS, SWEEP, TRIAL, TUMOUR
from tests.factory import make_runs
from tests.plots import every


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


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """Return where there is something of every kind to draw."""
    folder = tmp_path_factory.mktemp("sources")
    made = every.make(folder)
    made.runs.save(folder / "runs.nc")
    made.trial.save(folder / "trial.nc")
    made.measured.save(folder / "measured.nc")
    return {
        RUNS: folder / "runs.nc", TRIAL: folder / "trial.nc", SWEEP: folder / "a",
        "spread": folder / "b", "measured": folder / "measured.nc", TUMOUR: "melanoma_vemurafenib",
    }  # fmt: skip


WORDS = {
    "forest": ["--by", "$group$"],
    "winners": ["--x", "cost", "--y", "turnover", "--measure", "final_burden"],
    "frontier": ["--x", "cost", "--y", "turnover", "--measure", "final_burden"],
    "burden_grid": ["--x", "cost", "--y", "turnover"],
    "parallel": ["--measure", "final_burden"],
    "visual_check": ["--observed", "OBSERVED"],
}
PAIRS = [(kind, of) for kind, drawing in DRAWINGS.items() for of in drawing.of]


@pytest.mark.parametrize(("kind", "of"), PAIRS)
def test_every_kind_is_drawn_from_a_file(kind, of, sources, tmp_path):
    what = sources[{"sensitivity": "spread", "seen": "measured"}.get(kind, of)]
    target = tmp_path / f"{kind}.png"
    observed = tmp_path / "observed.csv"
    every.DATA.to_csv(observed, index=False)
    more = [str(observed) if word == "OBSERVED" else word for word in WORDS.get(kind, [])]
    words = ["--kind", kind, "--style", "notebook", "-o", str(target), *more]
    assert main(["figure", str(what), *words]) == 0
    assert target.stat().st_size > 5_000


@pytest.mark.parametrize(
    ("of", "words", "message"),
    [
        (SWEEP, ["--kind", "winners", "--x", "cost"], "needs --y"),
        (SWEEP, ["--kind", "burden"], "draws saved runs"),
        (RUNS, ["--kind", "winners", "--x", "a", "--y", "b"], "the folder of a sweep"),
        (RUNS, ["--kind", "forest", "--by", "age"], "draws a saved trial"),
        (TRIAL, ["--kind", "forest", "--by", "group"], "Did you mean '$group$'"),
        (TRIAL, ["--kind", "waterfall", "--arms", "a,b"], "draws one arm"),
        (TRIAL, ["--kind", "kaplan_meier", "--endpoint", "survival"], "End point 'survival'"),
        (RUNS, ["--kind", "visual_check"], "needs --observed"),
        (RUNS, ["--kind", "visual_check", "--observed", "no.csv"], "'no.csv' cannot be read"),
        (RUNS, ["--patients", "50"], "the runs have 6"),
        (RUNS, ["--width", "0"], "width of a style"),
        (RUNS, ["--language", "german"], "'de', 'fr'"),
        (RUNS, ["--kind", "clones", "--x", "cost"], "--x says nothing to --kind clones"),
    ],
)
def test_what_is_not_for_a_kind_is_said(of, words, message, sources, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["figure", str(sources[of]), *words]) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_draws_a_tumour_in_a_style_with_its_numbers(tmp_path, capsys):
    target = tmp_path / "response.pdf"
    words = ["--kind", "dose_response", "--style", "paper", "-o", str(target), "--data"]
    assert main(["figure", "mcrpc_abiraterone", *words]) == 0
    assert target.read_bytes()[:5] == b"%PDF-"
    assert "net growth" in target.with_suffix(".csv").read_text()
    assert str(target.with_suffix(".csv")) in capsys.readouterr().out


def test_the_page_is_what_is_asked_for(saved, tmp_path):
    target = tmp_path / "a.png"
    look = ["--width", "6", "--dpi", "70", "--font-size", "8", "--language", "de"]
    assert main(["figure", saved, "--highlight", "2", *look, "-o", str(target), "--data"]) == 0
    assert plt.imread(target).shape[1] == pytest.approx(420, abs=1)


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

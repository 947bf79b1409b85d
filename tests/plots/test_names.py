"""Names are drawn as they were typed, in every kind of figure: `$` and `_` are no formulas."""

import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
from sim import plots
from sim.plots.typed_text import as_typed, plain

ARM, OTHER = "$10 drug$ x", "_{5%}^2\\a $"
CLONE, BEFORE = "a_b^c", "$S_1$"
DRUG, SECOND = "$A$", "_B%#&~"
NAMES = (ARM, OTHER, CLONE, BEFORE, DRUG, SECOND)


def tumour(cost=0.1, turnover=0.9):
    return sim.Tumour(
        [
            sim.Clone(BEFORE, 0.14, 0.14 * turnover, start=1e8, site="$here$"),
            sim.Clone(CLONE, 0.14 * (1 - cost), 0.13, start=10, fold={DRUG: 50.0}),
        ],
        [sim.Mutation(BEFORE, CLONE, 1e-6)],
        [sim.Drug(DRUG, sim.Hill(0.06, 0.3, 2.0)), sim.Drug(SECOND, sim.Proportional(0.02))],
    )


ARMS = {ARM: sim.Continuous(DRUG), OTHER: sim.Alternating([DRUG, SECOND], 28)}
CLINIC = sim.Clinic(visit_every=14, scan_every=28, fatal=1e10)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A run, a trial and a sweep, with such names."""
    runs = sim.simulate(
        tumour(), ARMS, patients=6, days=280.0, seed=1, clinic=CLINIC, progress=False
    )
    cohort = sim.Cohort(tumour(), 12, table={"$group$": ["x", "y"] * 6})
    trial = sim.Trial(cohort, ARMS, CLINIC, days=280.0).run(1, progress=False)
    keep = [sim.final_burden, sim.burden_curve]
    of_sweep = dict(arms=ARMS, days=112.0, patients=5, clinic=CLINIC, record=sim.Visits())
    grid = sim.Grid(cost=[0.0, 0.2], turnover=[0.7, 0.8, 0.9])
    folder = tmp_path_factory.mktemp("stores")
    sweep = sim.Sweep("$s$", build=tumour, design=grid, keep=keep, **of_sweep)
    spread = sim.Sensitivity(16, cost=(0.0, 0.2), turnover=(0.7, 0.9))
    spread = sim.Sweep("t", build=tumour, design=spread, keep=keep[:1], **of_sweep)
    return (
        runs, trial, sweep.run(folder / "a", progress=False),
        spread.run(folder / "b", progress=False),
    )  # fmt: skip


def _forest(trial):
    group = trial.values["$group$"]
    parts = {"$group$ 1": group == "x", "_other_": group == "y"}
    return plots.forest(trial.subgroups(parts, ARM, control=OTHER, endpoint="overall survival"))


P = plots
FIGURES = {
    "burden": lambda r, *_: P.burden(r, patients=2),
    "burden overlay": lambda r, *_: P.burden(r, layout="overlay"),
    "clones": lambda r, *_: P.clones(r),
    "concentration": lambda r, *_: P.concentration(r),
    "muller": lambda r, *_: P.muller(r),
    "phase": lambda r, *_: P.phase(r, x=BEFORE, y=CLONE),
    "slide": lambda r, *_: P.slide(r),
    "swimmer": lambda r, *_: P.swimmer(r, OTHER),
    "clone_tree": lambda *_: P.clone_tree(tumour()),
    "dose_response": lambda *_: P.dose_response(tumour()),
    "interaction": lambda *_: P.interaction(tumour(), [DRUG, SECOND]),
    "isobologram": lambda *_: P.isobologram(tumour(), [DRUG, SECOND], rate=-0.01),
    "landscape": lambda *_: P.landscape(tumour(), [DRUG]),
    "waterfall": lambda r, t, *_: P.waterfall(t, ARM),
    "spider": lambda r, t, *_: P.spider(t, ARM),
    "kaplan_meier": lambda r, t, *_: P.kaplan_meier(t.followup()),
    "paired": lambda r, t, *_: P.paired(t.followup(), ARM, OTHER),
    "forest": lambda r, t, *_: _forest(t),
    "winners": lambda r, t, s, _: P.winners(s, "cost", "turnover", measure="final_burden"),
    "frontier": lambda r, t, s, _: P.frontier(
        s.frontier("cost", "turnover", ARM, OTHER, measure="final_burden")
    ),
    "burden_grid": lambda r, t, s, _: P.burden_grid(s, "cost", "turnover"),
    "parallel": lambda r, t, s, _: P.parallel(s, measure="final_burden", arm=ARM),
    "sensitivity": lambda r, t, s, i: P.sensitivity(i.sobol_indices("final_burden")),
}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_no_kind_of_figure_is_left_out():
    other = {"animate", "reveal", "save", "style", "looks"}
    assert {name.split()[0] for name in FIGURES} == {
        name for name in plots.__all__ if name not in other
    }


@pytest.mark.parametrize("kind", FIGURES)
def test_names_are_drawn_as_typed(kind, made):
    FIGURES[kind](*made)
    figure = plt.gcf()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.canvas.draw()
    shown = [t for t in figure.findobj(mpl.text.Text) if t.get_visible() and t.get_text()]
    for text in shown:
        for line in text.get_text().split("\n"):  # (a line is read as a formula by itself)
            assert not text._preprocess_math(line)[1], line
    flat = "".join("".join(t._preprocess_math(t.get_text())[0].split()) for t in shown)
    there = [name for name in NAMES if "".join(name.split()) in flat]
    assert there or kind in ("sensitivity", "frontier") or kind == "burden_grid", flat
    assert "\\$" not in flat.replace("2\\a$", "")


def test_a_table_beside_a_figure_has_the_names(made, tmp_path):
    axes = plots.burden(made[0])
    plots.save(axes, tmp_path / "burden.png", data=True)
    text = (tmp_path / "burden.csv").read_text()
    assert ARM in text
    assert "\\$" not in text


def test_what_is_plain_comes_back():
    for name in (*NAMES, "a\\$b", "$$", "line\nline", "腫瘍", "50 % {x}"):
        assert as_typed(plain(name)) == name
        assert not mpl.text.Text(text=plain(name))._preprocess_math(plain(name))[1]
        assert mpl.text.Text()._preprocess_math(plain(name))[0] == name
    with mpl.rc_context({"text.usetex": True}):
        assert plain("a_b 5% $x$ {c}^2") == r"a\_b 5\% \$x\$ \{c\}\textasciicircum{}2"
        assert as_typed(plain("a_b 5% $x$ {c}^2")) == "a_b 5% $x$ {c}^2"


def test_thirty_drugs_with_long_names_have_letters():
    """Of more than 26 drugs the letters ran into brackets and a backslash: a parser's error."""
    drugs = [sim.Drug(f"a long name of drug {k} $", sim.Proportional(0.001)) for k in range(30)]
    many = sim.Tumour([sim.Clone("S", 0.14, 0.13, start=1e6)], drugs=drugs)
    plan = {"all": sim.Combination({drug.name: 1.0 for drug in drugs})}
    plots.burden(sim.simulate(many, plan, patients=2, days=60.0, seed=1, progress=False))
    plt.gcf().canvas.draw()
    assert np.isfinite(plt.gcf().get_size_inches()).all()

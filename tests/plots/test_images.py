"""Every kind of figure beside a picture of how it looked when somebody last looked at it.

The pictures were made with the version of matplotlib in `baseline/matplotlib.txt`. Another
minor version draws letters and lines a little differently; there these tests are skipped and
say so. After a wanted change, make the pictures anew and look at them:

    python -m pytest tests/plots/test_images.py --mpl-generate-path=tests/plots/baseline
"""

from functools import cache
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import sim
import sim.plots as plots
from sim.search.tradeoff import Tradeoff
from tests.factory import make_runs
from tests.plots import every
from tests.plots.test_burden import LONG
from tests.plots.test_checking import observed, regression
from tests.plots.test_descriptions import lattice
from tests.plots.test_muller import nested
from tests.plots.test_survival import groups
from tests.trials.test_cohort import SPREAD, melanoma

BASELINE = Path(__file__).parent / "baseline"
DRAWN_WITH = (BASELINE / "matplotlib.txt").read_text().strip()

pytestmark = pytest.mark.skipif(
    mpl.__version__.split(".")[:2] != DRAWN_WITH.split(".")[:2],
    reason=f"the pictures were drawn with matplotlib {DRAWN_WITH}, this is {mpl.__version__}",
)

same = pytest.mark.mpl_image_compare(
    baseline_dir="baseline", style="default", tolerance=5, savefig_kwargs={"dpi": 45}
)


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def tolerant():
    drug = sim.Drug("vemurafenib", sim.Hill(maximum=0.06, ec50=0.2, slope=2), half_life=2.4)
    return sim.Tumour(
        clones=[sim.Clone("sensitive", 0.14, 0.12, start=1e9), sim.Clone("persister", 0.02, 0.01)],
        transitions=[sim.Switch("sensitive", "persister", 1e-3),
                     sim.Switch("persister", "sensitive", 2e-2)],
        drugs=[drug],
    )  # fmt: skip


def measured():
    """Two lesions, one that comes later, and variants in blood, of a patient who dies."""
    sites = sim.Tumour(
        [sim.Clone("sensitive", 0.15, 0.13, start=3e9), sim.Clone("KRAS", 0.16, 0.13, start=1e5)],
        drugs=[sim.Drug("antibody", sim.Proportional(0.03))],
    ).in_niches([
        sim.Niche("liver", share=0.9, migration={"bone": 1e-4}), sim.Niche("bone", share=0.1)
    ])  # fmt: skip
    clinic = sim.Clinic(
        visit_every=28, scan_every=56, fatal=8e10,
        measures={"ct": sim.LesionsBySite(), "dna": sim.Sequencing({"G12D": ["KRAS"]})},
    )  # fmt: skip
    arms = {"antibody": sim.Continuous("antibody"), "none": sim.Observation()}
    return sim.simulate(
        sites, arms, patients=1, days=600.0, seed=1, clinic=clinic, engine="meanfield",
        progress=False,
    )  # fmt: skip


@cache
def trial():
    """A trial in which patients enter late, drop out and die."""
    arms = {"none": sim.Observation(), "continuous": sim.Continuous("A")}
    return sim.Trial(
        sim.Cohort(melanoma, 30, SPREAD), arms, sim.Clinic(fatal=1e11), days=900,
        conduct=sim.Conduct(enrolled_over=300, closes=700.0, dropout=1e-3),
        design=sim.Randomised(),
    ).run(3, progress=False)  # fmt: skip


def front():
    dose = np.linspace(30.0, 300.0, 8)
    cells = 1e9 * 10 ** (-dose / 80)
    table = pd.DataFrame({
        "cumulative_dose": dose, "cumulative_dose from": 0.95 * dose,
        "cumulative_dose to": 1.05 * dose, "final_burden": cells,
        "final_burden from": cells / 2, "final_burden to": 1.7 * cells,
    })  # fmt: skip
    return Tradeoff(
        table, "final_burden", "cumulative_dose", (True, True), "200 patients",
        ("cells", "standard doses x days"), {},
    )  # fmt: skip


KINDS = {
    "burden": lambda: plots.burden(make_runs(), patients=5),
    "overlay": lambda: plots.burden(make_runs(arms=LONG), layout="overlay"),
    "crowd": lambda: plots.burden(make_runs(arms=("x",), patients=300), patients=300, unit="mm"),
    "one": lambda: plots.burden(make_runs(), patient=7, layout="overlay"),
    "highlight": lambda: plots.burden(
        make_runs(),
        highlight=7,
        unit="% of baseline",
        marks=plots.Marks({"MRD": 1e-3}, {"surgery": 90.0}, {"radiotherapy": (400, 500)}),
    ),
    "constant": lambda: plots.burden(make_runs(arms=("x",), kinds=("constant",), patients=1)),
    "clones": lambda: plots.clones(make_runs()),
    "muller": lambda: plots.muller(nested()),
    "muller-log": lambda: plots.muller(nested(), scale="log"),
    "phase": lambda: plots.phase(make_runs()),
    "tree": lambda: plots.clone_tree(lattice()),
    "states": lambda: plots.clone_tree(tolerant()),
    "landscape": lambda: plots.landscape(lattice(2)),
    "dose-response": lambda: plots.dose_response(lattice(2)),
    "isobologram": lambda: plots.isobologram(lattice(2), clones=["sensitive"]),
    "interaction": lambda: plots.interaction(lattice(2), clones=["sensitive", "A"]),
    "concentration": lambda: plots.concentration(make_runs(), days=200),
    "kaplan-meier": lambda: plots.kaplan_meier(groups(3)),
    "incidence": lambda: plots.cumulative_incidence(groups(2)),
    "spider": lambda: plots.spider(make_runs(), "continuous"),
    "dose-map": lambda: plots.dose_map(make_runs()),
    "visual-check": lambda: plots.visual_check(
        make_runs(arms=("x",), kinds=("holidays",)), observed(make_runs(arms=("x",)), range(9))
    ),
    "tornado": lambda: plots.tornado(regression().regression()),
    "slide": lambda: plots.slide(make_runs()),
    "seen": lambda: plots.seen(measured(), measure="dna"),
    "seen-lesions": lambda: plots.seen(measured()),
    "fitted": lambda: plots.fitted(every.fit(), band=False),
    "profiles": lambda: plots.profiles(every.fit()),
    "pairs": lambda: plots.pairs(every.fit()),
    "fan": lambda: plots.fan(
        every.fit(),
        {"on": sim.Continuous(every.DRUG), "off": sim.Observation()},
        84.0,
        patients=50,
    ),
    "tradeoff": lambda: plots.tradeoff(front()),
    "waterfall": lambda: plots.waterfall(trial(), "continuous"),
    "swimmer": lambda: plots.swimmer(trial().follow(range(20)), "continuous"),
    "paired": lambda: plots.paired(groups(2), "a", "b"),
}


@same
@pytest.mark.parametrize("kind", KINDS)
def test_on_a_slide(kind):
    with plots.style("talk"):
        return figure(KINDS[kind]())


@same
@pytest.mark.parametrize(
    "kind", ["burden", "muller", "tree", "dose-response", "kaplan-meier", "one"]
)
def test_in_a_column(kind):
    with plots.style("paper"):
        return figure(KINDS[kind]())


@same
@pytest.mark.parametrize("kind", ["burden", "phase", "interaction", "incidence", "visual-check"])
def test_in_the_dark(kind):
    with plots.style("dark"):
        return figure(KINDS[kind]())


@same
@pytest.mark.parametrize("kind", ["burden", "landscape"])
def test_in_a_notebook(kind):
    return figure(KINDS[kind]())


def figure(drawn):
    return np.ravel(np.array(drawn, dtype=object))[0].figure

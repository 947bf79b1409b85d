"""Figures of descriptions: trees, landscapes, dose-response, two drugs, concentrations, phases."""

import itertools
import json

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import stats

import sim
import sim.plots as plots
from sim.base.errors import InputError
from sim.plots.concentration import between
from sim.plots.graph import graph_of
from tests.factory import make_runs
from tests.plots.test_burden import words


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def lattice(drugs=3, interaction=None):
    """Return a tumour with a clone for every set of drugs it can resist."""
    names = ["dabrafenib", "trametinib", "a drug with a long name"][:drugs]
    clones, steps = [], []
    for k in range(drugs + 1):
        for has in itertools.combinations(range(drugs), k):
            name = "+".join("ABC"[i] for i in has) or "sensitive"
            clones.append(
                sim.Clone(name, birth=0.14, death=0.12, start=0 if has else 1e9,
                          fold={names[i]: 50.0 for i in has})
            )  # fmt: skip
            for i in set(range(drugs)) - set(has):
                target = "+".join("ABC"[j] for j in sorted((*has, i)))
                steps.append(sim.Mutation(name, target, 1e-6))
    given = [sim.Drug(n, sim.Hill(maximum=0.06, ec50=0.3, slope=2)) for n in names]
    return sim.Tumour(
        clones=clones, transitions=steps, drugs=given, interaction=interaction or sim.Bliss()
    )


def test_the_tree_has_every_clone_on_its_step_and_every_rate():
    tumour = lattice()
    assert graph_of(tumour).depth["A+B+C"] == 3
    assert len(graph_of(tumour).edges) == 12
    ax = plots.clone_tree(tumour)
    written = [text.get_text() for text in ax.texts]
    assert {"sensitive", "A+B", "A+B+C"} <= set(written)
    assert written.count("10⁻⁶") == 12


def test_clones_that_nothing_leads_to_stand_beside_the_founder():
    tumour = sim.Tumour(
        clones=[sim.Clone("a", 0.1, 0.1, start=1), sim.Clone("b", 0.1, 0.1, start=1)]
    )
    assert graph_of(tumour).depth == {"a": 0, "b": 0}
    plots.clone_tree(tumour).figure.canvas.draw()


def test_the_landscape_is_the_net_growth_of_every_clone():
    axes = plots.landscape(lattice(2))
    assert [ax.get_title() for ax in axes] == [
        "no drug", "dabrafenib", "trametinib", "dabrafenib + trametinib",
    ]  # fmt: skip
    height = {d.get_label(): d.get_ydata()[0] for d in axes[1].lines if d.get_marker() != "None"}
    assert height["A"] == pytest.approx(0.02 - 0.06 / (1 + (0.3 * 50) ** 2))
    assert height["sensitive"] == pytest.approx(0.02 - 0.06 / (1 + 0.3**2))
    assert height["A+B"] == height["A"]


def test_dose_response_and_the_windows_of_selection():
    tumour = lattice(1)
    ax = plots.dose_response(tumour)
    curve = next(d for d in ax.lines if d.get_label() == "sensitive")
    dose, rate = curve.get_data()
    assert rate == pytest.approx(0.02 - 0.06 / (1 + (0.3 / dose) ** 2))
    dark, pale = (band.get_paths()[0].vertices[:, 0] for band in ax.collections)
    still = 0.3 * np.sqrt(0.5)  # 0.06 f = 0.02 where f = 1/3
    assert dark.min() == pytest.approx(still, rel=0.03)
    assert dark.max() == pytest.approx(50 * still, rel=0.03)
    assert pale.max() == pytest.approx(still, rel=0.03)


def test_patients_who_differ_are_drawn_as_the_typical_one():
    base = lattice(1)
    spread = base.replace(
        drugs=[sim.Drug("dabrafenib", sim.Hill(0.06, ec50=stats.uniform(0.2, 0.2), slope=2))]
    )
    ours, plain = (
        next(d for d in plots.dose_response(t).lines if d.get_label() == "sensitive").get_ydata()
        for t in (spread, base)
    )
    assert ours == pytest.approx(plain)
    many = base.replace(
        drugs=[sim.Drug("dabrafenib", sim.Hill(0.06, ec50=np.array([0.1, 0.3, 0.9]), slope=2))]
    )
    array = next(d for d in plots.dose_response(many).lines if d.get_label() == "sensitive")
    assert np.interp(1.0, *array.get_data()) == pytest.approx(0.02 - 0.06 / (1 + 0.09), rel=0.01)


def test_doses_that_add_up_lie_on_the_straight_line():
    ax = plots.isobologram(lattice(2, sim.Loewe()), clones=["sensitive"])
    (path,) = ax.collections[0].get_paths()
    across, up = path.vertices.T
    still = 0.3 * np.sqrt(0.5)
    assert across / still + up / still == pytest.approx(1.0, abs=0.03)


def test_independent_drugs_are_antagonists_by_loewe_where_curves_are_steep():
    ax = plots.isobologram(lattice(2), clones=["sensitive"])
    (path,) = ax.collections[0].get_paths()
    assert path.vertices.sum(axis=1).max() > 1.2 * 0.3 * np.sqrt(0.5)


def test_the_surface_is_the_net_growth():
    axes = plots.interaction(lattice(2), highest=2.0)
    assert [ax.get_title() for ax in axes] == ["sensitive", "A", "B", "A+B"]
    mesh = axes[0].collections[0].get_array().reshape(121, 121)
    assert mesh[0, 0] == pytest.approx(0.02)
    assert mesh[-1, -1] == pytest.approx(0.02 - 2 * 0.06 / (1 + 0.15**2))


def test_concentrations_fall_between_doses_and_reach_a_mean_of_one():
    when, level = between(np.array([0.0, 100.0]), np.array([1.0, 1.0]), 200.0, 2.0, 3.0)
    late = when > 100
    mean = np.trapezoid(level[late], when[late]) / np.ptp(when[late])
    assert mean == pytest.approx(1.0, rel=0.01)
    k = np.log(2) / 2
    assert level.max() == pytest.approx(3 * k / (1 - np.exp(-3 * k)), rel=1e-6)
    after, rest = between(np.array([0.0, 10.0]), np.array([1.0, 0.0]), 30.0, 2.0, 1.0)
    assert np.interp(20, after, rest) / np.interp(18, after, rest) == pytest.approx(0.5, rel=0.01)


def test_concentrations_under_a_schedule_are_those_of_the_engine():
    """A wrong due day, a lost restart or a forgotten rest would be off by a tenth and more."""
    tumour = sim.Tumour(
        clones=[sim.Clone("s", 0.1, 0.1, start=1e6)],
        drugs=[sim.Drug("A", sim.Proportional(0.01), half_life=1.5),
               sim.Drug("B", sim.Proportional(0.01), half_life=4.0, interval=3.0)],
    )  # fmt: skip
    arms = {"turns": sim.Alternating(["A", "B"], every=10)}
    runs = sim.simulate(tumour, arms, patients=1, days=60, seed=1, engine="meanfield")
    ax = plots.concentration(runs)
    for d, name in enumerate("AB"):
        when, level = next(x for x in ax.lines if x.get_label() == name).get_data()
        known = runs.data["concentration"].values[0, 0, :, d]
        drawn = np.interp(runs.data["time"].values, when, level)
        assert drawn == pytest.approx(known, abs=0.02)
    assert json.loads(runs.data.attrs["kinetics"]) == {"A": [1.5, 1.0], "B": [4.0, 3.0]}


def test_the_phase_plane_shows_where_the_patient_went():
    runs = make_runs()
    ax = plots.phase(runs, ["continuous", "combination"], patient=3)
    (end,) = (d for d in ax.lines if d.get_label() == "combination")
    assert (end.get_xdata()[0], end.get_ydata()[0]) == (0, 0)
    assert ax.get_xlim()[0] < 0
    assert ax.get_xlabel() == "sensitive [cells]"
    assert ax.get_ylabel() == "resistant [cells]"


DRAW = {
    "tree": lambda size: plots.clone_tree(lattice(), size=size),
    "landscape": lambda size: plots.landscape(lattice(2), size=size),
    "dose-response": lambda size: plots.dose_response(lattice(), size=size),
    "isobologram": lambda size: plots.isobologram(lattice(2), size=size),
    "surface": lambda size: plots.interaction(lattice(2), size=size),
    "phase": lambda size: plots.phase(make_runs(), size=size),
    "muller": lambda size: plots.muller(make_runs(), size=size),
    "concentration": lambda size: plots.concentration(make_runs(), size=size),
}


@pytest.mark.parametrize("size", [None, "slide", "column"])
@pytest.mark.parametrize("kind", DRAW)
def test_no_words_overlap_or_are_cut(kind, size):
    figure = np.ravel(DRAW[kind](size))[0].figure
    boxes = list(words(figure).items())
    for place, (text, box) in enumerate(boxes):
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= figure.bbox.x1, text
        assert box.y1 <= figure.bbox.y1, text
        for other, its in boxes[place + 1 :]:
            assert not box.padded(-1.0).overlaps(its.padded(-1.0)), (text, other)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.clone_tree(make_runs()), "needs a tumour"),
        (lambda: plots.landscape(lattice(), ["dabrafinib"]), "Did you mean 'dabrafenib'"),
        (lambda: plots.dose_response(lattice(), "X"), "no such drug"),
        (lambda: plots.dose_response(lattice(), clones=["D"]), "no such clone"),
        (lambda: plots.dose_response(lattice(), clones=[]), "no clone to draw"),
        (lambda: plots.dose_response(sim.Tumour(clones=[sim.Clone("a", 1, 1, start=1)])),
         "no drug to draw"),
        (lambda: plots.isobologram(lattice(1)), "needs two drugs"),
        (lambda: plots.isobologram(lattice(2), rate=5.0), "No clone has net growth 5"),
        (lambda: plots.interaction(lattice(2), highest=0), "highest is 0"),
        (lambda: plots.phase(make_runs(clones=("a",))), "needs two clones"),
        (lambda: plots.phase(make_runs(), x="c"), "no such clone"),
        (lambda: plots.concentration(make_runs(), days=-3), "days is -3"),
    ],
)  # fmt: skip
def test_bad_requests_are_explained(draw, message):
    with pytest.raises(InputError, match=message):
        draw()

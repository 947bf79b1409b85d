"""More than eight clones: shades of an ancestor, names in bands that hold them, who is merged."""

from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

import sim
from sim import plots
from sim.plots.family import SHADES, colours_of, label_band, looks_of, transitions_of
from tests.factory import make_runs
from tests.plots.seeing import contrast


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def lattice(drugs):
    sets = [has for k in range(drugs + 1) for has in combinations("ABCDE"[:drugs], k)]
    names = {has: "+".join(has) or "sensitive" for has in sets}
    edges = [
        (names[has], names[tuple(sorted((*has, more)))], "Mutation")
        for has in sets
        for more in "ABCDE"[:drugs]
        if more not in has
    ]
    return list(names.values()), edges


def test_up_to_eight_have_the_colours_that_they_have_everywhere():
    names, edges = lattice(3)
    assert len(names) == 8
    everywhere = {name: its.colour for name, its in plots.looks(names).items()}
    assert colours_of(names, edges) == everywhere


@pytest.mark.parametrize("style", ["notebook", "dark"])
def test_of_sixteen_the_later_ones_are_shades_of_their_ancestor(style):
    with plots.style(style) as chosen:
        names, edges = lattice(4)
        found = colours_of(names, edges)
        own = plots.looks(["sensitive", *"ABCD"])
        grounds = [to_rgb(chosen.paper), to_rgb(chosen.text)]
        for name in ["sensitive", *"ABCD"]:
            assert found[name] == own[name].colour
        for name in names[5:]:  # on the straight line from an ancestor's colour to paper or text
            ends = [to_rgb(own[part].colour) for part in name.split("+")]
            mixed = [
                to_hex((1 - abs(s)) * np.array(end) + abs(s) * np.array(grounds[s < 0]))
                for end in ends
                for s in SHADES
            ]
            assert found[name] in mixed
        assert len(set(found.values())) == 16


def test_thirty_children_of_one_founder_and_clones_without_a_tree_are_all_coloured():
    names = ["sensitive", *(f"r{k}" for k in range(30))]
    found = colours_of(names, [("sensitive", name, "Mutation") for name in names[1:]])
    assert list(found) == names
    assert found["sensitive"] == plots.looks(["sensitive"])["sensitive"].colour
    assert set(colours_of(names, [])) == set(names)
    circle = [(names[k], names[(k + 1) % 9], "Switch") for k in range(9)]
    assert set(colours_of(names[:9], circle)) == set(names[:9])


def test_a_clone_looks_the_same_in_the_tree_and_over_time():
    names, edges = lattice(4)
    tumour = sim.Tumour(
        [sim.Clone(n, 0.14, 0.12, start=0 if n != "sensitive" else 1e9) for n in names],
        [sim.Mutation(s, t, 1e-6) for s, t, _ in edges],
    )
    assert sorted(transitions_of(tumour)) == sorted(edges)
    ax = plots.clone_tree(tumour)
    boxes = {
        t.get_text().replace("\n", ""): to_hex(t.get_bbox_patch().get_facecolor())
        for t in ax.texts
        if t.get_bbox_patch()
    }
    for name, its in looks_of(names, edges).items():
        assert boxes[name] == its.colour.lower()


def muller(**options):
    names = [f"clone {k}" for k in range(12)]
    runs = make_runs(arms=("x",), kinds=("constant",), clones=names, patients=1)
    cells = runs.data["cells"].values
    cells[..., :3] = [6e8, 3e8, 1e8]
    cells[..., 3:] = 0
    cells[..., 5] = 1e5
    return plots.muller(runs, **options)


def test_names_stand_inside_their_bands_and_the_legend_says_who_is_merged():
    ax = muller(size=(8.0, 6.0))
    written = {text.get_text(): text for text in ax.texts}
    assert {"clone 0", "clone 1", "clone 2"} <= set(written)
    ax.figure.canvas.draw()
    renderer = ax.figure.canvas.get_renderer()
    for name, low, high in (("clone 0", 0, 60), ("clone 1", 60, 90), ("clone 2", 90, 100)):
        box = written[name].get_window_extent(renderer).transformed(ax.transData.inverted())
        assert low <= box.y0 < box.y1 <= high
        assert ax.get_xlim()[0] <= box.x0 < box.x1 <= ax.get_xlim()[1]
    said = [text.get_text() for text in ax.figure.legends[0].get_texts()]
    assert not {"clone 0", "clone 1", "clone 2"} & set(said)
    assert "(8 below 0.5 %: drawn as ancestors)" in said


def test_a_band_too_narrow_for_its_name_has_none():
    ax = plt.figure(figsize=(5, 3)).subplots()
    ax.set(xlim=(0, 10), ylim=(0, 100))
    x = np.linspace(0, 10, 50)
    assert not label_band(ax, x, (0 * x + 50, 0 * x + 52), "name", "#000000", 9.0)
    assert label_band(ax, x, (0 * x + 50, 0 * x + 70), "name", "#000000", 9.0)
    peak = 50 + 40 * np.exp(-(((x - 5) / 0.1) ** 2))  # high, but for a moment
    assert not label_band(ax, x, (0 * x + 50, peak), "a long name", "#000000", 9.0)
    (text,) = ax.texts
    assert contrast(to_hex(text.get_color()), "#000000") > 4.5
    assert text.get_position()[1] == pytest.approx(0.6)


def test_on_a_slide_no_clone_has_the_colour_of_an_arm():
    """The arm "holidays" was the blue of the sensitive cells."""
    runs = make_runs(arms=("holidays", "continuous"))
    axes = plots.slide(runs)
    lines = {to_hex(ln.get_color()) for ln in axes[0].lines if ln.get_label() in runs.arms}
    bands = [band for band in axes[2].collections if band.get_gid() in runs.clones]
    areas = {to_hex(band.get_facecolor()[0]) for band in bands}
    assert len(lines) == 2
    assert areas
    assert lines.isdisjoint(areas)

"""Trees of many clones, and clones at many sites: read line by line, and by their hues."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import rgb_to_hsv, to_hex, to_rgb

import sim
from sim import plots
from sim.plots.family import colours_of, transitions_of
from sim.plots.graph import graph_of
from sim.plots.kept import drawn_in
from sim.plots.sideways import in_lines, short_rate


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def spread(sites=30):
    two = sim.Tumour(
        [
            sim.Clone("sensitive", 0.14, 0.12, start=1e9),
            sim.Clone("resistant", 0.14, 0.12, fold={"A": 50}),
        ],
        [sim.Mutation("sensitive", "resistant", 1e-7)],
        [sim.Drug("A", sim.Hill(0.08, 0.3, 2))],
    )
    return two.with_metastases(sim.Metastases(per_division=3e-9, sites=sites))


def boxes(ax):
    ax.figure.canvas.draw()
    renderer = ax.figure.canvas.get_renderer()
    return [(t.get_text(), t.get_window_extent(renderer)) for t in ax.texts if t.get_text()]


def test_sixty_clones_have_a_line_each_and_no_word_on_another():
    tumour = spread()
    ax = plots.clone_tree(tumour)
    found = boxes(ax)
    names = {text for text, _ in found} & set(tumour.clone_names)
    assert names == set(tumour.clone_names)
    sizes = [t.get_fontsize() for t in ax.texts if t.get_text() in names]
    assert min(sizes) >= 0.85 * 9
    for k, (one, box) in enumerate(found):
        assert box.x0 >= 0, one
        assert box.x1 <= ax.figure.bbox.width + 1, one
        for other, its in found[k + 1 :]:
            apart = box.x1 <= its.x0 or its.x1 <= box.x0 or box.y1 <= its.y0 + 1
            assert apart or its.y1 <= box.y0 + 1, (one, other)


def test_every_step_is_in_the_lines_or_beside_a_name():
    tumour = spread(sites=30)
    graph = graph_of(tumour)
    order, hangs = in_lines(graph.depth, graph.edges)
    assert sorted(order) == sorted(tumour.clone_names)
    for child, (source, *_) in hangs.items():
        assert order.index(source) < order.index(child)
        between = order[order.index(source) + 1 : order.index(child)]
        assert all(graph.depth[name] > graph.depth[source] for name in between)
    ax = plots.clone_tree(tumour)
    said = " ".join(text.get_text() for text in ax.texts)
    beside = [edge for edge in graph.edges if edge != hangs.get(edge[1])]
    assert len(beside) + len(hangs) == len(graph.edges)
    assert said.count("also from resistant @ primary (") == len(beside) == 30
    assert len(drawn_in(ax)[0][1]["source"]) == len(graph.edges)


def test_a_circle_of_switches_ends_and_says_the_way_back():
    names = ["a" * 30 + str(k) for k in range(12)]
    there = [sim.Switch(names[0], name, 1e-3) for name in names[1:]]
    back = [sim.Switch(name, names[0], 0.02) for name in names[1:]]
    tumour = sim.Tumour([sim.Clone(name, 0.14, 0.12, start=1e6) for name in names], there + back)
    ax = plots.clone_tree(tumour)
    founder = [t.get_text() for t in ax.texts if t.get_text().startswith("also from")]
    assert len(founder) == 1
    assert founder[0].count("(0.02)") == 11


def test_few_clones_stay_in_boxes():
    ax = plots.clone_tree(spread(sites=2))
    assert not [t for t in ax.texts if t.get_text().startswith("also from")]


def test_a_clone_has_shades_of_one_hue_at_all_sites():
    tumour = spread()
    found = colours_of(tumour.clone_names, transitions_of(tumour))
    usual = plots.looks(["sensitive", "resistant"])
    for kind, its in usual.items():
        assert found[f"{kind} @ primary"] == its.colour
        hue = rgb_to_hsv(to_rgb(its.colour))[0]
        for name, colour in found.items():
            if name.startswith(kind):
                assert abs(rgb_to_hsv(to_rgb(colour))[0] - hue) < 0.01
    assert len({to_hex(c) for c in found.values()}) >= 16


def test_many_children_of_one_founder_are_not_all_of_one_hue():
    names = ["founder", *(f"child {k}" for k in range(20))]
    edges = [("founder", name, "Mutation") for name in names[1:]]
    hues = {round(float(rgb_to_hsv(to_rgb(c))[0]), 1) for c in colours_of(names, edges).values()}
    assert len(hues) >= 4


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0"), (0.02, "0.02"), (1e-6, "10⁻⁶"), (3.2e-7, "3.2·10⁻⁷"), (12.0, "12")],
)
def test_rates_are_short(value, said):
    assert short_rate(value) == said

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

import sim.plots as plots
from sim.base.errors import InputError
from sim.plots.colours import DARK, KNOWN, LIGHT, places
from sim.plots.shades import thin
from sim.plots.styles import STYLES, current
from tests.factory import make_runs
from tests.plots.seeing import contrast, distances, lightness

NAMES = [f"clone {i}" for i in range(30)] + ["sensitive", "resistant", "A+B", "vemurafenib"]


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_any_two_colours_differ_to_every_eye_and_in_grey(palette):
    for eye, distance in distances(palette).items():
        assert distance.min() >= 22, eye
    grey = np.sort(lightness(palette))
    assert np.diff(grey).min() >= 6


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_everything_stands_out_from_the_paper(style):
    paper = to_hex(style.paper)
    assert contrast(to_hex(style.text), paper) > 12
    assert contrast(to_hex(style.ink), paper) > 4.5  # as WCAG 2 asks of letters
    assert min(contrast(colour, paper) for colour in style.palette) >= 3


@pytest.mark.parametrize("count", [1, 2, 5, 8, 9, 20, len(NAMES)])
def test_names_of_one_figure_never_look_the_same(count):
    rng = np.random.default_rng(count)
    for _ in range(20):
        names = rng.choice(NAMES, count, replace=False).tolist()
        its = plots.looks(names)
        assert list(its) == names
        assert len(set(map(str, its.values()))) == count
        assert len({its[name].colour for name in names}) == min(count, 8)


def test_a_name_keeps_its_colour_whatever_the_order_or_the_kind():
    assert places(NAMES) == {name: places(NAMES[::-1])[name] for name in NAMES}
    assert {places([name, "sensitive"])[name] for name in KNOWN if KNOWN[name] == 2} == {2}
    usual = ["observation", "continuous", "combination", "holidays"]
    both = plots.looks(usual), plots.looks(["adaptive", "rechallenge", *usual[::-1]])
    assert all(both[0][name] == both[1][name] for name in usual)


def test_nobody_passes_for_the_sensitive_cells():
    for name in NAMES[:30]:
        assert plots.looks(["sensitive", name])[name].colour not in LIGHT[:2]


def test_part_of_the_arms_look_as_they_do_among_all():
    runs = make_runs()
    alone = plots.burden(runs, "holidays").lines
    among = plots.burden(runs)[2].lines
    for lines in (alone, among):
        assert {to_hex(d.get_color()) for d in lines if d.get_label() == "holidays"} == {
            plots.looks(runs.arms)["holidays"].colour.lower()
        }


def test_colours_of_ones_own():
    with plots.style("paper", colours={"sensitive": "plum", "odd": "#123456"}):
        its = plots.looks(["sensitive", "odd", "resistant"])
    assert its["sensitive"].colour == LIGHT[3]
    assert its["odd"].colour == "#123456"
    assert its["resistant"].colour == LIGHT[1]
    with plots.style("dark", colours=["b", "a"]):
        assert [look.colour for look in plots.looks(["a", "b"]).values()] == [DARK[1], DARK[0]]


def test_a_style_ends_with_its_block_even_after_an_error():
    before = dict(mpl.rcParams)
    seen = []

    def fail():
        with plots.style("dark"):
            with plots.style("paper"):
                seen.append(current().name)
            seen.append(current().name)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert seen == ["paper", "dark"]
    assert current().name == "notebook"
    assert dict(mpl.rcParams) == before


def test_a_dark_figure_is_dark_after_its_block_too():
    with plots.style("dark"):
        ax = plots.burden(make_runs(), "holidays")
    ax.figure.canvas.draw()
    assert sum(to_rgb(ax.figure.get_facecolor())) < 0.5
    letters = [t for t in ax.figure.findobj(mpl.text.Text) if t.get_text().strip()]
    assert min(sum(to_rgb(t.get_color())) for t in letters) > 1.8
    ticks = ax.xaxis.get_ticklines() + ax.yaxis.get_ticklines(minor=True)
    assert min(sum(to_rgb(tick.get_color())) for tick in ticks) > 1.8


@pytest.mark.parametrize(("name", "width"), [("talk", 13.33), ("paper", 3.5), ("dark", 13.33)])
def test_the_page_follows_from_the_style_unless_it_is_given(name, width):
    with plots.style(name):
        assert plots.burden(make_runs(), "holidays").figure.get_figwidth() == width
        own = plots.burden(make_runs(), "holidays", size=(5, 4))
    assert own.figure.get_figwidth() == 5


def test_a_user_with_dark_settings_gets_the_dark_palette():
    with plt.style.context("dark_background"):
        assert current().palette is DARK
        assert plots.looks(["sensitive"])["sensitive"].colour == DARK[0]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("tlak",), "no such style.*Did you mean 'talk'"),
        (("talk", {"a": "bleu"}), "The colour of 'a' is 'bleu'; give one of blue"),
        (("talk", "plum"), "give names with their colours"),
    ],
)
def test_bad_styles_are_explained(given, message):
    with pytest.raises(InputError, match=message), plots.style(*given):
        pass


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_thin_lines_and_letters_stand_out_as_wcag_asks(style):
    paper = to_hex(style.paper)
    assert contrast(to_hex(style.faint), paper) >= 3
    assert min(contrast(to_hex(each), paper) for each in (style.text, style.ink)) >= 4.5


@pytest.mark.parametrize("style", STYLES)
def test_a_thin_line_in_any_colour_stands_out(style):
    with plots.style(style) as chosen:
        for colour in chosen.palette:
            assert contrast(thin(colour), to_hex(chosen.paper)) >= 3
            if contrast(colour, to_hex(chosen.paper)) >= 3:
                assert thin(colour) == colour.lower()


@pytest.mark.parametrize("style", ["paper", "talk"])
def test_a_legend_shows_every_pattern_of_dashes(style):
    """A dash of ten and a space of three were one dash: the legend's lines were too short."""
    with plots.style(style):
        ax = plots.burden(make_runs(arms=NAMES[:8]), layout="overlay", quantiles=None)
    ax.figure.canvas.draw()
    legend = ax.figure.legends[0]
    dashed = 0
    for line in legend.get_lines():
        pattern = line._dash_pattern[1]
        if pattern is not None:
            dashed += 1
            across = line.get_window_extent().width * 72 / ax.figure.dpi
            assert across >= min(1.2 * sum(pattern), 4.9 * legend.get_texts()[0].get_fontsize())
    assert dashed >= 6


def letters(ax):
    return ax.xaxis.label.get_fontsize()


@pytest.mark.parametrize("style", STYLES)
def test_sizes_of_ones_own(style, tmp_path):
    with plots.style(style, font_size=11, width=6, dpi=77):
        ax = plots.burden(make_runs(), "holidays")
        plots.save(ax, tmp_path / "a.png")
    assert letters(ax) == 11
    assert ax.figure.get_figwidth() == 6
    assert plt.imread(tmp_path / "a.png").shape[1] == pytest.approx(6 * 77, abs=1)


def test_letters_that_a_back_row_can_read():
    with plots.style("talk"):
        assert letters(plots.burden(make_runs(), "holidays")) >= 18
    with plots.style("poster"):
        ax = plots.burden(make_runs(), "holidays")
    assert letters(ax) >= 24
    assert ax.figure.get_figwidth() > 20
    with plots.style("paper"):
        assert 5 <= letters(plots.burden(make_runs(), "holidays")) <= 7


def test_matplotlibs_own_size_of_letters_is_respected():
    with mpl.rc_context({"font.size": 13}):
        assert letters(plots.burden(make_runs(), "holidays")) == 13
        assert letters(plots.burden(make_runs(), "holidays", ax=plt.figure().subplots())) == 13


@pytest.mark.parametrize(
    ("options", "says"),
    [({"font_size": 0}, "font_size"), ({"width": "wide"}, "width"), ({"dpi": 5}, "dpi")],
)
def test_sizes_that_are_none_are_refused(options, says):
    with pytest.raises(InputError, match=says), plots.style("talk", **options):
        pass


@pytest.mark.parametrize("kind", ["burden", "clones", "muller"])
def test_a_drug_never_has_the_colour_of_an_arm_or_a_clone_beside_it(kind):
    """The arm "combination" was the green of vemurafenib."""
    runs = make_runs(arms=("combination",), kinds=("dying",))
    ax = getattr(plots, kind)(runs)
    strip = next(child for child in ax.child_axes if child.collections)
    strip.figure.canvas.draw()
    shades = np.concatenate([cells.get_facecolor() for cells in strip.collections])[:, :3]
    named = [*plots.looks(runs.arms).values(), *plots.looks(runs.clones).values()]
    mine = {to_hex(look.colour) for look in named}
    assert mine.isdisjoint(to_hex(shade) for shade in shades)
    assert np.ptp(shades, axis=1).max() < 0.02  # grey

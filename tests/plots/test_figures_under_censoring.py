"""Figures of trials in which patients are lost: nothing is drawn of what nobody saw."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import stats

import sim
from sim import plots
from sim.plots.present import head_count, mean_dose
from sim.results.followed import Followup
from tests.results.test_paired_difference import times
from tests.trials.test_cohort import SPREAD, melanoma

ARMS = {"continuous": sim.Continuous("A"), "adaptive": sim.Adaptive("A")}


@pytest.fixture(scope="module")
def result():
    conduct = sim.Conduct(enrolled_over=300, closes=700, dropout=1e-3)
    trial = sim.Trial(
        sim.Cohort(melanoma, 30, SPREAD), ARMS, sim.Clinic(fatal=1e11), days=900, conduct=conduct
    )
    return trial.run(3, progress=False)


def numbers(ax):
    return [(round(t.xy[0], 6), t.get_text()) for t in ax.texts if t.get_text().isdigit()]


def curves(ax):
    """Return the curves of a panel, without their markers and ticks."""
    return [line for line in ax.lines if line.get_drawstyle() == "steps-post"]


def test_curves_bands_and_numbers_at_risk_end_at_the_last_follow_up():
    found = times("30 60 75+ 80+", "20 40 50+ 50+", horizon=400.0)
    ax = plots.kaplan_meier(found)
    ends = [line.get_xdata()[-1] for line in curves(ax)]
    assert ends == [80, 50]
    bands = [band.get_paths()[0].vertices[:, 0].max() for band in ax.collections]
    assert bands == [80, 50]
    assert ax.get_xlim()[1] == pytest.approx(80)
    assert max(x for x, _ in numbers(ax)) <= 80
    ticks = [t for t in ax.get_xticks() if t <= 80]
    first = [text for x, text in numbers(ax)][: len(ticks)]
    assert first == [str(int(found.kaplan_meier("a").at_risk(t))) for t in ticks]
    assert len(numbers(ax)) == len(ticks) + sum(t <= 50 for t in ticks)


def test_a_curve_that_comes_to_nothing_is_drawn_to_the_last_event():
    ax = plots.kaplan_meier(times("30 60", "80+ 80+", horizon=400.0))
    one, other = curves(ax)
    assert (one.get_xdata()[-1], one.get_ydata()[-1]) == (60, 0)
    assert other.get_ydata().tolist() == [1, 1]


def test_who_was_followed_for_minutes_is_drawn_without_a_warning():
    """Of less than a hundredth of a day nothing was left of the axis, and matplotlib warned."""
    days = np.array([[1e-4, 2e-4, 3e-4]])
    followup = Followup("overall survival", ("one",), np.arange(3), days, days < 0, 100.0)
    ax = sim.plots.kaplan_meier(followup)
    assert 0 < ax.get_xlim()[1] < 0.01


def test_a_trial_of_900_days_that_closed_after_700_has_no_curve_beyond(result):
    survival = result.followup("overall survival")
    ax = plots.kaplan_meier(survival)
    unit = 365.25 / 12
    assert ax.get_xlim()[1] * unit == pytest.approx(np.nanmax(survival.days))
    assert ax.get_xlim()[1] * unit < 700


def heights(ax):
    """Return the filled area of every collection, from its corners (shoelace)."""
    found = []
    for collection in ax.collections:
        x, y = collection.get_paths()[0].vertices.T
        found.append(abs(0.5 * np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))))
    return found


def test_paired_draws_what_is_known_and_says_what_is_not():
    # gains 3; lost later, at least 2; the same; loses 4; lost under both, early and last of all
    found = times("8 9+ 6 1 4+ 12+", "5 7 6 5 4+ 12+", horizon=50.0)
    ax = plots.paired(found, "a", "b")
    assert heights(ax) == pytest.approx([3, 2, 4])  # better, better at least, worse
    pair = found.paired_difference("a", "b")
    assert ax.lines[0].get_ydata()[0] == pytest.approx(pair.mean.value)
    text = " ".join([ax.get_title(), *(t.get_text() for t in ax.texts)]).replace("\n", " ")
    assert "better for 33%, worse for 17%, the same for 17%, undecided for 33%" in text
    labels = [text.get_text() for text in ax.figure.legends[0].get_texts()]
    assert {"at least", "undecided"} <= set(labels)
    assert labels[-1].endswith("within 12 days")
    span = ax.patches[0].get_bbox()
    assert (span.x0, span.x1) == (3, 5)  # sorted: two gains, the same, undecided, the loss


def test_paired_of_whole_data_has_neither_pale_bars_nor_undecided():
    ax = plots.paired(times("8 9 1", "5 7 5"), "a", "b")
    assert heights(ax) == pytest.approx([3 + 2, 4])
    assert not ax.patches
    labels = [text.get_text() for text in ax.figure.legends[0].get_texts()]
    assert not {"at least", "undecided"} & set(labels)


def test_paired_of_nobody_followed_is_refused():
    with pytest.raises(sim.InputError, match="Nobody in 'a' and 'b' is followed"):
        plots.paired(times("0+", "0+"), "a", "b")


def test_lines_of_the_spider_end_with_follow_up(result):
    ax = plots.spider(result, "adaptive")
    scans = result.runs.data["scan"].values
    unit = 365.25 / 12
    lines = [line for line in ax.lines if line.get_linestyle() == "-" and line.get_alpha()]
    for line, followed in zip(lines, result.followed, strict=True):
        drawn = line.get_xdata() * unit
        assert (drawn <= followed).all()
        assert drawn.size <= (scans <= followed).sum()
    shown = [line.get_xdata().size for line in lines]
    whole = plots.spider(result.runs, "adaptive")
    more = [line.get_xdata().size for line in whole.lines if line.get_alpha()]
    assert sum(shown) < sum(more)


def test_bars_of_the_waterfall_are_coloured_by_the_responses_that_were_seen(result):
    labels = {}
    for what in (result, result.runs):
        plots.waterfall(what, "continuous")
        legend = plt.gcf().legends[0]
        said = [text.get_text() for text in legend.get_texts()]
        labels[id(what)] = [label for label in said if label.endswith(")")]
        assert set(said) - set(labels[id(what)]) == {"partial response", "progression"}
    seen = result.response()[result.arms.index("continuous")]
    counts = {word: int((seen == code).sum()) for code, word in enumerate(sim.clinic.RESPONSES)}
    for label in labels[id(result)]:
        word, count = label.rsplit(" (", 1)
        assert counts[word] == int(count.rstrip(")"))
    assert labels[id(result)] != labels[id(result.runs)]


def test_who_died_of_anything_is_dead_in_every_figure():
    tumour = sim.Tumour(
        [sim.Clone("s", birth=0.14, death=0.13, start=1e9)],
        drugs=[sim.Drug("A", sim.Proportional(0.02))],
    )
    clinic = sim.Clinic(other_death=stats.expon(scale=100.0))
    runs = sim.simulate(
        tumour, {"arm": sim.Continuous("A")}, patients=40, days=200, seed=2, clinic=clinic,
        progress=False,
    )  # fmt: skip
    dead = int((runs.data["ending"] == 4).sum())
    assert 20 < dead < 40
    assert head_count(runs, "arm") == f"n = 40, {dead} dead"
    # the mean over those alive is the plan, though a plan for the dead would be too
    assert (mean_dose(runs, "arm")[:, 0] == 1).all()
    everybody = runs.data.isel(patient=runs.data["ending"].values[0] == 4)
    assert mean_dose(sim.Runs(everybody), "arm")[-1, 0] == 0

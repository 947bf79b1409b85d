"""The swimmer plot of a trial: who is in the arm, from entry to what ended their follow-up."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
from sim import plots
from sim.base.errors import InputError
from sim.base.units import MONTH
from sim.plots.kept import drawn_in
from tests.trials.test_cohort import SPREAD, melanoma

ARMS = {"continuous": sim.Continuous("A"), "adaptive": sim.Adaptive("A")}
CLOSES = 700.0


@pytest.fixture(scope="module")
def result():
    conduct = sim.Conduct(enrolled_over=300, closes=CLOSES, dropout=1e-3)
    trial = sim.Trial(
        sim.Cohort(melanoma, 30, SPREAD), ARMS, sim.Clinic(fatal=1e11), days=900, conduct=conduct,
        design=sim.Randomised(),
    )  # fmt: skip
    return trial.run(3, progress=False)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def lanes(ax):
    """Return the first day and the last of every lane, by the patient's number [days]."""
    numbers = [int(label.get_text()) for label in ax.get_yticklabels()]
    bars = ax.patches[: len(numbers)]
    return {
        n: (bar.get_x() * MONTH, (bar.get_x() + bar.get_width()) * MONTH)
        for n, bar in zip(numbers, bars, strict=True)
    }


def marked(ax, word):
    legend = ax.figure.legends[0]
    texts = [text.get_text() for text in legend.get_texts()]
    return 0 if word not in texts else _count(ax, legend.legend_handles[texts.index(word)])


def _count(ax, handle):
    look = handle.get_marker(), handle.get_markerfacecolor()
    lines = (ln for ln in ax.lines if (ln.get_marker(), ln.get_markerfacecolor()) == look)
    return sum(line.get_xdata().size for line in lines)


@pytest.mark.parametrize("since", ["entry", "trial", None])
def test_lanes_are_those_of_the_arm_from_entry_to_the_end_of_follow_up(result, since):
    """All 20 were drawn, alive to day 900, whatever arm they were in and whenever they left."""
    row = result.arms.index("adaptive")
    inside = np.flatnonzero(result.members[row][:20])
    assert 5 < inside.size < 15
    ax = plots.swimmer(result.follow(range(20)), "adaptive", since=since)
    found = lanes(ax)
    assert sorted(found) == inside.tolist()
    times = result.followup("overall survival").days[row]
    for number, (begin, end) in found.items():
        entry = result.entry[number] if since != "entry" else 0.0
        assert begin == pytest.approx(entry)
        assert end - begin == pytest.approx(times[number])
    for bar in ax.patches[inside.size :]:  # doses lie within the lane of their patient
        place = round(bar.get_y() + 0.5 * bar.get_height())
        begin, end = list(found.values())[place]
        assert begin - 1e-9 <= bar.get_x() * MONTH
        assert (bar.get_x() + bar.get_width()) * MONTH <= end + 1e-9


def test_what_ended_follow_up_is_told_apart(result):
    some = result.follow(range(20))
    ax = plots.swimmer(some, "adaptive", since="entry")
    inside = result.members[result.arms.index("adaptive")][:20]
    entry, followed = result.entry[:20][inside], result.followed[:20][inside]
    # independent of the figure: who was there on the day the data were cut, and who was not
    cut = np.isclose(entry + followed, CLOSES)
    assert 0 < cut.sum() < inside.sum()
    assert (some.data["ending"].sel(arm="adaptive").values[inside] < 2).all()
    assert marked(ax, "alive at data cut-off") == cut.sum()
    assert marked(ax, "dropped out") == (~cut).sum()
    assert marked(ax, "alive at the end") == 0
    assert "9 not in this arm" in " ".join(text.get_text() for text in ax.texts)


def test_on_the_calendar_the_day_of_the_data_cut_off_is_a_line(result):
    ax = plots.swimmer(result.follow(range(20)), "adaptive")
    lines = [line for line in ax.lines if line.get_linestyle() == "--"]
    assert [line.get_xdata()[0] * MONTH for line in lines] == [pytest.approx(CLOSES)]
    begins = [begin for begin, _ in lanes(ax).values()]
    assert begins == sorted(begins)
    assert ax.get_xlabel().startswith("time since the trial began")


def test_nothing_is_marked_that_was_not_seen(result):
    """Responses and progressions after a patient had left were drawn as well."""
    some = result.follow(range(20))
    ax = plots.swimmer(some, "adaptive", since="entry")
    inside = result.members[result.arms.index("adaptive")][:20]
    followed = result.followed[:20][inside]
    for name, word in (("response_day", "response"), ("off_drug_day", "growth off drug"),
                       ("progression_day", "progression")):  # fmt: skip
        day = some.data[name].sel(arm="adaptive").values[inside]
        assert marked(ax, word) == (day <= followed).sum()


def test_followed_patients_keep_who_they_are(result, tmp_path):
    some = result.follow([7, 2], ["adaptive"])
    some.save(tmp_path / "some.nc")
    for runs in (some, sim.load(tmp_path / "some.nc")):
        assert runs.values("patient").tolist() == [7, 2]
        row = result.arms.index("adaptive")
        np.testing.assert_array_equal(runs.values("counted")[0], result.members[row][[7, 2]])
        np.testing.assert_array_equal(runs.values("followed_days"), result.followed[[7, 2]])
        np.testing.assert_array_equal(runs.values("entry_day"), result.entry[[7, 2]])


def test_an_arm_of_nobody_and_a_word_that_is_none_are_refused(result):
    one = result.follow([int(np.flatnonzero(result.members[0])[0])])
    with pytest.raises(InputError, match="Nobody is counted in arm 'adaptive'"):
        plots.swimmer(one, "adaptive")
    with pytest.raises(InputError, match="'calendar'"):
        plots.swimmer(one, "continuous", since="calendar")


def test_a_waterfall_does_not_draw_what_a_trial_has_not_seen(result):
    with pytest.raises(InputError, match="lost or cut off before the end"):
        plots.waterfall(result.follow(range(20)), "adaptive")


def test_labels_stand_at_the_ends_of_their_lanes_and_nothing_is_cut(result):
    runs, arm = result.follow(range(20)), next(iter(ARMS))
    numbers = list(lanes(plots.swimmer(runs, arm, since="entry")))
    given = {numbers[0]: "surgery, $then$ watched for a year", numbers[2]: "moved away"}
    ax = plots.swimmer(runs, arm, since="entry", labels=given, size=(7, 4))
    ax.figure.canvas.draw()
    renderer = ax.figure.canvas.get_renderer()
    order = [int(tick.get_text()) for tick in ax.get_yticklabels()]
    ends = {int(n): e for n, e in zip(*kept(ax)[:2], strict=True)}
    for number, text in given.items():
        (label,) = [t for t in ax.texts if t.get_text().replace("\\$", "$") == text]
        x, lane = label.xy
        assert order[int(lane)] == number
        assert x == pytest.approx(ends[number] / MONTH, rel=1e-6)
        box = label.get_window_extent(renderer)
        assert box.x1 <= ax.figure.bbox.width
        assert box.x0 > ax.transData.transform(label.xy)[0]


def kept(ax):
    lane = dict(drawn_in(ax))["lane"]
    return lane["patient"], lane["day since entry"]


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        (lambda one: {77: "x"}, "patient 77, of whom there is no lane; the patients are "),
        (lambda one: {one: 5}, "The label of patient .* is 5; give words|labels"),
        (lambda one: {one: "x" * 61}, "at most 60 letters"),
    ],
)
def test_labels_that_cannot_be_are_refused(result, labels, why):
    runs, arm = result.follow(range(20)), next(iter(ARMS))
    one = next(iter(lanes(plots.swimmer(runs, arm))))
    with pytest.raises(InputError, match=why):
        plots.swimmer(runs, arm, labels=labels(one))

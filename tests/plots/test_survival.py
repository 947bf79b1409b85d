"""Curves of times to an event: what is written beside them is what is estimated."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
from sim import plots
from sim.base.errors import InputError
from sim.plots.kept import drawn_in
from sim.results.followed import DIED, END, PROGRESSED, Followup
from tests.results.test_paired_difference import times
from tests.results.test_survival import random_group


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def words(ax):
    found = [text.get_text() for text in ax.texts]
    legends = [*ax.figure.legends, *([ax.get_legend()] if ax.get_legend() else [])]
    return " ".join([*found, *(t.get_text() for legend in legends for t in legend.get_texts())])


def groups(count=3, seed=0):
    """Return a follow-up of some groups, in each of which many die without a progression."""
    made = [random_group(seed + k, count=80) for k in range(count)]
    days = np.array([days for days, _ in made])
    happened = np.array([happened for _, happened in made])
    why = np.where(happened, np.where(np.arange(80) % 3 == 0, DIED, PROGRESSED), END)
    names = tuple("abcdefgh"[:count])
    return Followup("time", names, np.arange(80), days, happened, 3000.0, why=why.astype(np.int8))


def test_medians_ratios_and_p_are_written_as_they_are_estimated():
    found = groups(2)
    said = words(plots.kaplan_meier(found)).replace("\n", " ")
    ratio, p = found.hazard_ratio("b", "a"), found.log_rank("b", "a")[1]
    assert f"HR b : a {ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f})" in said
    assert f"log-rank p = {p:.2g}" in said
    middle = found.median("b")
    unit = 365.25
    assert f"b, median {middle.value / unit:.3g} ({middle.low / unit:.3g} to" in said


def test_a_median_is_drawn_where_it_is_and_not_where_it_was_not_reached():
    ax = plots.kaplan_meier(times("30 60 75 80", "80+ 80+ 80+ 80+", horizon=400.0))
    corner = [line for line in ax.lines if line.get_ydata()[:3].tolist() == [0.5, 0.5, 0.0]]
    assert [line.get_xdata().tolist() for line in corner] == [[0, 60, 60]]
    assert "b, median not reached" in words(ax)
    assert "median" not in words(
        plots.kaplan_meier(times("30 60 75 80", "80+ 80+ 80+ 80+"), statistics=False)
    )


def test_against_the_control_of_the_trial_or_the_one_named(made):
    said = words(plots.kaplan_meier(made.trial)).replace("\\", "")
    assert f" : {made.trial.control}".replace("\\", "") in said
    found = groups(3)
    said = words(plots.kaplan_meier(found, control="c")).replace("\n", " ")
    assert "HR a : c" in said
    assert "HR b : c" in said
    with pytest.raises(InputError, match="control 'd'"):
        plots.kaplan_meier(found, control="d")


def test_arms_that_separate_have_a_reason_and_many_arms_no_page_of_ratios():
    said = words(plots.kaplan_meier(times("1 2 3 4", "80+ 80+ 80+ 80+"))).replace("\n", " ")
    assert "no HR b : a: " in said
    assert "HR" not in words(plots.kaplan_meier(groups(6)))


def test_curves_of_incidence_are_the_estimate_and_stack_to_all():
    found = groups(2)
    ax = plots.cumulative_incidence(found)
    kept = dict(drawn_in(ax))
    assert set(kept) == {f"{arm}: {word}" for arm in "ab" for word in ("progression", "death")}
    for arm in "ab":
        parts = [kept[f"{arm}: {word}"] for word in ("progression", "death")]
        day, (first, second) = parts[0]["time [days]"], [
            part["cumulative incidence [share of patients]"] for part in parts
        ]  # fmt: skip
        assert first + second + found.kaplan_meier(arm).at(day) == pytest.approx(1)
    lines = [line for line in ax.lines if line.get_drawstyle() == "steps-post"]
    assert len(lines) == 4
    assert lines[0].get_ydata()[-1] == pytest.approx(
        found.cumulative_incidence("a")["progression"].share[-1]
    )
    assert "death without progression" in words(ax)


def test_an_arm_without_events_is_drawn_as_none():
    none = Followup(
        "time", ("a",), np.arange(2), np.full((1, 2), 80.0), np.zeros((1, 2), bool), 100.0,
        why=np.zeros((1, 2), np.int8),
    )  # fmt: skip
    ax = plots.cumulative_incidence(none)
    ax.figure.canvas.draw()
    assert "n = 2 in each arm" in words(ax)


def test_times_without_reasons_are_refused():
    with pytest.raises(InputError, match="does not say which event"):
        plots.cumulative_incidence(times("30 60", "80+ 80+"))
    with pytest.raises(InputError, match="give runs, a trial's result"):
        plots.cumulative_incidence(3)


def test_lines_of_therapy_and_time_in_response_are_in_the_lanes():
    resistant = sim.Tumour(
        [
            sim.Clone("s", 0.14, 0.12, start=1e9),
            sim.Clone("r", 0.16, 0.12, start=1e7, fold={"A": 50.0}),
        ],
        drugs=[sim.Drug("A", sim.Hill(0.1, 0.3, 2.0)), sim.Drug("B", sim.Proportional(0.07))],
    )
    runs = sim.simulate(
        resistant, {"x": sim.Sequential(["A", "B"])}, patients=3, days=392.0, seed=1,
        clinic=sim.Clinic(visit_every=14, scan_every=28), progress=False,
    )  # fmt: skip
    kept = dict(drawn_in(plots.swimmer(runs, "x")))
    lines = runs.lines()
    second = lines[lines["line"] == 2]
    assert len(second) == 3
    assert sorted(kept["line of therapy"]["day since entry"]) == sorted(second["began"])
    assert kept["line of therapy"]["line"].tolist() == [2, 2, 2]
    response = kept["in response"]
    assert len(response["patient"])
    for patient, begin, end in zip(*response.values(), strict=True):
        assert begin == runs.values("response_day", "x")[patient]
        assert end == runs.values("progression_day", "x")[patient]


@pytest.mark.parametrize("style", ["paper", "talk"])
def test_no_marker_touches_the_first_number_at_risk(style):
    """They stood so near that 200 was read as a square and 00."""
    many = times(*["30+ " * 12_345] * 2, horizon=400.0)
    with plots.style(style):
        ax = plots.kaplan_meier(many, statistics=False)
    ax.figure.canvas.draw()
    numbers = [text for text in ax.texts if text.get_text() == "12345" and text.xy[0] == 0.0]
    assert len(numbers) == 2
    renderer = ax.figure._get_renderer()
    boxes = [text.get_window_extent(renderer) for text in numbers]
    markers = [
        line for line in ax.lines if line.get_linestyle() == "None" and not line.get_clip_on()
    ]
    assert len(markers) == 2
    for marker, box in zip(markers, boxes, strict=True):
        seen = marker.get_window_extent(renderer)
        assert seen.x1 < box.x0
        assert (
            min(t.get_window_extent(renderer).x1 for t in ax.texts if t.get_text() == "a") < seen.x0
        )


def test_at_risk_events_and_censored_are_all_patients_at_every_tick():
    two = times("100 200+ 365.25 700+", "50+ 60+ 70 80", horizon=800.0)
    ax = plots.kaplan_meier(two, counts=["at risk", "events", "censored"], statistics=False)
    ax.figure.canvas.draw()
    table = {}
    for text in ax.texts:
        if text.get_text().isdigit():
            table.setdefault(text.get_position()[1], {})[text.xy[0]] = int(text.get_text())
    rows = [table[place] for place in sorted(table, reverse=True)]
    assert len(rows) == 6
    for arm, name in enumerate(two.arms):
        day, happened = two.of(name)
        for tick in rows[arm]:
            until = tick * (sim.YEAR if "years" in ax.get_xlabel() else sim.MONTH)
            said = [rows[2 * kind + arm][tick] for kind in range(3)]
            assert sum(said) == 4
            assert said[1] == (happened & (day < until - 1e-6)).sum()
    assert words(ax).count("censored") == 1
    assert {"at risk", "events", "censored"} <= {text.get_text() for text in ax.texts}


@pytest.mark.parametrize(
    ("counts", "says"),
    [("risk", "at risk"), ([], "one or more of"), (["events", "events"], "one or more of")],
)
def test_numbers_that_are_none_are_refused(counts, says):
    with pytest.raises(InputError, match=says):
        plots.kaplan_meier(groups(2), counts=counts)


def curves(ax):
    return [line for line in ax.lines if line.get_drawstyle() == "steps-post"]


def test_the_share_with_the_event_is_one_less_that_without():
    found = groups(2)
    without, having = (plots.kaplan_meier(found, view=view) for view in (None, WITH))
    for one, other in zip(curves(without), curves(having), strict=True):
        np.testing.assert_allclose(12 * one.get_xdata(), other.get_xdata())
        np.testing.assert_allclose(one.get_ydata(), 1 - np.asarray(other.get_ydata()))
    low, high = (dict(drawn_in(having))["a"][f"{edge} (95 %)"] for edge in ("from", "to"))
    curve = found.kaplan_meier("a")
    step = np.searchsorted(curve.days, dict(drawn_in(having))["a"]["time [days]"], "right") - 1
    np.testing.assert_allclose(low, 1 - curve.high[step])
    np.testing.assert_allclose(high, 1 - curve.low[step])
    assert "with the event" in having.get_ylabel().replace("\n", " ")


def test_the_cumulative_hazard_is_that_of_nelson_and_aalen():
    found = groups(2)
    ax = plots.kaplan_meier(found, view=plots.EventView("cumulative hazard", time="days"))
    for arm, line in zip("ab", curves(ax), strict=True):
        assert line.get_ydata()[-1] == found.cumulative_hazard(arm).value[-1]
        np.testing.assert_array_equal(line.get_xdata()[:-1], found.kaplan_meier(arm).days)
    assert ax.get_ylim()[0] == 0
    assert ax.get_ylim()[1] >= max(found.cumulative_hazard(arm).value[-1] for arm in "ab")
    assert "time [days]" in ax.get_xlabel()


WITH = plots.EventView("with event", time="months", quantiles=[0.5, 0.25])


def test_quantiles_are_drawn_and_written_as_they_are_estimated():
    found = groups(1)
    ax = plots.kaplan_meier(found, view=WITH)
    month = 365.25 / 12
    corners = [line.get_xydata().tolist() for line in ax.lines if len(line.get_xdata()) == 3]
    for share in (0.25, 0.5):
        at = found.quantile("a", share).value / month
        assert [[0.0, share], [at, share], [at, 0.0]] in corners
    said = words(ax).replace("\n", " ")
    low, middle = (f"{found.quantile('a', share).value / month:.3g}" for share in (0.25, 0.5))
    assert f"25 % by {low} (" in said
    assert f"median {middle} (" in said
    never = times("30 60 75 80", "80+ 80+ 80+ 80+", horizon=400.0)
    assert "b, 25 % not reached, median not reached" in words(plots.kaplan_meier(never, view=WITH))


def test_each_group_has_a_panel_with_its_own_numbers():
    found = groups(2)
    parts = found.by(np.arange(80) < 20)
    axes = plots.kaplan_meier({f"young: {name}": each for name, each in parts.items()})
    assert [ax.get_title() for ax in axes] == ["young: no", "young: yes"]
    assert axes[0].get_xlim() == axes[1].get_xlim()
    for ax, each in zip(axes, parts.values(), strict=True):
        ratio = each.hazard_ratio("b", "a")
        said = " ".join(text.get_text() for text in ax.texts).replace("\n", " ")
        assert f"n = {each.numbers.size} in each arm" in said
        assert f"HR b : a {ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f})" in said
        assert f"a: median {each.median('a').value / 365.25:.3g} years" in said
        assert [c.get_ydata()[-1] for c in curves(ax)] == [
            each.kaplan_meier(arm).share[-1] for arm in "ab"
        ]
    assert len(axes[0].figure.legends) == 1


def test_all_patients_beside_their_arms_have_no_ratio_to_their_own():
    found = groups(2)
    days = np.where(np.arange(80) % 2 == np.array([[0], [1]]), found.days, np.nan)
    apart = Followup("time", ("a", "b"), found.numbers, days, found.happened, 3000.0)
    said = words(plots.kaplan_meier(apart.with_pooled("all"))).replace("\n", " ")
    assert "HR b : a" in said
    assert "HR all" not in said
    assert "n = 40, 80 in the arms" in said


def test_a_ratio_of_long_names_stands_on_one_line():
    found = groups(2)
    long = ("adaptive therapy at half of the standard dose", "continuous at the tolerated dose")
    named = Followup("time", long, found.numbers, found.days, found.happened, 3000.0)
    ax = plots.kaplan_meier(named)
    (note,) = [text.get_text() for text in ax.texts if "HR" in text.get_text()]
    assert note.count("\n") == 1
    assert note.count("…") == 2
    assert "continuous at the tolerated dose, median" in words(ax).replace("\n", " ")


@pytest.mark.parametrize(
    ("view", "why"),
    [
        ({"shown": "1 - S"}, "shown of an EventView .*without event.*with event.*cumulative"),
        ({"quantiles": 50}, "quantiles of an EventView is 50; allowed is above 0 and below 1"),
        ({"quantiles": []}, "quantiles of an EventView"),
        ({"quantiles": [0.5, 0.5]}, "give each once"),
        ({"time": "hours"}, "time of an EventView"),
    ],
)
def test_a_view_that_is_none_is_refused(view, why):
    with pytest.raises(InputError, match=why):
        plots.EventView(**view)


def test_groups_without_patients_of_an_arm_and_too_many_are_said():
    found = groups(2)
    days = np.where(np.arange(80) < 40, found.days, np.nan)
    days[0] = found.days[0]
    some = Followup("time", ("a", "b"), found.numbers, days, found.happened, 3000.0)
    with pytest.raises(InputError, match=r"In group 'late' nobody is in arm 'b'"):
        plots.kaplan_meier({"late": some.only(np.arange(80) >= 40)})
    with pytest.raises(InputError, match="13 groups; each is a panel"):
        plots.kaplan_meier({str(k): found for k in range(13)})

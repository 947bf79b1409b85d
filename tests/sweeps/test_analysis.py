"""What follows from a sweep, against functions whose answers are known, and the figures of it."""

import numpy as np
import pytest
import xarray as xr
from statsmodels.regression.linear_model import OLS

import sim
from sim.plots.plane import points_in
from sim.sweeps.frontier import _crossings, _equal
from sim.sweeps.results import SweepResults
from sim.sweeps.varying import varies
from tests.sweeps.small import build, sweep


class Made(SweepResults):
    """Results made by hand: two arms, and a function of the parameters with luck per patient."""

    def __init__(self, design, *functions, patients=50, luck=0.0):
        self.parameters = design.columns()
        rng = np.random.default_rng(3)
        z = luck * rng.standard_normal((1, len(functions), patients))
        exact = np.stack([f(**self.parameters) for f in functions], axis=1)
        self._values = exact[:, :, None] + z
        self._store, self._patients = None, patients
        names = [f"arm {k}" for k in range(len(functions))]
        self._arms = names

    name, path, kept = "made", "nowhere", ["end"]

    @property
    def arms(self):
        return self._arms

    @property
    def status(self):
        return np.zeros(len(self), dtype=int)

    @property
    def data(self):
        count = len(self)
        return xr.Dataset(
            {"end": (("point", "arm", "patient"), self._values)},
            coords={"point": np.arange(count), "arm": self._arms}
            | {n: ("point", v) for n, v in self.parameters.items()},
        )


def ishigami(a, b, c):
    """Return the function of Ishigami and Homma (1990), whose Sobol indices are known."""
    x, y, z = (np.pi * (2 * v - 1) for v in (a, b, c))
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def test_sobol_indices_of_ishigami():
    results = Made(sim.Sensitivity(2048, a=(0, 1), b=(0, 1), c=(0, 1)), ishigami)
    found = results.sobol_indices().loc["arm 0"]
    # Saltelli et al. (2008), Global Sensitivity Analysis, 4.6: exact values
    np.testing.assert_allclose(found["first"], [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(found["total"], [0.5576, 0.4424, 0.2437], atol=0.02)
    for kind in ("first", "total"):
        low, high = found[f"{kind} low"], found[f"{kind} high"]
        assert ((low < found[kind]) & (found[kind] < high)).all()
    assert (found["noise"] < 1e-20).all()


def test_noise_is_the_share_of_luck():
    luck = Made(sim.Sensitivity(64, a=(0, 1), b=(0, 1)), lambda a, b: a + 0 * b, luck=1.0)
    # variance of the mean of 50 patients, 1/50, over that of a uniform number, 1/12
    assert luck.sobol_indices()["noise"].iloc[0] == pytest.approx(12 / 50, rel=0.3)


def test_sobol_indices_need_their_points():
    with pytest.raises(sim.InputError, match=r"sim.Sensitivity"):
        Made(sim.Sobol(64, a=(0, 1), b=(0, 1)), lambda a, b: a).sobol_indices()


def test_shares_of_variance_are_those_of_the_values_less_any_number():
    """The estimator of the first index is a product, and poor for values far from 0."""
    design = sim.Sensitivity(256, a=(0, 1), b=(0, 1), c=(0, 1))
    near, far = Made(design, ishigami), Made(design, lambda a, b, c: ishigami(a, b, c) + 1000)
    columns = ["first", "first low", "first high", "total", "total low", "total high"]
    one, other = (made.sobol_indices(seed=2)[columns].loc["arm 0"] for made in (near, far))
    np.testing.assert_allclose(one, other, atol=1e-8)
    # of a + 2 b: a fifth and four fifths, with no interaction
    plain = Made(sim.Sensitivity(1024, a=(0, 1), b=(0, 1)), lambda a, b: a + 2 * b + 50)
    found = plain.sobol_indices().loc["arm 0"]
    np.testing.assert_allclose(found[["first", "total"]], [[0.2, 0.2], [0.8, 0.8]], atol=0.01)
    narrow = plain.sobol_indices(level=0.5).loc["arm 0"]
    ratio = (narrow["total high"] - narrow["total low"]) / (
        found["total high"] - found["total low"]
    )
    np.testing.assert_allclose(ratio, 0.6745 / 1.96, rtol=0.2)


def test_shares_of_one_parameter_or_of_one_base_point_are_not_asked_for():
    with pytest.raises(sim.InputError, match="With one parameter all variance is due to it"):
        Made(sim.Sensitivity(8, a=(0, 1)), lambda a: a).sobol_indices()
    with pytest.raises(sim.InputError, match=r"Sobol indices need the points of sim\.Sensitivity"):
        Made(sim.Sensitivity(1, a=(0, 1), b=(0, 1)), lambda a, b: a).sobol_indices()
    columns = sim.Sensitivity(8, a=(0, 1), b=(0, 1)).columns()
    swapped = sim.Points({name: np.roll(column, 1).tolist() for name, column in columns.items()})
    with pytest.raises(sim.InputError, match="in their order; this sweep has others"):
        Made(swapped, lambda a, b: a).sobol_indices()


def test_a_regression_finds_the_line():
    design = sim.Sobol(128, a=(0, 2), b=sim.LogAxis(1e-9, 1e-5))
    results = Made(design, lambda a, b: 3 - 2 * a + 5 * np.log10(b))
    found = results.regression(log=["b"]).loc["arm 0"]
    np.testing.assert_allclose(found["slope"], [-2, 5])
    np.testing.assert_allclose(found["r2"], 1)
    curved = Made(design, lambda a, b: (a - 1) ** 2).regression(log=["b"]).loc["arm 0"]
    assert (curved["p"] > 0.05).all()
    assert (curved["r2"] < 0.05).all()
    with pytest.raises(sim.InputError, match="no such parameter"):
        results.regression(log=["B"])


def test_what_does_not_vary_has_no_line_and_no_shares_and_the_other_arm_has():
    """0.1 at every point: a variance of 1e-34 made p = 5e-13, r2 = -inf and indices."""
    functions = (lambda a, b: 0.1 + 0 * a, lambda a, b: a + 0.1 * b, lambda a, b: a * np.nan)
    for points in (3, 64):  # (the variance of 0.1 is 0 for some numbers of points)
        line = Made(sim.Sobol(4 * points, a=(0, 1), b=(0, 1)), *functions, luck=0.0).regression()
        assert line.loc["arm 0", "slope":"r2"].isnull().all().all()
        assert line.loc["arm 0", "reason"].unique() == "the end point is the same at every point"
        assert "0 points with values" in line.loc[("arm 2", "a"), "reason"]
        np.testing.assert_allclose(line.loc["arm 1", "slope"], [1, 0.1])
        assert (line.loc["arm 1", "reason"] == "").all()
    for count in (2, 64, 1024):
        results = Made(sim.Sensitivity(count, a=(0, 1), b=(0, 1)), *functions)
        with np.errstate(all="ignore"):
            found = results.sobol_indices()
        assert found.loc["arm 0", "first":"noise"].isnull().all().all()
        assert "is the same at every point" in found.loc[("arm 0", "a"), "reason"]
        assert f"{4 * count} points have no value" in found.loc[("arm 2", "a"), "reason"]
        assert found.loc["arm 1", "first":"noise"].notnull().all().all()
    only = results.sobol_indices(arms=["arm 1"])
    assert only.index.get_level_values("arm").unique().tolist() == ["arm 1"]
    assert results.regression(arms="arm 1").loc["arm 1", "reason"].tolist() == ["", ""]
    with pytest.raises(sim.InputError, match="no such arm"):
        results.regression(arms=["arm 9"])
    sim.plots.sensitivity(found)


def test_a_parameter_that_does_not_vary_or_varies_with_another_has_no_slope():
    grid = sim.Points({"a": np.linspace(0, 1, 12), "b": [0.1] * 12})
    found = Made(grid, lambda a, b: 2 * a).regression().loc["arm 0"]
    assert found.loc["a", "slope"] == pytest.approx(2)
    assert found.loc["b", "reason"] == "the parameter is the same at every point"
    both = sim.Points({"a": np.linspace(0, 1, 12), "b": 1e-9 * np.linspace(0, 1, 12) + 3e-9})
    found = Made(both, lambda a, b: 2 * a).regression().loc["arm 0"]
    assert found["slope"].isnull().all()
    assert "cannot be told apart" in found.loc["a", "reason"]
    nothing = sim.Points({"a": [1.0] * 9, "b": [0.1] * 9})
    found = Made(nothing, lambda a, b: 2 * a).regression().loc["arm 0"]
    assert (found["reason"] == "the parameter is the same at every point").all()
    # tiny parameters are parameters
    rates = sim.Points({"a": np.linspace(0, 1e-9, 12), "b": np.arange(12.0) ** 2})
    found = Made(rates, lambda a, b: 1e9 * a + b).regression().loc["arm 0"]
    np.testing.assert_allclose(found["slope"], [1e9, 1])


@pytest.mark.parametrize(("varied", "least"), [(1, 4), (2, 5)])
def test_a_regression_says_how_many_points_it_needs(varied, least):
    """Two more than there are numbers to find."""
    for count in (3, least - 1, least):
        columns = {"a": np.arange(count) ** 2.0, "b": np.arange(count) ** 3.0}
        fixed = dict.fromkeys(list(columns)[varied:], np.full(count, 0.1))
        points = sim.Points({n: v.tolist() for n, v in (columns | fixed).items()})
        found = Made(points, lambda a, b: 2 * a + b + np.arange(len(a))).regression().loc["arm 0"]
        few = f"{count} points with values; at least {least} are needed"
        assert (found.loc["a", "reason"] == few) == (count < least), few


def test_a_regression_is_that_of_statsmodels():
    """Slopes, 90 % intervals and p, with standard errors of the kind HC3."""
    rng = np.random.default_rng(1)
    design = sim.Sobol(64, a=(0, 2), b=(5, 9))
    a, b = (design.columns()[name] for name in "ab")
    y = 1 + 0.3 * a - 0.05 * b + (0.2 + a) * rng.standard_normal(64)
    found = Made(design, lambda a, b: y).regression(level=0.9).loc["arm 0"]
    fit = OLS(y, np.column_stack([np.ones(64), a, b])).fit(cov_type="HC3", use_t=True)
    np.testing.assert_allclose(found["slope"], fit.params[1:], rtol=1e-9)
    np.testing.assert_allclose(found[["low", "high"]], fit.conf_int(0.1)[1:], rtol=1e-9)
    np.testing.assert_allclose(found["p"], fit.pvalues[1:], rtol=1e-9)
    np.testing.assert_allclose(found["r2"], fit.rsquared, rtol=1e-9)


def test_the_intervals_of_a_regression_hold_what_they_promise():
    rng = np.random.default_rng(0)
    held = []
    for _ in range(100):
        noise = rng.standard_normal(64)
        results = Made(sim.Sobol(64, a=(0, 1)), lambda a, noise=noise: 2 * a + noise * (0.5 + a))
        row = results.regression().iloc[0]
        held.append(row["low"] < 2 < row["high"])
    assert abs(np.mean(held) - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 100)


def test_the_best_arm_is_found_by_paired_differences():
    design = sim.Grid(a=np.linspace(0, 1, 11), b=[0.0])
    results = Made(design, lambda a, b: a, lambda a, b: 0.5 + 0 * a, luck=0.0, patients=20)
    found = results.best()
    assert found["winner"].values[[0, 4, 6, 10]].tolist() == ["arm 1", "arm 1", "arm 0", "arm 0"]
    assert (found["winner"].values[5], float(found["lead"][5])) == ("", 0.0)  # nobody leads
    assert found["a"].dims == ("point",)
    np.testing.assert_array_equal(found["a"], np.linspace(0, 1, 11))
    np.testing.assert_allclose(found["lead"], np.abs(np.linspace(0, 1, 11) - 0.5), atol=1e-12)
    worst = results.best(larger_is_better=False)
    assert worst["winner"].values[0] == "arm 0"
    # arm 0 has the larger mean, and of whoever has a number in both it is the smaller
    gaps = Made(sim.Points({"a": [0.0]}), lambda a: 0 * a, lambda a: 0 * a, luck=0.0, patients=4)
    gaps._values[0, 0] = [1.0, 2.0, 9.0, np.nan]
    gaps._values[0, 1] = [2.0, 3.0, np.nan, np.nan]
    found = gaps.best()
    assert (found["winner"].item(), found["lead"].item()) == ("arm 1", 1.0)
    # a time without end is one
    gaps._values[0] = [[np.inf, 2.0, 2.0, 2.0], [3.0, 3.0, 3.0, 3.0]]
    found = gaps.best()
    assert (found["winner"].item(), found["lead"].item()) == ("arm 0", np.inf)
    assert not found["clear"].item()
    # luck that both arms share cancels; luck of their own does not
    shared = Made(design, lambda a, b: a, lambda a, b: 0.5 + 0 * a, luck=3.0)
    shared._values[:, 1] = 0.5 + (shared._values[:, 0] - shared._values[:, 0].mean(-1)[:, None])
    assert shared.best()["clear"].values[[0, 10]].all()
    own = Made(design, lambda a, b: a, lambda a, b: 0.5 + 0 * a, luck=3.0)
    assert not own.best()["clear"].values.any()


@pytest.mark.parametrize(
    ("design", "close"),
    [
        (sim.Grid(a=np.linspace(0, 1, 9), b=np.linspace(0, 1, 9)), 1e-9),
        (sim.Sobol(256, a=(0, 1), b=(0, 1)), 1e-9),
    ],
)
def test_the_frontier_is_where_two_arms_are_equal(design, close):
    results = Made(design, lambda a, b: b + 0 * a, lambda a, b: 0.2 + 0.5 * a)
    found = results.frontier("a", "b", "arm 0", "arm 1")
    inside = (found["a"] > 0.02) & (found["a"] < 0.98)
    line = (0.2 + 0.5 * found["a"]).values
    np.testing.assert_allclose(found["frontier"].values[inside], line[inside], atol=close)
    assert found.attrs["above"] == 1.0  # the first arm is b itself
    assert results.frontier("a", "b", "arm 1", "arm 0").attrs["above"] == -1.0
    # from the first point to the last: nothing is known beyond them
    x = results.parameters["a"]
    np.testing.assert_allclose([found["a"].min(), found["a"].max()], [x.min(), x.max()])
    assert (found["crossings"].values[inside] == 1).all()
    lucky = Made(design, lambda a, b: b + 0 * a, lambda a, b: 0.2 + 0.5 * a, luck=0.3)
    found = lucky.frontier("a", "b", "arm 0", "arm 1")
    # the band is that of the mean luck of 50 patients in two arms
    width = (found["high"] - found["low"]).median().item()
    assert width == pytest.approx(2 * 1.96 * 0.3 * np.sqrt(2 / 50), rel=0.25)
    twice = Made(design, lambda a, b: (b - 0.5) ** 2, lambda a, b: 0.04 + 0 * a)
    assert np.isnan(twice.frontier("a", "b", "arm 0", "arm 1").attrs["above"])
    never = Made(design, lambda a, b: b, lambda a, b: 5 + a)
    assert never.frontier("a", "b", "arm 0", "arm 1")["frontier"].isnull().all()


def test_the_frontier_of_patients_is_where_their_means_are_equal():
    """The luck of a patient moves it; who has no value in an arm is left out of both."""
    design = sim.Grid(a=np.linspace(0, 1, 3), b=np.linspace(-1, 2, 31))
    made = Made(design, lambda a, b: b + 0 * a, lambda a, b: 0.2 + 0.5 * a, luck=0.3)
    luck = made._values[0, 0] - made._values[0, 1] - (made.parameters["b"][0] - 0.2)
    found = made.frontier("a", "b", "arm 0", "arm 1")
    line = 0.2 + 0.5 * np.linspace(0, 1, 3)
    np.testing.assert_allclose(found["frontier"], line - luck.mean(), atol=1e-9)
    assert (found["low"] < found["frontier"]).all()
    assert (found["frontier"] < found["high"]).all()
    assert found["share"].values.tolist() == [1.0] * 3
    half = made.frontier("a", "b", "arm 0", "arm 1", level=0.5)
    ratio = (half["high"] - half["low"]) / (found["high"] - found["low"])
    np.testing.assert_allclose(ratio, 0.6745 / 1.96, rtol=0.15)
    made._values[:, 0, :20] = np.nan
    made._values[:, 1, 20:30] = np.nan
    fewer = made.frontier("a", "b", "arm 0", "arm 1")
    np.testing.assert_allclose(fewer["frontier"], line - luck[30:].mean(), atol=1e-9)


def test_a_frontier_says_which_arm_is_ahead_where_they_do_not_cross():
    design = sim.Grid(a=[0.0, 1.0], b=[0.0, 1.0, 2.0])
    # a = 0: equal at b = 0.5 and never; a = 1: the second is ahead everywhere
    made = Made(design, lambda a, b: b, lambda a, b: 0.5 + 5 * a)
    found = made.frontier("a", "b", "arm 0", "arm 1")
    np.testing.assert_array_equal(found["frontier"], [0.5, np.nan])
    np.testing.assert_array_equal(found["low"], [0.5, np.nan])
    assert found["crossings"].values.tolist() == [1, 0]
    assert found["share"].values.tolist() == [1.0, 0.0]
    said = found.attrs
    assert (said["y_from"], said["y_to"], said["above"], said["level"]) == (0.0, 2.0, 1.0, 0.95)
    assert (said["x"], said["y"], said["first"], said["second"]) == ("a", "b", "arm 0", "arm 1")
    assert np.isnan(said["side"])
    for first, second, side in (("arm 0", "arm 1", -1.0), ("arm 1", "arm 0", 1.0)):
        apart = Made(design, lambda a, b: b, lambda a, b: 5 + a).frontier("a", "b", first, second)
        assert apart.attrs["side"] == side
        assert np.isnan(apart.attrs["above"])
    few = Made(sim.Grid(a=[0.0], b=[0.0, 1.0, 2.0]), lambda a, b: b, lambda a, b: 0.5 + a)
    with pytest.raises(sim.InputError, match=r"Only 3 points with values of 'end' .* at least 4"):
        few.frontier("a", "b", "arm 0", "arm 1")
    for words in (("a", "c", "arm 0", "arm 1"), ("a", "b", "arm 2", "arm 1")):
        with pytest.raises(sim.InputError, match=r"no such (parameter|arm)"):
            made.frontier(*words)
    scattered = Made(sim.Sobol(11, a=(0, 1), b=(0, 1)), lambda a, b: b, lambda a, b: a)
    with pytest.raises(sim.InputError, match=r"There are 11 scattered points; .* at least 12"):
        scattered.frontier("a", "b", "arm 0", "arm 1")


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """Return a sweep with curves over a grid."""
    return sweep(
        design=sim.Grid(cost=[0.0, 0.1, 0.2], turnover=[0.6, 0.75, 0.9], kill=[0.06, 0.1]),
        build=build, patients=10, days=365, record=sim.Visits(),
        keep=[sim.time_to_progression, sim.burden_curve],
    ).run(tmp_path_factory.mktemp("swept") / "store")  # fmt: skip


def test_figures_of_a_sweep(swept):
    import matplotlib.pyplot as plt

    axes = sim.plots.winners(swept, "cost", "turnover", each="kill")
    assert len(axes) == 2
    assert axes[0].get_xlabel() == "cost"
    sim.plots.parallel(swept, arm="adaptive")
    grid = sim.plots.burden_grid(swept, "cost", "turnover", at={"kill": 0.1})
    assert grid.shape == (3, 3)
    line = grid[0, 0].get_lines()[0]  # top left: the largest turnover, the smallest cost
    place = next(p for p in range(len(swept)) if [v[p] for v in swept.parameters.values()] ==
                 [0.0, 0.9, 0.1])  # fmt: skip
    median = swept.data["burden_curve"].isel(point=place, arm=0).median("patient").compute()
    np.testing.assert_allclose(line.get_ydata(), np.maximum(median, 0.5))
    for call, message in (
        (lambda: sim.plots.winners(swept, "cost", "turnover"), r"fix the others: at=.*'kill'"),
        (lambda: sim.plots.winners(swept, "cots", "turnover"), "Did you mean 'cost'"),
        (lambda: sim.plots.winners(swept, "cost", "turnover", at={"kill": 7}), "No point has"),
        (lambda: sim.plots.burden_grid(swept, "cost", "turnover", at={"kill": 0.1},
                                       measure="time_to_progression"), "no curve"),
        (lambda: sim.plots.parallel(swept, arm="none"), "no such arm"),
        (lambda: sim.plots.sensitivity(swept.table()), "sobol_indices"),
    ):  # fmt: skip
        with pytest.raises(sim.InputError, match=message):
            call()
    plt.close("all")


def test_figures_of_what_is_found():
    import matplotlib.pyplot as plt

    scattered = Made(sim.Sobol(64, a=(0, 1), b=(0, 1)), lambda a, b: b, lambda a, b: a, luck=0.3)
    ax = sim.plots.winners(scattered, "a", "b")
    cells = [len(points.get_offsets()) for points in ax.collections]
    assert sum(cells) == 64
    assert len(cells) == 2  # (a marker for each arm that wins)
    ax = sim.plots.frontier(scattered.frontier("a", "b", "arm 0", "arm 1"))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("a", "b")
    points = sim.Sensitivity(128, a=(0, 1), b=(0, 1), c=(0, 1))
    bars = sim.plots.sensitivity(Made(points, ishigami, lambda a, b, c: a + b).sobol_indices())
    assert [text.get_text() for text in bars[0].get_yticklabels()] == ["a", "b", "c"]
    plt.close("all")


def test_a_curve_is_no_end_point(swept):
    for call in (swept.regression, swept.best):
        with pytest.raises(sim.InputError, match="has the axis 'day' too"):
            call("burden_curve")


def test_a_table_for_other_tools(swept):
    table = swept.table()
    assert len(table) == 36
    row = table.loc[(4, "adaptive")]
    values = swept.data["time_to_progression"].sel(point=4, arm="adaptive").values
    assert row["time_to_progression"] == pytest.approx(values.mean())
    error = values.std(ddof=1) / np.sqrt(10)
    assert row["time_to_progression (standard error)"] == pytest.approx(error)


def test_a_rate_is_told_from_one_a_thousand_times_smaller():
    """1e-9 is not 1e-8, though both are nearly nothing."""
    design = sim.Grid(a=[0.0, 1.0], b=[0.0, 1.0], rate=[0.0, 1e-9, 1e-8])
    made = Made(
        design,
        lambda a, b, rate: b,
        lambda a, b, rate: 0.5 + 0.3 * (rate > 5e-9) - 0.2 * (rate == 0),
    )
    for rate, line in ((0.0, 0.3), (1e-9, 0.5), (1e-8, 0.8), (1.000001e-8, 0.8)):
        found = made.frontier("a", "b", "arm 0", "arm 1", at={"rate": rate})
        np.testing.assert_allclose(found["frontier"], line)
        places = points_in(made, "a", "b", {"rate": rate})
        np.testing.assert_allclose(made.parameters["rate"][places], rate, rtol=1e-5)
        assert len(places) == 4
    with pytest.raises(
        sim.InputError, match=r"No point has rate=2e-09; there are 0\.0, 1e-09, 1e-08"
    ):
        points_in(made, "a", "b", {"rate": 2e-9})


@pytest.mark.parametrize("level", [95, 1.0, 0.0, -0.5, float("nan")])
def test_the_level_of_an_interval_is_a_share(level):
    made = Made(sim.Sensitivity(64, a=(0, 1), b=(0, 1)), lambda a, b: a + b, lambda a, b: a - b)
    for ask in (
        made.best, made.regression, made.sobol_indices,
        lambda level: made.frontier("a", "b", "arm 0", "arm 1", level=level),
    ):  # fmt: skip
        with pytest.raises(sim.InputError, match=r"level is .*level=0\.95"):
            ask(level=level)


@pytest.mark.parametrize("size", [1e-300, 1.0, -7.0, 1e300])
def test_what_rounds_does_not_vary_and_what_varies_little_does(size):
    eps = np.finfo(float).eps
    assert not varies(size * np.array([1.0, 1.0 + 8 * eps, 1.0 - 8 * eps]))
    assert varies(size * np.array([1.0, 1.0 + 1e-12, 1.0]))


def test_a_lead_is_the_mean_of_the_patients_own_differences():
    """Three arms of four patients: the third is best, the first second, by 1, 2, 3 and 6."""
    made = Made(sim.Grid(a=[0.0, 1.0]), *[lambda a: 0 * a] * 3, patients=4)
    made._values[0] = [[1, 1, 1, 1], [0, 0, 0, 0], [2, 3, 4, 7]]
    made._values[1] = np.nan
    found = made.best()
    assert found["winner"].values.tolist() == ["arm 2", ""]
    assert found["second"].values.tolist() == ["arm 0", ""]
    np.testing.assert_allclose(found["lead"], [3, np.nan])
    # a standard deviation of sqrt(14 / 3), over the square root of 4
    np.testing.assert_allclose(found["error"], [np.sqrt(14 / 3) / 2, np.nan])
    assert found["clear"].values.tolist() == [True, False]  # (2.78 standard errors)
    assert made.best(level=0.99).attrs["level"] == 0.99
    for level, clear in ((0.99, True), (0.995, False)):  # (which ask for 2.58 and 2.81)
        assert made.best(level=level)["clear"].values.tolist() == [clear, False]
    assert found.attrs == {
        "measure": "end",
        "level": 0.95,
        "arms": ["arm 0", "arm 1", "arm 2"],
        "sweep": "made",
    }
    least = made.best(larger_is_better=False)
    assert least["winner"].values.tolist() == ["arm 1", ""]
    assert least["second"].values.tolist() == ["arm 0", ""]
    np.testing.assert_allclose(least["lead"], [1, np.nan])
    np.testing.assert_allclose(least["error"], [0, np.nan])
    with pytest.raises(sim.InputError, match="one arm only; which is best needs at least two"):
        Made(sim.Grid(a=[0.0]), lambda a: a).best()


def test_slopes_in_standard_deviations_and_the_share_a_line_explains():
    """Of y = 3 a - b + what no line has: both parameters have a standard deviation of their own."""
    rng = np.random.default_rng(4)
    a, b, rest = rng.normal(0, 2, 400), rng.normal(5, 0.5, 400), rng.normal(0, 1, 400)
    design = sim.Points({"a": a.tolist(), "b": b.tolist(), "word": ["x", "y"] * 200})
    made = Made(design, lambda a, b, word: 3 * a - b + rest)
    found = made.regression().loc["arm 0"]
    assert found.index.tolist() == ["a", "b"]  # (words have no slope)
    y = 3 * a - b + rest
    columns = np.column_stack([np.ones(400), a, b])
    fitted, left, *_ = np.linalg.lstsq(columns, y, rcond=None)
    np.testing.assert_allclose(found["slope"], fitted[1:])
    np.testing.assert_allclose(found["standardised"], fitted[1:] * [a.std(), b.std()] / y.std())
    np.testing.assert_allclose(found["r2"], 1 - left[0] / 400 / y.var())
    assert (found["low"] < found["slope"]).all()
    assert (found["slope"] < found["high"]).all()
    with pytest.raises(sim.InputError, match="'a' has values that are not above 0"):
        made.regression(log=["a"])
    with pytest.raises(sim.InputError, match="no parameter that is a number"):
        Made(sim.Points({"word": ["x", "y"]}), lambda word: np.zeros(2)).regression()
    with pytest.raises(sim.InputError, match="arms is empty; name at least one of arm 0"):
        made.regression(arms=[])


def test_a_surface_through_scattered_points_is_the_cubic_of_least_squares():
    """A cubic is found as it is, and where it crosses: a^2 + b = 1, between other points."""
    design = sim.Sobol(40, a=(0, 1), b=(-1, 2))
    made = Made(design, lambda a, b: a**2 + b, lambda a, b: 1 + 0 * a)
    found = made.frontier("a", "b", "arm 0", "arm 1")
    assert len(found["a"]) == 41
    np.testing.assert_allclose(found["frontier"], 1 - found["a"] ** 2, atol=1e-3)
    both = (found["a"].values[[0, -1]], made.parameters["a"])
    np.testing.assert_allclose(both[0], [both[1].min(), both[1].max()])
    y = made.parameters["b"]
    assert (found.attrs["y_from"], found.attrs["y_to"]) == pytest.approx((y.min(), y.max()))


@pytest.mark.parametrize(
    ("surface", "found"),
    [
        ([3.0, 1.0, 0.0], 4.0), ([0.0, 1.0, 2.0], 1.0), ([3.0, 1.0, -1.0], 3.0),
        ([1.0, 0.0, -2.0], 2.0), ([1.0, -1.0, 1.0], 1.5), ([0.0, 0.0, 0.0], np.nan),
        ([3.0, 2.0, 1.0], np.nan),
    ],
)  # fmt: skip
def test_a_frontier_is_where_a_surface_is_first_zero(surface, found):
    """Between its samples, at one of them, or at the last."""
    crossing = _crossings(np.array([1.0, 2.0, 4.0]), np.array([surface]))
    np.testing.assert_allclose(crossing, [found])


@pytest.mark.parametrize(
    ("surface", "count"),
    [
        ([3.0, 1.0, 0.0], 1), ([0.0, 1.0, 2.0], 1), ([3.0, 1.0, -1.0], 1), ([1.0, 0.0, -2.0], 1),
        ([1.0, -1.0, 1.0], 2), ([0.0, 0.0, 0.0], 0), ([3.0, 2.0, 1.0], 0), ([1.0, 0.0, 1.0], 1),
        ([-1.0, 0.0, 0.0, 2.0], 1), ([0.0, 1.0, -1.0, 0.0], 3), ([1.0, 0.0, -1.0, 1.0], 2),
    ],
)  # fmt: skip
def test_crossings_are_counted_where_there_is_a_frontier(surface, count):
    """At a value of the grid, too: there the mean difference is 0 and has no sign."""
    rows = np.array([surface])
    assert _equal(np.sign(rows)).tolist() == [count]
    assert np.isfinite(_crossings(np.arange(float(len(surface))), rows)).tolist() == [count > 0]


@pytest.mark.parametrize("values", [[0.25, 0.5, 0.75], [0.5, 0.75, 1.0]])
def test_a_frontier_on_the_grid_is_a_crossing(values):
    design = sim.Grid(a=[0.0, 1.0], b=values)
    made = Made(design, lambda a, b: b, lambda a, b: 0.5 + 0 * a)
    found = made.frontier("a", "b", "arm 0", "arm 1")
    assert found["frontier"].values.tolist() == [0.5, 0.5]
    assert found["crossings"].values.tolist() == [1, 1]
    assert found.attrs["above"] == 1.0
    assert np.isnan(found.attrs["side"])
    same = Made(design, lambda a, b: b, lambda a, b: b).frontier("a", "b", "arm 0", "arm 1")
    assert np.isnan(same.attrs["side"])  # (it was 0, which no words are for)
    assert same["crossings"].values.tolist() == [0, 0]
    assert same["frontier"].isnull().all()

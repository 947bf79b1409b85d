"""Designs: the points they list, and what they refuse."""

import numpy as np
import pytest
from scipy.stats import qmc

import sim
from sim.sweeps.axes import Axis, ChoiceAxis, check_count
from sim.sweeps.designs import Design
from sim.sweeps.spread import MOST_DIMENSIONS
from tests.asked import assert_asks_for


def test_a_grid_has_every_combination():
    columns = sim.Grid(a=[1, 2], b=sim.LogAxis(0.1, 10, steps=3), c=["x", "y"]).columns()
    assert len(columns["a"]) == 12
    assert columns["a"].tolist() == [1] * 6 + [2] * 6
    np.testing.assert_allclose(columns["b"][:6], [0.1, 0.1, 1, 1, 10, 10])
    assert columns["c"].tolist() == ["x", "y"] * 6


@pytest.mark.parametrize("design", [sim.Sobol, sim.LatinHypercube])
def test_points_are_spread_over_the_axes(design):
    columns = design(
        256, line=(-1, 3), log=sim.LogAxis(1e-9, 1e-5), whole=sim.IntegerAxis(2, 5), word=["a", "b"]
    ).columns()
    assert columns["line"].min() >= -1
    assert columns["line"].max() <= 3
    # a quarter in each quarter of the axis, up to the few that another slice takes
    for name, low, high in (("line", -1, 3), ("log", -9, -5)):
        values = columns[name] if name == "line" else np.log10(columns[name])
        counts = np.histogram(values, bins=4, range=(low, high))[0]
        assert abs(counts - 64).max() <= 1
    assert set(columns["whole"].tolist()) == {2, 3, 4, 5}
    assert columns["whole"].dtype == np.int64
    assert abs((columns["word"] == "a").sum() - 128) <= 1


def test_sobol_is_that_of_scipy_and_a_longer_one_begins_with_the_shorter():
    short = sim.Sobol(100, a=(0, 1), b=(0, 1), seed=4).columns()
    long = sim.Sobol(300, a=(0, 1), b=(0, 1), seed=4).columns()
    np.testing.assert_array_equal(short["b"], long["b"][:100])
    theirs = qmc.Sobol(2, rng=np.random.default_rng(4)).random_base2(8)
    np.testing.assert_array_equal(long["a"][:256], theirs[:, 0])


def test_sensitivity_points_are_two_samples_and_their_mixtures():
    columns = sim.Sensitivity(8, a=(0, 1), b=(0, 1)).columns()
    a, b = columns["a"].reshape(4, 8), columns["b"].reshape(4, 8)
    np.testing.assert_array_equal(a[2], a[1])  # A with the first column of B
    np.testing.assert_array_equal(b[2], b[0])
    np.testing.assert_array_equal(a[3], a[0])
    np.testing.assert_array_equal(b[3], b[1])


def test_points_and_tables(tmp_path):
    listed = sim.Points([{"a": 1, "b": "x"}, {"a": 3, "b": "y"}]).columns()
    (tmp_path / "points.csv").write_text("a,b,note\n1,x,first\n3,y,second\n")
    read = sim.Table(tmp_path / "points.csv", columns=["a", "b"]).columns()
    for columns in (listed, read):
        assert columns["a"].tolist() == [1, 3]
        assert columns["b"].tolist() == ["x", "y"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: sim.Grid(), "name at least one"),
        (lambda: sim.Grid(a=0.5), "give a list of values"),
        (lambda: sim.Grid(a=sim.LogAxis(1e-9, 1e-5)), r"sim.LogAxis\(1e-09, 1e-05, steps=11\)"),
        (lambda: sim.Grid(a=[]), "no values"),
        (lambda: sim.Grid(a=[1, "x"]), "all of one kind"),
        (lambda: sim.Sobol(0, a=(0, 1)), "at least 1"),
        (lambda: sim.Sobol(8, a=(1, 0)), "low end"),
        (lambda: sim.Sobol(8, a=(1, 2, 3)), r"give \(low, high\)"),
        (lambda: sim.LogAxis(0, 1), "above 0"),
        (lambda: sim.IntegerAxis(0.5, 3), "whole number"),
        (lambda: sim.Sensitivity(6, a=(0, 1)).columns(), "power of two"),
        (lambda: sim.Points([{"a": 1}, {"b": 1}]), "Point 1"),
        (lambda: sim.Points({"a": [1, 2], "b": [1]}), "'a' has 2, 'b' has 1"),
        (lambda: sim.Table("nothing.csv"), "cannot be read"),
        (lambda: sim.Table("points.xlsx"), r"\.csv or a \.parquet"),
    ],
)
def test_wrong_designs_are_refused(make, message):
    with pytest.raises(sim.InputError, match=message):
        make()


def test_no_more_axes_than_the_sequence_has_dimensions():
    """21,201 of Joe and Kuo (2008), which scipy has; a sensitivity needs two for each axis."""
    axes = {f"a{k}": (0, 1) for k in range(MOST_DIMENSIONS)}
    half = dict(list(axes.items())[: MOST_DIMENSIONS // 2])
    assert MOST_DIMENSIONS == 21_201
    sim.Sobol(1, **axes)
    some = dict(list(half.items())[:9999])
    sim.Sensitivity(1, **some)  # (9,999 x 10,001 values; with one axis more they are above 10^8)
    with pytest.raises(sim.InputError, match="1 points and 10000 axes has 1e"):
        sim.Sensitivity(1, **some, one_more=(0, 1))
    with pytest.raises(sim.InputError, match=r"has 21202 axes; .* enough for 21201"):
        sim.Sobol(1, **axes, one_more=(0, 1))
    with pytest.raises(sim.InputError, match=r"has 10601 axes; .* enough for 10600"):
        sim.Sensitivity(1, **half, one_more=(0, 1))


def test_designs_say_how_many_points_they_have(tmp_path):
    listed = {"a": [1, 2, 3], "b": ["x", "y", "z"]}
    assert repr(sim.Points(listed)) == "Points(3 points of a, b)"
    (tmp_path / "p.csv").write_text("a,b\n1,x\n2,y\n")
    path = str(tmp_path / "p.csv")
    assert repr(sim.Table(path)) == f"Table({path!r}: 2 points of a, b)"
    assert len(sim.Table(path)) == 2


def test_whole_numbers_of_an_axis_are_both_its_ends_and_all_between():
    axis = sim.IntegerAxis(-2, 2)
    assert sim.Grid(a=axis).columns()["a"].tolist() == [-2, -1, 0, 1, 2]
    places = np.array([0.0, 0.1999, 0.2, 0.5, 0.8, 1 - 2**-53])
    assert axis.at(places).tolist() == [-2, -2, -1, 0, 2, 2]
    assert sim.IntegerAxis(2**53 - 1, 2**53).high == 2**53
    with pytest.raises(sim.InputError, match="points"):
        sim.Grid(a=sim.IntegerAxis(0, 10**8))


@pytest.mark.parametrize(("kind", "names"), [
    (Design, ("columns",)), (Axis, ("at", "steps_of_grid")),
])  # fmt: skip
def test_a_design_of_ones_own_says_all_that_is_asked_of_it(kind, names):
    assert_asks_for(kind, *names)


@pytest.mark.parametrize(
    "values", [[[1, 2], [3, 4]], [[0.5]], [[True]], [["x", "y"]], [1, None], [1 + 2j], [b"x"], [{}]]
)
def test_an_axis_is_one_row_of_numbers_or_of_words(values):
    with pytest.raises(
        sim.InputError, match=r"The values of an axis are .*; give numbers, or word"
    ):
        sim.Grid(a=values)


def test_numbers_of_an_axis_are_not_rounded():
    """Beside a half a whole number becomes a float, and one above 2^63 would lose digits."""
    assert sim.Grid(a=[0, 0.5, -3]).columns()["a"].tolist() == [0.0, 0.5, -3.0]
    assert sim.Grid(a=[2**63 - 1, 0.5]).columns()["a"].tolist() == [2.0**63, 0.5]
    assert sim.Grid(a=[True, False]).columns()["a"].dtype == bool
    unsigned = sim.Grid(a=np.array([1, 7], dtype=np.uint8)).columns()["a"]
    assert (unsigned.dtype, unsigned.tolist()) == (np.int64, [1, 7])
    for lost in ([2**63, 0.5], [0.5, -(2**63)], [2**63], [10**30, 1]):
        with pytest.raises(sim.InputError, match=r"One of the values of an axis is -?\d+; whole"):
            sim.Grid(a=lost)
    for wrong in ([0.0, np.nan], [np.inf]):
        with pytest.raises(sim.InputError, match="each must be a finite number"):
            sim.Grid(a=wrong)


def test_a_design_has_ten_million_points_at_most():
    assert len(sim.IntegerAxis(1, 10**7).steps_of_grid()) == 10**7
    for low in (0, -1):
        with pytest.raises(sim.InputError, match=r"IntegerAxis has 1e\+07 points; at most 1e\+07"):
            sim.IntegerAxis(low, 10**7).steps_of_grid()
    check_count("Grid", 10**7)
    with pytest.raises(sim.InputError, match=r"Grid has 1e\+07 points; .*Take fewer values"):
        check_count("Grid", 10**7 + 1)


def test_places_on_an_axis_are_values_of_it():
    places = np.array([0.0, 0.25, 0.5, 1 - 2**-53])
    np.testing.assert_allclose(sim.LinearAxis(-1.0, 3.0).at(places), [-1, 0, 1, 3])
    np.testing.assert_allclose(sim.LogAxis(1e-9, 1e-5).at(places), [1e-9, 1e-8, 1e-7, 1e-5])
    assert ChoiceAxis(["x", "y", "z"]).at(places).tolist() == ["x", "x", "y", "z"]
    np.testing.assert_allclose(sim.LinearAxis(0, 1, steps=5).steps_of_grid(), np.arange(5) / 4)
    np.testing.assert_allclose(sim.LogAxis(1, 100, steps=2).steps_of_grid(), [1, 100])
    assert len(sim.LinearAxis(0, 1, steps=10**7).steps_of_grid()) == 10**7
    for steps in (1, 10**7 + 1, 2.5):
        with pytest.raises(sim.InputError, match=r"steps of LogAxis is .*LogAxis\(1, 2, steps=11"):
            sim.LogAxis(1, 2, steps)


@pytest.mark.parametrize(("make", "message"), [
    (lambda: sim.LinearAxis(1, 1), "LinearAxis goes from 1 to 1; its low end must be the lower"),
    (lambda: sim.LinearAxis([0, 0], 1), "low of LinearAxis must be one number"),
    (lambda: sim.LogAxis(1, [2, 3]), "high of LogAxis must be one number"),
    (lambda: sim.IntegerAxis(-(2**53) - 1, 0), "An end of IntegerAxis is -9007199254740993"),
    (lambda: sim.IntegerAxis(0, 2**53 + 1), "An end of IntegerAxis is 9007199254740993"),
    (lambda: sim.Sobol(8, a="low"), r"axis 'a' of Sobol is 'low'; give \(low, high\), a list"),
    (lambda: sim.Grid(a="low"), "axis 'a' of Grid is 'low'; give a list of values, sim.LogAxis"),
    (lambda: sim.Grid(a=np.zeros((2, 2))), "(?s)axis 'a' of Grid is .*give a list of values"),
    (lambda: sim.Grid(a=np.ma.masked_equal([1, 2], 2)), "axis 'a' of Grid .*mask"),
])  # fmt: skip
def test_an_axis_that_is_none_is_named(make, message):
    with pytest.raises(sim.InputError, match=message):
        make()


def test_a_latin_hypercube_is_that_of_scipy():
    columns = sim.LatinHypercube(50, a=(0, 1), b=(-1, 1), seed=7).columns()
    theirs = qmc.LatinHypercube(2, rng=np.random.default_rng(7)).random(50)
    np.testing.assert_array_equal(columns["a"], theirs[:, 0])
    np.testing.assert_allclose(columns["b"], 2 * theirs[:, 1] - 1)
    assert sorted(np.floor(50 * columns["a"]).astype(int)) == list(range(50))
    other = sim.LatinHypercube(50, a=(0, 1), b=(-1, 1), seed=8).columns()
    assert (other["a"] != columns["a"]).any()


def test_a_design_reads_as_it_was_written():
    said = "Sobol(8, seed=0, a=LinearAxis(low=0, high=1, steps=None))"
    assert repr(sim.Sobol(8, a=(0, 1))) == said
    assert repr(sim.Grid(a=sim.IntegerAxis(1, 2))) == "Grid(axes={'a': IntegerAxis(low=1, high=2)})"


@pytest.mark.parametrize(("make", "message"), [
    (lambda: sim.Points([]), r"Points is given \[\]; give \[\{'cost': 0\.1\}"),
    (lambda: sim.Points("abc"), "Points is given 'abc'"),
    (lambda: sim.Points([1, 2]), "Point 0 is 1; give a value for each of"),
    (lambda: sim.Points([{"a": 1}, {"a": 1, "b": 2}]), "Point 1 is .*each of a, the parameters"),
    (lambda: sim.Points({"a": []}), "Every parameter needs one value per point, but 'a' has 0"),
    (lambda: sim.Sobol(2.5, a=(0, 1)), "points of Sobol is 2.5"),
    (lambda: sim.Sobol(8, a=(0, 1), seed=-1), "seed of Sobol is -1"),
    (lambda: sim.Sobol(10**7 + 1, a=(0, 1)), "points of Sobol is 10000001"),
    (lambda: sim.Sensitivity(12, a=(0, 1)).columns(), "points of Sensitivity is 12; give a power"),
])  # fmt: skip
def test_a_design_that_is_none_is_named(make, message):
    with pytest.raises(sim.InputError, match=message):
        make()


def test_a_table_has_a_value_in_every_cell_and_the_columns_that_are_asked_for(tmp_path):
    file = tmp_path / "p.csv"
    file.write_text("a,b\n1,x\n2,\n")
    said = r"p\.csv': column 'b' has nothing in row 1 \(counting from 0; line 3 of a CSV file\)"
    with pytest.raises(sim.InputError, match=said):
        sim.Table(file)
    assert sim.Table(file, columns=["a"]).columns()["a"].tolist() == [1, 2]
    with pytest.raises(sim.InputError, match="no such column"):
        sim.Table(file, columns=["a", "bb"])


@pytest.mark.parametrize(
    ("kind", "values"), [(sim.Sobol, 8), (sim.LatinHypercube, 8), (sim.Sensitivity, 32)]
)
def test_a_design_is_refused_before_it_holds_too_many_values(kind, values, monkeypatch):
    """Four points of two axes; of indices, two samples and their two mixtures."""
    monkeypatch.setattr("sim.sweeps.spread.MOST_VALUES", values)
    design = kind(4, a=(0, 1), b=(0, 1))
    assert sum(len(column) for column in design.columns().values()) == values
    monkeypatch.setattr("sim.sweeps.spread.MOST_VALUES", values - 1)
    with pytest.raises(sim.InputError, match=f"has {values} values; at most"):
        kind(4, a=(0, 1), b=(0, 1))

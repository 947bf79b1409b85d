"""Values from outside: none is taken for something that it is not."""

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from sim import InputError
from sim.base import checks
from sim.base.typed import fits, typed

CLONES = sim.Tumour([sim.Clone("S", 0.2, 0.1, start=100)])
MASKED = np.ma.array([0.1, 0.2], mask=[False, True])
ODD = {
    "masked": (np.ma.masked, "a masked entry is no number"),
    "masked array": (MASKED, "a masked entry is no number"),
    "masked array without a mask": (np.ma.array([0.1]), "a masked entry"),
    "list with a masked entry": ([0.1, np.ma.masked], "a masked entry"),
    "series": (pd.Series([0.1, 0.2], index=[1, 0]), r"rows have labels.*x\.to_numpy\(\)"),
    "frame": (pd.DataFrame({"a": [0.1]}), "rows have labels"),
    "True": (True, "it must be a number"),
    "truth values": ([True, 0.5], "it must be a number"),
    "text": ("0.1", "it must be a number"),
    "complex": (0.1j, "it must be a number"),
    "nothing": (None, "it must be a number"),
    "a span": (np.timedelta64(3, "D"), "it must be a number"),
    "a billion": (range(10**9), "1e.09 values"),
    "a bare distribution": (stats.lognorm, "nothing can be drawn"),
}


def simulated(**odd):
    """Run something with odd arguments."""
    return sim.simulate(CLONES, {"none": sim.Observation()}, days=9.0, **odd)


@pytest.mark.parametrize("what", ODD)
def test_no_number_of_a_description_is_guessed(what):
    value, message = ODD[what]
    with pytest.raises(InputError, match=message):
        checks.number("birth of clone 'S'", value)
    for make in (
        lambda: sim.Clone("S", value, 0.1),
        lambda: sim.Drug("A", sim.Hill(value, 0.3)),
        lambda: sim.Continuous("A", dose=value),
        lambda: sim.TargetMutation("A", fold=value),
        lambda: sim.Clinic(fatal=value),
    ):
        with pytest.raises(InputError, match=message):
            make()


def test_values_that_are_numbers_are_taken():
    for value in (1, 0.5, np.float32(0.5), np.int8(1), np.array(0.5)):
        assert isinstance(checks.number("x", value), float)
    np.testing.assert_array_equal(checks.number("x", [1, 0.5]), [1.0, 0.5])
    np.testing.assert_array_equal(checks.number("x", range(3)), [0.0, 1.0, 2.0])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: sim.Continuous({}), "empty mapping.*sim.Observation"),
        (lambda: sim.Intermittent({}, 28, 28), "empty mapping"),
        (lambda: sim.TargetMutation({"A": 1.0}), "give a name, or a list of names"),
        (lambda: sim.Efflux({"A": 1.0}), "give a name, or a list of names"),
        (lambda: sim.TargetMutation(["A", "A"]), "name each once"),
        (lambda: sim.TargetMutation(None), "drugs of TargetMutation is None"),
        (lambda: sim.Jump(exact="False"), "exact of the jump engine is 'False'; say True or False"),
        (lambda: sim.Endpoints(scans="no"), "scans of Endpoints is 'no'"),
        (lambda: sim.Recist(reappearance=1), "reappearance of Recist is 1"),
        (lambda: sim.Grid(x=[0.1, np.nan]), "axis 'x'|each must be a finite number"),
        (lambda: sim.Grid(x=MASKED), "masked"),
        (lambda: sim.LinearAxis(0.1, 0.2, steps=""), "steps of LinearAxis is ''"),
        (lambda: sim.LinearAxis(0.1, 0.2, steps=True), "steps of LinearAxis is True"),
        (lambda: sim.Drug("A", sim.Proportional(0.1), interval=1e308), "interval of drug 'A'"),
        (lambda: sim.Clone("S", 1e308, 0.1), "birth of clone 'S' is 1e.308; allowed is 0 to 10000"),
        (lambda: sim.Silencing("A", on=1e308), "on of the mechanism"),
    ],
)
def test_what_would_be_misread_is_refused(make, message):
    with pytest.raises(InputError, match=message):
        make()


@pytest.mark.parametrize(
    "convert",
    [
        sim.hours, sim.doubling_time, sim.half_life, sim.cells_from_diameter_mm,
        sim.diameter_mm_from_cells, lambda x: sim.cells_from_diameter_mm(10, x),
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf, True, 1j, "1", None, MASKED, [1.0, -1.0]])
def test_units_are_of_amounts(convert, value):
    with pytest.raises(InputError):
        convert(value)


def test_units_of_numbers_and_arrays():
    assert sim.hours(12) == 0.5
    assert sim.half_life(2.0) == pytest.approx(np.log(2) / 2)
    np.testing.assert_allclose(
        sim.cells_from_diameter_mm([[10.0, 20.0]]), [[5.236e8, 4.189e9]], 1e-3
    )
    assert sim.diameter_mm_from_cells(0) == 0.0
    for rate in (sim.doubling_time, sim.half_life):
        with pytest.raises(InputError, match="more than 0"):
            rate(0)


@pytest.mark.parametrize(
    ("design", "message"),
    [
        (lambda: sim.Grid(a=range(10_000), b=range(10_000)), r"1e.08 points.*sim.Sobol"),
        (lambda: sim.Grid(a=sim.IntegerAxis(0, 10**12)), "points"),
        (lambda: sim.Sobol(10**9, a=(0, 1)), "at most 10000000"),
    ],
)
def test_designs_that_would_not_fit_are_refused_before_they_are_made(design, message):
    with pytest.raises(InputError, match=message):
        design()


def run(**words):
    tumour = sim.Tumour([sim.Clone("S", 0.2, 0.1, start=100)])
    words = {"patients": 1, "days": 7.0, "seed": 1, "progress": False} | words
    return sim.simulate(tumour, {"none": sim.Observation()}, **words)


@pytest.mark.parametrize("threads", ["x", 100_000, 0, 1.5, True])
def test_threads_are_checked_also_where_python_runs(threads, monkeypatch):
    monkeypatch.setenv("SIM_COMPILE", "never")
    with pytest.raises(InputError, match="threads is"):
        run(threads=threads)


@pytest.mark.parametrize("patients", [10**12, 1e12, range(10**12)])
def test_more_patients_than_fit_are_refused_at_once(patients):
    with pytest.raises(InputError, match=r"1e.08 are treated at once.*sim\.join"):
        run(patients=patients)


def test_curves_that_fill_a_laptop_are_announced(monkeypatch):
    monkeypatch.setattr("sim.running.room.LARGE", 100.0)
    with pytest.warns(UserWarning, match=r"take 0\.0 GB of memory.*Endpoints"):
        run(patients=3, days=28.0)


@pytest.mark.parametrize("value", ["yes", 1, None])
def test_progress_says_yes_or_no(value):
    if value is None:
        assert run(progress=None)
        return
    with pytest.raises(InputError, match="progress is"):
        run(progress=value)


def test_a_typed_function_names_its_argument():
    @typed
    def draw(arms: "str | list[str] | None" = None, most: int = 5, band: bool = True):
        return arms, most, band

    assert draw("a", most=np.int64(3)) == ("a", 3, True)
    with pytest.raises(InputError, match=r"arms is 5: this is an int, and .*draw needs a text or"):
        draw(5)
    with pytest.raises(InputError, match=r"band is 'no'.*draw needs True or False"):
        draw(band="no")
    with pytest.raises(TypeError, match=r"draw\(\): got an unexpected keyword"):
        draw(mots=3)


@pytest.mark.parametrize(
    ("value", "kind", "right"),
    [
        (True, int, False), (1, bool, False), (1, float, True), (np.float64(1), float, True),
        (np.array(1.0), float, True), (MASKED[0:1], float, False), (None, int | None, True),
        ((0.1, 0.9), tuple[float, float], True), ((0.1,), tuple[float, float], False),
        (["a"], list[str], True), ("a", list[str], False), (["a", 1], list[str], False),
        (MASKED, np.ndarray, False), (MASKED, list[float], False), (MASKED, object, False),
        ({"a": 1}, dict, True), (range(10**12), list[int], True),
    ],
)  # fmt: skip
def test_what_fits(value, kind, right):
    assert fits(value, kind) is right


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: sim.Drug("A", sim.Proportional(0.1), also=3.0), r"also of drug 'A' is 3\.0; give"),
        (lambda: sim.Tumour(3.0), "clones of a tumour is 3.0; give a list"),
        (lambda: sim.Tumour(itertools.count()), "more than 100,000 parts"),
        (lambda: sim.Game(range(10**9)), "1e.09 values"),
        (lambda: sim.Game(np.ma.array([[1.0]], mask=[[True]])), "masked"),
        (lambda: sim.Game([[1.0, 2.0]]), r"shape \(1, 2\); it must be square"),
        (lambda: sim.Game([[1001.0]]), "holds 1001; allowed is 0 to 1000"),
        (lambda: sim.Logistic(1e9, competition=[[np.ma.masked]]), "masked"),
        (lambda: sim.Logistic(1e9, competition=[[True]]), "square table of numbers"),
        (
            lambda: sim.Logistic(1e9, competition=[[np.inf]]),
            "holds inf; allowed is at least 0, finite",
        ),
        (lambda: sim.Lattice(50, step=np.array([1.0, 2.0])), "must be one number"),
        (lambda: sim.Doses("A", [(0, 1.0)], row=range(10**9)), "1e.09 values"),
        (
            lambda: simulated(patients=[[1], [1, 2]]),
            "equally long",
        ),
        (
            lambda: simulated(seed=np.timedelta64(3, "D")),
            "seed is",
        ),
        (lambda: sim.cells_from_diameter_mm([1, 2], [1e8, 2e8, 3e8]), r"shape \(2,\).*\(3,\)"),
        (lambda: sim.diameter_mm_from_cells([1, 2], [1e8, 2e8, 3e8]), r"shape \(2,\).*\(3,\)"),
        (
            lambda: sim.Continuous({"A": [0.1, 0.2]}, [1, 2, 3]).calendar(9.0),
            "for 2 .* for 3; arrays",
        ),
        (lambda: sim.load("a" * 256), "no file or folder can have such a name"),
        (lambda: sim.plots.compose(range(10**9)), "more than 100,000 parts"),
    ],
)
def test_lists_tables_and_lengths_are_said(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_a_masked_entry_of_any_array_is_none():
    for value in (MASKED, [0.1, np.ma.masked]):
        with pytest.raises(InputError, match="a masked entry is no number"):
            checks.as_array("x", value)


def test_a_square_table_is_kept_as_it_is():
    assert checks.square("x", np.array([[0.0, 1.0], [2.0, 3.0]]), 3.0) == ((0.0, 1.0), (2.0, 3.0))


def test_drawn_numbers_that_multiply_a_table_are_said_and_drawn():
    from sim.base.resolve import resolve

    given, patients = stats.uniform(0.5, 0.5), np.arange(5)
    curve = sim.Curve([0.1, 1.0], [0.01, 0.05], strength=given)
    crowd = sim.GrowthCurve([1e6, 1e9], [1.0, 0.0], scale=given)
    tumour = sim.Tumour(CLONES.clones, drugs=[sim.Drug("A", curve)], growth=crowd)
    assert "at most (varies: uniform(0.5, 0.5)) times 0.05 more deaths" in str(tumour)
    for number, most in ((curve.maximum, 0.05), (crowd.capacity, 1e9)):
        assert checks.number("a number", number) is number
        drawn = resolve(number, 1, patients, "x")
        assert ((drawn >= 0.5 * most) & (drawn <= most)).all()
        assert len(set(drawn)) == 5
    one = resolve(curve, 1, patients, "x")
    np.testing.assert_array_equal(one.maximum, 0.05 * one.strength)


@pytest.mark.parametrize("value", [np.array([1e-3, 2e-3]), stats.uniform(1e-3, 1e-3)])
def test_an_engine_is_one_for_all_patients(value):
    for make in (
        lambda: sim.MeanField(tolerance=value),
        lambda: sim.Jump(tolerance=value),
        lambda: sim.Gillespie(most_events=[2, 1]),
    ):
        with pytest.raises(InputError, match="must be one number"):
            make()


@pytest.mark.parametrize("fold", [1e300, np.array([1e300, 2.0])])
def test_a_rung_that_tolerates_beyond_all_numbers_tolerates_all(fold):
    ladder = sim.Ladder("A", rungs=3, fold=fold)
    np.testing.assert_array_equal(
        ladder.change(2).fold["A"], np.inf if np.ndim(fold) == 0 else [np.inf, 4.0]
    )

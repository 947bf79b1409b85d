"""What a file says of a sweep: its design, its axes, what is kept, and where parameters stand."""

import numpy as np
import pytest

import sim
from sim.sweeps.axes import IntegerAxis, LinearAxis, LogAxis
from sim.sweeps.file import axis_of, parameters_in, read_sweep
from tests.cli.test_sweep import SWEEP

AXES = "cost = { low = 0.1, high = 0.14, steps = 3 }\ndose = [0.5, 1.0]"
ENDS = "cost = { low = 0.1, high = 0.14 }\ndose = { low = 0.5, high = 1.0 }"


def written(tmp_path, *changes):
    text = SWEEP
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "mine.toml").write_text(text)
    return tmp_path / "mine.toml"


def test_an_axis_is_a_list_or_two_ends_and_how_they_are_joined():
    ends = {"low": 1, "high": 100}
    assert axis_of("a", [1, 2], "grid") == [1, 2]
    assert axis_of("a", ends, "grid") == LinearAxis(1, 100, 11)
    assert axis_of("a", ends, "sobol") == LinearAxis(1, 100)
    assert axis_of("a", ends | {"log": True}, "grid") == LogAxis(1, 100, 11)
    assert axis_of("a", ends | {"log": True, "steps": 3}, "sobol") == LogAxis(1, 100, 3)
    assert axis_of("a", ends | {"log": False, "steps": 3}, "grid") == LinearAxis(1, 100, 3)
    assert axis_of("a", ends | {"integer": True}, "grid") == IntegerAxis(1, 100)
    assert axis_of("a", ends | {"integer": False}, "sobol") == LinearAxis(1, 100)
    for half in ({"low": 1}, {"high": 1}):
        with pytest.raises(sim.InputError, match="axis 'a' needs low and high, or a list"):
            axis_of("a", half, "grid")


def test_a_parameter_is_a_text_that_begins_with_a_dollar():
    table = {"$key": ["$a", {"deep": "$b"}, 3, "costs 5$"], "c": "$c", "d": 1.5, "e": True}
    assert parameters_in(table) == {"a", "b", "c"}
    assert parameters_in(7) == set()


def test_a_file_without_a_word_more_is_a_grid_of_its_name(tmp_path):
    file = written(
        tmp_path, ('name = "from a file"\n', ""), ('keep = ["time_to_progression", "cured"]\n', "")
    )
    swept = read_sweep(file)
    assert (swept.name, swept.patients, swept.days, swept.seed) == ("mine", 5, 112, 5)
    assert list(swept.measures) == ["time_to_progression"]
    assert isinstance(swept.record, sim.Endpoints)
    columns = swept.design.columns()
    np.testing.assert_allclose(columns["cost"], [0.1, 0.1, 0.12, 0.12, 0.14, 0.14])
    assert columns["dose"].tolist() == [0.5, 1.0] * 3
    assert list(swept.arms) == ["continuous", "adaptive"]


def test_who_keeps_a_curve_keeps_every_visit(tmp_path):
    file = written(tmp_path, ('"cured"]', '"burden_curve"]'))
    assert isinstance(read_sweep(file).record, sim.Visits)


@pytest.mark.parametrize(("word", "kind"), [
    ("sobol", sim.Sobol), ("Latin_Hypercube", sim.LatinHypercube), ("sensitivity", sim.Sensitivity),
])  # fmt: skip
def test_points_are_spread_as_the_file_says(tmp_path, word, kind):
    said = f'design = "{word}"\npoints = 8\nseed = 3\n[sweep.axes]'
    swept = read_sweep(written(tmp_path, (AXES, ENDS), ("[sweep.axes]", said)))
    expected = kind(8, seed=3, cost=(0.1, 0.14), dose=(0.5, 1.0))
    assert repr(swept.design) == repr(expected)
    np.testing.assert_array_equal(swept.design.columns()["cost"], expected.columns()["cost"])
    usual = read_sweep(
        written(tmp_path, (AXES, ENDS), ("[sweep.axes]", f'design = "{word}"\n[sweep.axes]'))
    )
    assert (usual.design.points, usual.design.seed) == (256, 0)


def test_points_stand_in_the_file_or_in_one_beside_it(tmp_path):
    (tmp_path / "points.csv").write_text("cost,dose\n0.1,1\n0.12,0.5\n")
    listed = 'design = "points"\npoints = [{cost = 0.1, dose = 1.0}, {cost = 0.12, dose = 0.5}]'
    for said in (listed, 'design = "table"\nfile = "points.csv"'):
        swept = read_sweep(written(tmp_path, (f"[sweep.axes]\n{AXES}", said)))
        assert swept.point(1) == {"cost": 0.12, "dose": 0.5}
        assert swept.build(**swept.point(1)).clones[1].birth == 0.12
        assert swept.arms["continuous"](**swept.point(1)).dose == 0.5


@pytest.mark.parametrize(("old", "new", "message"), [
    (f"[sweep.axes]\n{AXES}", "axes = 3", r"no axes; write \[sweep\.axes\] with cost ="),
    ("steps = 3", "steps = 1", "steps of LinearAxis is 1"),
    ('["time_to_progression", "cured"]', "3", "keep"),
    (f"[sweep.axes]\n{AXES}", 'design = "table"\nfile = "no.csv"', r"no\.csv.*cannot be read"),
])  # fmt: skip
def test_what_is_wrong_with_a_design_is_said_with_its_file(tmp_path, old, new, message):
    with pytest.raises(sim.InputError, match=rf"(?s)mine\.toml.*{message}|{message}.*mine\.toml"):
        read_sweep(written(tmp_path, (old, new)))

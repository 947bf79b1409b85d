"""Parts of one run put together: what one call would have given, or refused."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.results import Runs, join
from sim.results.join import _short
from tests.sweeps.small import build

ARMS = {"continuous": sim.Continuous("A"), "adaptive": sim.Adaptive("A")}


def made(patients, **changes):
    """Return some patients of one run; or of another."""
    options = {"days": 112, "seed": 3, **changes}
    return sim.simulate(options.pop("tumour", build()), options.pop("arms", ARMS),
                        patients=patients, **options)  # fmt: skip


@pytest.mark.parametrize("record", [sim.Visits(), sim.Endpoints(), sim.Lineages(3)])
def test_parts_are_what_one_call_gives(tmp_path, record):
    whole = made(10, record=record)
    parts = [made(range(at, min(at + 4, 10)), record=record) for at in (0, 4, 8)]
    for number, part in enumerate(parts):
        part.save(tmp_path / f"{number}.nc")
    joined = join(sim.load(tmp_path / f"{number}.nc") for number in range(3))
    for name, variable in whole.data.variables.items():
        np.testing.assert_array_equal(joined.data[name].values, variable.values, err_msg=name)
        assert joined.data[name].dtype == variable.dtype
        assert joined.data[name].attrs.keys() == variable.attrs.keys()
    assert joined.attrs["call"] == whole.attrs["call"]
    assert joined.seed == 3
    joined.save(tmp_path / "joined.nc")
    assert sim.load(tmp_path / "joined.nc").summary().equals(whole.summary())


def test_patients_may_come_in_any_order_and_the_call_says_who():
    joined = join([made([7, 9]), made([2])])
    assert joined.values("patient").tolist() == [7, 9, 2]
    assert "patients=[7, 9, 2], days=112" in joined.attrs["call"]
    np.testing.assert_array_equal(
        joined.patient(9).values("end_day"), made(10).patient(9).values("end_day")
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": 4}, "differs from part 0 in the seed: '4' and not '3'"),
        ({"days": 140}, r"in the horizon \[days\]: 140"),
        ({"tumour": build(cost=0.2)}, "in the tumour"),
        ({"arms": {"continuous": sim.Continuous("A")}}, "in the arms"),
        ({"arms": {**ARMS, "adaptive": sim.Adaptive("A", stop_below=0.4)}}, "in the arms"),
        ({"clinic": sim.Clinic(noise=0.3)}, "in the clinic"),
        ({"engine": "meanfield"}, "in the engine"),
        ({"record": sim.Endpoints()}, "in what was kept|record"),
        ({"record": sim.Visits(every=28)}, "in 'time'|record"),
    ],
)
def test_parts_of_another_run_are_refused(changes, message):
    with pytest.raises(InputError, match=message):
        join([made([0, 1]), made([2, 3], **changes)])


def test_what_cannot_be_joined_is_refused():
    with pytest.raises(InputError, match=r"Patient 1 is in part 0 and in part 2"):
        join([made([0, 1]), made([2]), made([5, 1])])
    with pytest.raises(InputError, match="no runs"):
        join([])
    with pytest.raises(InputError, match=r"sim\.load reads some"):
        join(["part-0.nc"])
    one = made([3])
    assert join(one).values("patient").tolist() == [3]
    other = Runs(made([4]).data.assign_attrs(versions="{}"))
    with pytest.raises(InputError, match="in the versions of sim"):
        join([one, other])


@pytest.mark.parametrize("length", [60, 61, 500])
def test_what_differs_is_said_in_sixty_characters(length):
    """The beginning of what is longer, and dots."""
    text = repr("x" * (length - 2))
    said = _short("x" * (length - 2))
    assert said == (text if length <= 60 else text[:56] + " ...")
    assert len(said) == 60


@pytest.mark.parametrize("place", [1, 2])
def test_the_part_that_differs_is_named(place):
    parts = [made([0]), made([1]), made([2])]
    parts[place] = made([5], seed=4)
    with pytest.raises(InputError, match=rf"^Part {place} differs from part 0 in the seed"):
        join(parts)

"""The stages between the blood and the target, against numbers computed by hand."""

import numpy as np
import pytest

from sim import (
    Clone,
    Drug,
    HighestSingleAgent,
    Hill,
    Inhibition,
    InputError,
    Inside,
    Parallel,
    Pump,
    Tumour,
)
from sim.model.inside import (
    concentration_inside,
    entering,
    open_pathways,
    pumping,
    unrepaired,
)
from sim.model.response import at_target, fraction, joint, net_growth


def test_uptake():
    assert entering(Inside(uptake=0.25), 2.0) == 0.5


def test_pumps_and_their_inhibitor():
    inside = Inside(pumps=[Pump(20, inhibitor="tariquidar"), Pump(3)])
    assert pumping(inside, {}) == 23.0
    assert pumping(inside, {"tariquidar": 0.75}) == 20 * 0.25 + 3
    assert concentration_inside(1.0, 4.0) == 0.2


@pytest.mark.parametrize(
    ("arrives", "pumps", "capacity", "half", "right"),
    [
        # 6 = 2 * 2 + 4 * 2 / (2 + 2);  5 = 1 * 3 + 3 * 3 / (1.5 + 3);  1.5 = 1 + 1 / (1 + 1)
        (6.0, 1.0, 4.0, 2.0, 2.0),
        (5.0, 0.0, 3.0, 1.5, 3.0),
        (1.5, 0.0, 1.0, 1.0, 1.0),
        (0.0, 3.0, 2.0, 1.0, 0.0),
    ],
)
def test_inactivation_saturates(arrives, pumps, capacity, half, right):
    np.testing.assert_allclose(concentration_inside(arrives, pumps, capacity, half), right)


def test_a_high_dose_overcomes_inactivation():
    low = concentration_inside(1e-9, 0.0, 9.0, 1.0)
    high = concentration_inside(1e9, 0.0, 9.0, 1.0)
    np.testing.assert_allclose([low, high], [1e-10, 1e9 - 9.0])


def test_repair_and_second_pathways_lower_the_maximum():
    assert unrepaired(Inside(repair=0.75)) == 0.25
    needs = Inside(needs={"B": 0.8, "C": 1.0})
    assert open_pathways(needs, {}) == 0.0
    np.testing.assert_allclose(open_pathways(needs, {"B": 0.5, "C": 0.5}), 0.6 * 0.5)


def test_inhibition_is_a_share_and_kills_nothing():
    drug = Drug("tariquidar", Inhibition(ec50=0.5, maximum=0.8))
    np.testing.assert_allclose(fraction(drug.effect, 1.5), 0.8 * 0.75)
    tumour = Tumour([Clone("s", 0.2, 0.1, start=10)], drugs=[drug])
    assert net_growth(tumour, tumour.clones[0], {"tariquidar": 100.0}) == pytest.approx(0.1)


def test_all_stages_in_their_order():
    """Uptake 1/2 of 8 is 4; 3/4 of a pump of 4 is blocked: 4 = 2 c + 4 c / (1 + c), c = 1.

    Hill at EC50 0.5: 2/3 of a maximum of 0.3; half is repaired: 0.1.
    """
    inside = Inside(0.5, [Pump(4, "P")], capacity=4, half=1, repair=0.5)
    clone = Clone("s", 0.2, 0.1, start=10, inside={"A": inside})
    drugs = [Drug("A", Hill(0.3, 0.5)), Drug("P", Inhibition(1.0))]
    tumour = Tumour([clone], drugs=drugs)
    effect, within = at_target(tumour, clone, {"A": 8.0, "P": 3.0})["A"]
    np.testing.assert_allclose([within, effect.maximum], [1.0, 0.15])
    np.testing.assert_allclose(joint(tumour, clone, {"A": 8.0, "P": 3.0}).death, 0.1)


A, B = Drug("A", Hill(0.3, 0.5)), Drug("B", Hill(0.3, 0.5))
P = Drug("P", Inhibition(0.1))


def tumour_of(inside, drugs=(A, B, P), **more):
    clone = Clone("s", 0.2, 0.1, start=10, inside=inside)
    return Tumour([clone], drugs=drugs, **more)


BAD = {
    "unknown drug": (lambda: tumour_of({"C": Inside()}), ["inside of clone 's' for 'C'", "'A'"]),
    "unknown inhibitor": (
        lambda: tumour_of({"A": Inside(pumps=[Pump(1, "Q")])}),
        ["names 'Q'", "'P'"],
    ),
    "inhibitor that kills": (
        lambda: tumour_of({"A": Inside(pumps=[Pump(1, "B")])}),
        ["'B'", "effect is Hill", "sim.Inhibition"],
    ),
    "itself": (lambda: tumour_of({"A": Inside(needs={"A": 1})}), ["'A' itself"]),
    "a pump for an inhibitor": (
        lambda: tumour_of({"P": Inside(pumps=[Pump(1)])}),
        ["'P' blocks a mechanism", "only uptake"],
    ),
    "no pump": (lambda: Inside(pumps=[20]), ["sim.Pump(strength", "20"]),
    "repair above one": (lambda: Inside(repair=1.5), ["repair", "1.5", "0 to 1"]),
    "not by drug": (lambda: Clone("s", 0.1, 0.1, inside=Inside()), ["given by drug"]),
    "strongest of needed": (
        lambda: tumour_of({"A": Inside(needs={"B": 1})}, interaction=HighestSingleAgent()),
        ["'A' needs 'B'", "Bliss"],
    ),
    "parallel with an inhibitor": (
        lambda: tumour_of({}, interaction=Parallel("A", "P")),
        ["'P'", "does not kill"],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_errors_teach(name):
    make, words = BAD[name]
    with pytest.raises(InputError) as error:
        make()
    for word in words:
        assert word in str(error.value)

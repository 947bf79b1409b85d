"""What splitting leaves out of states that switch does not add up from visit to visit."""

import pytest

import sim
from experiments.accuracy.cases import Case
from experiments.accuracy.measure import measure

GROWTH = {"S": (0.0324, 0.0311), "P": (0.0065, 0.0062), "R": (0.0195, 0.0311)}
CLONES = [
    sim.Clone(name, *rates, start=6e13 if name == "S" else 0) for name, rates in GROWTH.items()
]


GROWTH_LAWS = {
    "exponential": sim.Exponential(),
    "fewer births": sim.Logistic(2e16),
    "many fewer births": sim.Logistic(2e14),
    "more deaths": sim.Logistic(2e14, acts="death"),
}


@pytest.mark.parametrize("weeks", ["1", "1100", "11100"])
@pytest.mark.parametrize("half_life", [None, 0.15, 3.0])
@pytest.mark.parametrize("growth", GROWTH_LAWS)
def test_half_a_year_of_visits(growth, half_life, weeks):
    """With the drug and without.

    What was not put back came to 0.14 to 0.25 % in the pulses, and to 0.1 % in a crowd.
    """
    effect = sim.Hill(3.8, ec50=0.63, slope=2, acts="division")
    decays = {} if half_life is None else {"half_life": half_life, "interval": 7}
    moves = [
        sim.Mutation("S", "R", 3e-5), sim.Switch("S", "P", 0.023, induced={"A": 8.0}),
        sim.Switch("P", "S", 1.7),
    ]  # fmt: skip
    tumour = sim.Tumour(
        CLONES, moves, [sim.Drug("A", effect, **decays)], growth=GROWTH_LAWS[growth]
    )
    doses = tuple((float(weeks[k % len(weeks)]),) for k in range(26))
    finding = measure(Case(tumour, tuple(7.0 * k for k in range(27)), doses))
    assert finding is not None
    assert finding.until == 182.0
    assert finding.error <= 6e-4
    assert finding.estimate <= 1e-3

"""Two independent readings of the same docstrings agree: the table's and the witness's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from sim.model import (
    Bliss,
    Clone,
    Drug,
    Exponential,
    Gompertz,
    HighestSingleAgent,
    Hill,
    Loewe,
    Logistic,
    Parallel,
    Proportional,
    Tumour,
)
from sim.model.response import crowding_on_day_0, net_growth
from sim.theory.rates import Rates


@some.composite
def drugs(draw, interaction):
    """Return two drugs that the interaction can join."""
    ways = some.sampled_from(["death", "birth", "division"])
    same = isinstance(interaction, Loewe | Parallel)
    acts = [draw(ways)] * 2 if same else [draw(ways), draw(ways)]
    made = []
    for name, way in zip("AB", acts, strict=True):
        size = draw(some.floats(0.001, 0.9))
        hill = Hill(size, draw(some.floats(0.05, 5)), draw(some.floats(0.5, 6)), acts=way)
        made.append(Drug(name, draw(some.sampled_from([hill, Proportional(size, acts=way)]))))
    return made


@some.composite
def tumours(draw):
    """Return a tumour of two clones under two drugs."""
    interaction = draw(
        some.sampled_from([Bliss(), Loewe(), HighestSingleAgent(), Parallel("A", "B")])
    )
    folds = some.sampled_from([1.0, 0.3, 20.0, np.inf])
    clones = [
        Clone(
            name,
            birth=draw(some.floats(0.01, 1)),
            death=draw(some.floats(0, 1)),
            start=draw(some.integers(1, 10**9)),
            fold={"A": draw(folds), "B": draw(folds)},
        )
        for name in ("first", "second")
    ]
    growth = some.sampled_from(
        [
            Exponential(),
            Logistic(1.5e9),
            Logistic({"first": 1e9, "second": 3e9}, acts="death", competition=[[1, 2], [0.5, 1]]),
            Gompertz(1e9, competition=[[1, 0.2], [1, 1]]),
        ]
    )
    return Tumour(
        clones, drugs=draw(drugs(interaction)), interaction=interaction, growth=draw(growth)
    )


@given(tumour=tumours(), first=some.floats(0, 10), second=some.floats(0, 10))
def test_net_growth_is_that_of_the_witness(tumour, first, second):
    rates = Rates(tumour)
    cells = np.array([float(clone.start) for clone in tumour.clones])
    birth, death = rates.birth_and_death(rates.under(np.array([first, second])), cells)
    crowding = crowding_on_day_0(tumour)
    found = [
        net_growth(tumour, clone, {"A": first, "B": second}, crowding[clone.name])
        for clone in tumour.clones
    ]
    np.testing.assert_allclose(found, birth - death, rtol=1e-7, atol=1e-9)

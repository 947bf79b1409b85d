"""Two independent readings of the same docstrings agree: the table's and the witness's."""

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from sim.model import (
    Bliss,
    Clone,
    Curve,
    Drug,
    Exponential,
    Gompertz,
    HighestSingleAgent,
    Hill,
    Inhibition,
    Inside,
    Loewe,
    Logistic,
    Parallel,
    Proportional,
    Pump,
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
        kinds = [hill, Proportional(size, acts=way)]
        if not isinstance(interaction, Loewe):
            kinds.append(Curve([0.02, 0.1, 0.7, 4.0], [0.0, 0.1, 0.4, 0.9], way, size))
        made.append(Drug(name, draw(some.sampled_from(kinds))))
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


@some.composite
def handled(draw):
    """Return a tumour whose second clone does something to its drugs, and an inhibitor."""
    plain = draw(tumours())
    share, amount = some.floats(0, 1), some.floats(0, 20)
    alone = isinstance(plain.interaction, HighestSingleAgent)
    inside = {
        drug: Inside(
            draw(some.floats(0.01, 2)),
            [Pump(draw(amount), "P"), Pump(draw(amount))][: draw(some.integers(0, 2))],
            draw(amount),
            draw(some.floats(0.01, 5)),
            draw(share),
            {} if alone else {other: draw(share) for other in (partner, "P")},
        )
        for drug, partner in (("A", "B"), ("B", "A"))
    }
    inside["P"] = Inside(draw(some.floats(0.01, 2)))
    first, second = plain.clones
    cells = dataclasses.replace(second, inside=inside)
    inhibitor = Drug("P", Inhibition(draw(some.floats(0.05, 5)), maximum=draw(share)))
    return plain.replace(clones=[first, cells], drugs=[*plain.drugs, inhibitor])


@given(tumour=handled(), levels=some.tuples(*[some.floats(0, 10)] * 3))
def test_what_cells_do_to_drugs_is_that_of_the_witness(tumour, levels):
    rates = Rates(tumour)
    cells = np.array([float(clone.start) for clone in tumour.clones])
    birth, death = rates.birth_and_death(rates.under(np.array(levels)), cells)
    crowding = crowding_on_day_0(tumour)
    doses = dict(zip("ABP", levels, strict=True))
    found = [net_growth(tumour, clone, doses, crowding[clone.name]) for clone in tumour.clones]
    np.testing.assert_allclose(found, birth - death, rtol=1e-7, atol=1e-9)

"""Every error of a description names the thing, the value, what is allowed, and the way out."""

import numpy as np
import pytest
from scipy import stats

from sim.base.errors import InputError
from sim.model import (
    Clone,
    Drug,
    Exponential,
    Gompertz,
    Hill,
    Loewe,
    Logistic,
    Mutation,
    Parallel,
    Proportional,
    Switch,
    Tumour,
)

S = Clone("sensitive", 0.14, 0.13, start=1e9)
R = Clone("resistant", 0.14, 0.13)
FOUNDER = Clone("sensitive", 0.14, 0.13)
A = Drug("A", Hill(0.05, 0.2))
B = Drug("B", Hill(0.5, 0.2, acts="birth"))


def tumour(**parts):
    return Tumour(**({"clones": [S, R], "drugs": [A, B]} | parts))


BAD = {
    "negative birth": (
        lambda: Clone("s", -0.1, 0.1),
        ["birth of clone 's' is -0.1", "at least 0 per day"],
    ),
    "death that is no number": (
        lambda: Clone("s", 0.1, "often"),
        ["death of clone 's' is 'often'", "must be a number, an array", "scipy.stats"],
    ),
    "NaN": (lambda: Clone("s", 0.1, np.nan), ["death of clone 's' is nan"]),
    "infinite birth": (lambda: Clone("s", np.inf, 0.1), ["birth of clone 's' is inf"]),
    "NaN in an array": (
        lambda: Clone("s", [0.1, 0.2, np.nan], 0.1),
        ["birth of clone 's' is nan for patient 2"],
    ),
    "two axes": (lambda: Clone("s", [[0.1]], 0.1), ["shape (1, 1)", "one per patient"]),
    "distribution below zero": (
        lambda: Clone("s", stats.norm(0.14, 0.05), 0.1),
        ["birth of clone 's'", "reaches from -inf to inf", "Truncate it", "lognorm"],
    ),
    "too many cells": (
        lambda: Clone("s", 0.1, 0.1, start=1e16),
        ["start of clone 's' is 1e+16", "0 to 1e+15 cells"],
    ),
    "fold zero": (
        lambda: Clone("s", 0.1, 0.1, fold={"A": 0}),
        ["fold of clone 's' for 'A' is 0", "above 0"],
    ),
    "clone without name": (lambda: Clone(" ", 0.1, 0.1), ["A clone must have a name", "' '"]),
    "drug without name": (lambda: Drug(7, Hill(1, 1)), ["A drug must have a name", "7"]),
    "effect that is none": (
        lambda: Drug("A", 0.05),
        ["effect of drug 'A' is 0.05", "sim.Hill(maximum=, ec50=, slope=)"],
    ),
    "half-life zero": (
        lambda: Drug("A", Hill(1, 1), half_life=0),
        ["half_life of drug 'A' is 0", "above 0 days"],
    ),
    "interval per patient": (
        lambda: Drug("A", Hill(1, 1), interval=[1, 2]),
        ["interval of drug 'A'", "the same for all patients"],
    ),
    "interval too short": (
        lambda: Drug("A", Hill(1, 1), interval=0.01),
        ["interval of drug 'A' is 0.01"],
    ),
    "unknown way to act": (
        lambda: Hill(0.1, 1, acts="deaths"),
        ["'deaths'", "'death', 'birth', 'division'", "Did you mean 'death'?"],
    ),
    "blocks more than all": (
        lambda: Hill(1.5, 1, acts="birth"),
        ["maximum of an effect on birth is 1.5", "0 to 1", "fraction of divisions"],
    ),
    "proportional blocks more than all": (
        lambda: Proportional(1.5, acts="birth"),
        ["at_standard_dose of an effect on birth is 1.5"],
    ),
    "EC50 zero": (lambda: Hill(0.1, 0), ["ec50 of a Hill effect is 0", "above 0"]),
    "slope too steep": (lambda: Hill(0.1, 1, slope=50), ["slope of a Hill effect is 50", "20"]),
    "probability above one": (
        lambda: Mutation("a", "b", 5),
        ["per_division of the mutation 'a' to 'b' is 5", "0 to 1", "not a percentage"],
    ),
    "mutation to itself": (
        lambda: Mutation("a", "a", 0.1),
        ["A mutation from 'a' to itself", "must differ"],
    ),
    "negative switch": (
        lambda: Switch("a", "b", -1),
        ["rate of the switch 'a' to 'b' is -1", "at least 0 per day"],
    ),
    "negative induction": (
        lambda: Switch("a", "b", 0.1, {"A": -1}),
        ["rate of the switch 'a' to 'b' induced by 'A' is -1"],
    ),
    "parallel with itself": (lambda: Parallel("A", "A"), ["Parallel of 'A' with itself"]),
    "capacity zero": (lambda: Logistic(0), ["capacity of Logistic is 0", "above 0 cells"]),
    "capacity of one clone": (
        lambda: Gompertz({"s": -1}),
        ["capacity of Gompertz for 's' is -1"],
    ),
    "crowding acts on nothing": (
        lambda: Logistic(1e9, acts="births"),
        ["'births'", "'birth', 'death'", "Did you mean 'birth'?"],
    ),
    "competition not square": (
        lambda: Logistic(1e9, competition=[[1, 2]]),
        ["competition has shape (1, 2)", "square"],
    ),
    "competition of words": (
        lambda: Logistic(1e9, competition=[["much"]]),
        ["give a square table of numbers"],
    ),
    "negative competition": (
        lambda: Logistic(1e9, competition=[[1, -1], [1, 1]]),
        ["competition holds -1; allowed is at least 0"],
    ),
    "no clones": (lambda: Tumour(clones=[]), ["at least one clone", "sim.Clone"]),
    "a clone that is none": (
        lambda: Tumour(clones=["sensitive"]),
        ["clones must be sim.Clone(...), not 'sensitive'"],
    ),
    "two of one name": (
        lambda: tumour(clones=[S, S]),
        ["Two clones are named 'sensitive'", "must differ"],
    ),
    "fold for an unknown drug": (
        lambda: Tumour(
            [Clone("s", 1, 1, 9, {"vemurafenid": 2})], drugs=[Drug("vemurafenib", A.effect)]
        ),
        ["no such drug", "'vemurafenib'", "Did you mean 'vemurafenib'?"],
    ),
    "mutation to an unknown clone": (
        lambda: tumour(transitions=[Mutation("sensitive", "resistent", 1e-8)]),
        ["Mutation to 'resistent'", "no such clone", "Did you mean 'resistant'?"],
    ),
    "switch from an unknown clone": (
        lambda: tumour(transitions=[Switch("tolerant", "resistant", 0.1)]),
        ["Switch from 'tolerant'", "no such clone", "'sensitive', 'resistant'"],
    ),
    "switch induced by an unknown drug": (
        lambda: tumour(transitions=[Switch("sensitive", "resistant", 0.1, {"C": 0.1})]),
        ["Switch induced by 'C'", "no such drug", "'A', 'B'"],
    ),
    "a transition that is none": (
        lambda: tumour(transitions=[0.1]),
        ["transitions must be sim.Mutation or sim.Switch, not 0.1"],
    ),
    "a transition twice": (
        lambda: tumour(transitions=[Mutation("sensitive", "resistant", 1e-8)] * 2),
        ["Mutation from 'sensitive' to 'resistant' is given twice", "add them up"],
    ),
    "mutations above one": (
        lambda: Tumour(
            [S, R, Clone("third", 1, 1)],
            [Mutation("sensitive", "resistant", 0.6), Mutation("sensitive", "third", 0.6)],
        ),
        ["mutations of clone 'sensitive' add up to 1.2", "at most 1"],
    ),
    "growth that is none": (
        lambda: tumour(growth="logistic"),
        ["growth is 'logistic'", "sim.Logistic(capacity=)"],
    ),
    "competition of another size": (
        lambda: tumour(growth=Logistic(1e9, competition=[[1.0]])),
        ["competition is 1 x 1 but the tumour has 2 clones"],
    ),
    "capacity of an unknown clone": (
        lambda: tumour(growth=Gompertz({"sensitiv": 1e9})),
        ["no such clone", "Did you mean 'sensitive'?"],
    ),
    "capacity missing": (
        lambda: tumour(growth=Gompertz({"sensitive": 1e9})),
        ["capacity is missing for 'resistant'"],
    ),
    "interaction that is none": (
        lambda: tumour(interaction="bliss"),
        ["interaction is 'bliss'", "sim.Bliss()"],
    ),
    "Loewe of unlike drugs": (
        lambda: tumour(interaction=Loewe()),
        ["Loewe needs drugs that act on the same thing", "death ('A')", "birth ('B')"],
    ),
    "Parallel of unlike drugs": (
        lambda: tumour(interaction=Parallel("A", "B")),
        ["Parallel needs drugs that act on the same thing"],
    ),
    "Parallel with an unknown drug": (
        lambda: tumour(interaction=Parallel("A", "C")),
        ["Parallel with 'C'", "no such drug"],
    ),
    "no cells": (lambda: Tumour([R]), ["no cells", "start=1e9", "size=1e9"]),
    "grown to nothing": (
        lambda: Tumour([FOUNDER], grown_from_one_cell=True),
        ["grown_from_one_cell needs the size", "size=1e9"],
    ),
    "size and start": (
        lambda: tumour(size=1e9),
        ["Both size and start of 'sensitive'", "one of the two"],
    ),
    "size too large": (
        lambda: Tumour([FOUNDER], size=1e20),
        ["size of the tumour is 1e+20", "1 to 1e+15 cells"],
    ),
    "founder that does not grow": (
        lambda: Tumour([Clone("s", 0.1, 0.2)], size=1e9, grown_from_one_cell=True),
        ["founder clone 's' does not grow", "birth 0.1", "death 0.2"],
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_message_names_the_thing_the_value_and_the_way_out(case):
    make, parts = BAD[case]
    with pytest.raises(InputError) as caught:
        make()
    for part in parts:
        assert part in str(caught.value)


def test_an_unknown_keyword_is_never_ignored():
    with pytest.raises(TypeError, match="brith"):
        Clone("s", brith=0.1, death=0.1)


@pytest.mark.parametrize(
    "part", [S, A, A.effect, Mutation("a", "b", 0.1), Exponential(), Logistic(1e9), tumour()]
)
def test_descriptions_are_frozen(part):
    with pytest.raises(AttributeError):
        part.name = "other"


def test_arrays_are_copied_and_cannot_be_changed():
    births = np.array([0.1, 0.2])
    clone = Clone("s", births, 0.1)
    births[0] = 9.0
    assert clone.birth[0] == 0.1
    with pytest.raises(ValueError, match="read-only"):
        clone.birth[0] = 9.0

"""Slips in functions that are asked about patients: where it was, and what there is."""

import numpy as np
import pytest

import sim
from sim.base.errors import InputError
from sim.regimens import Line, Lines, When, policy

TUMOUR = sim.Tumour(
    [
        sim.Clone("S", birth=0.1, death=0.09, start=1e9),
        sim.Clone("R", birth=0.1, death=0.09, start=1e8),
    ],
    drugs=[sim.Drug("A", sim.Proportional(0.02))],
)
CLINIC = sim.Clinic(measures={"ct": sim.Lesions(2), "dna": sim.Sequencing({"KRAS": ["R"]})})


def until(function):
    return Lines([Line("A", until=When(function)), Line({})])


def refused(regimen):
    with pytest.raises(InputError) as caught:
        sim.simulate(TUMOUR, {"x": regimen}, patients=2, days=14, seed=1, clinic=CLINIC,
                     engine="meanfield", progress=False)  # fmt: skip
    return str(caught.value)


def burdn(seen, memory=None):
    return seen.burdn < 1


def kraz(seen, memory=None):
    return seen["dna"].fraction["KRAZ"] < 1


@pytest.mark.parametrize(
    ("make", "where"),
    [(policy, "Policy {!r} on day 0: "), (until, "{} of When on day 7: ")],
    ids=["policy", "when"],
)
def test_a_name_that_is_not_there_is_said_with_those_that_are(make, where):
    said = refused(make(burdn))
    assert said.startswith(
        where.format("burdn") + "seen.burdn: no such field. The fields are 'day'"
    )
    assert "'nadir', 'progressed'" in said
    assert "'patients', 'measures', 'fraction', 'found', 'lesions', 'new_lesions'." in said
    assert "Did you mean 'burden'?" in said
    assert said.endswith("a clinic never sees it.")
    said = refused(make(kraz))
    assert said.startswith(where.format("kraz"))
    assert said.endswith("The names are 'KRAS'. Did you mean 'KRAS'?")


def test_no_true_number_of_cells(visit):
    wrong = policy(lambda seen, memory: seen.cells)
    with pytest.raises(InputError, match="true number of cells is none of them"):
        wrong.decide(visit(0, [1, 0.4]), {})


@pytest.mark.parametrize("dose", ["x", {"B": 1.0}, [[1.0], [1.0, 2.0]]])
def test_a_dose_that_is_no_number(visit, dose):
    def mine(seen, memory):
        return {"A": dose}

    with pytest.raises(InputError) as caught:
        policy(mine).decide(visit(56, [1, 0.4]), {})
    assert str(caught.value).startswith(f"Policy 'mine' on day 56: The dose of 'A' is {dose!r}; ")


def test_yes_and_no_are_doses(visit):
    some = policy(lambda seen, memory: {"A": seen.burden > 0.5})
    assert some.decide(visit(0, [1, 0.4]), {}).tolist() == [[1, 0], [0, 0]]


def test_when_says_where_it_failed_and_the_way_out(visit):
    plan, memory = until(lambda seen: seen.burden > 1 and seen.detected), {}
    plan.decide(visit(0, [1, 2]), memory)
    with pytest.raises(ValueError, match="truth value") as caught:
        plan.decide(visit(7, [1, 2]), memory)
    (note,) = caught.value.__notes__
    assert note.startswith("<lambda> of When on day 7 failed. What is seen has one value per")
    assert note.endswith("(seen.burden < seen.baseline) & seen.detected.")


def test_errors_of_other_things_stay_what_they_are(visit):
    with pytest.raises(AttributeError) as caught:
        policy(lambda seen, memory: np.zeros(2).burdn).decide(visit(0, [1, 2]), {})
    assert caught.value.__notes__ == ["Policy '<lambda>' on day 0 failed."]

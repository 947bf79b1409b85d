"""Of which states a tumour is: who founds mutants, beside who switches to and from it."""

import numpy as np
import pytest

import sim
from sim.kernels.switching.mixed import put_states
from sim.lower import lower

TO_AND_FRO = [sim.Switch("S", "P", 0.1), sim.Switch("P", "S", 0.2)]


def kinds(moves, *cells):
    """Return of which kind tumours are with so many million cells; None if there is one kind."""
    clones = [sim.Clone(name, 0.2, 0.1, start=1) for name in ("S", "P", "R", "RR")]
    model = lower(sim.Tumour(clones, moves))
    found = np.full(len(cells), -1)
    some = put_states(model, 10**6 * np.array(cells), found)
    assert some or (found == 0).all()
    return found.tolist() if some else None


@pytest.mark.parametrize(
    ("times", "kind"),
    [(0, 0), (1, 0), (2, 0), (2.1, 1), (16, 1), (17, 2), (127, 2), (129, 3), (1e9, 3)],
)
def test_how_many_there_are_of_a_state_that_founds_none(times, kind):
    moves = [sim.Mutation("S", "R", 1e-6), *TO_AND_FRO]
    assert kinds(moves, [1000, int(1000 * times), 0, 0]) == [kind]


def test_a_tumour_that_is_gone_and_one_in_which_nobody_founds():
    moves = [sim.Mutation("S", "R", 1e-6), *TO_AND_FRO]
    assert kinds(moves, [0, 0, 0, 0], [0, 1, 0, 0], [1, 0, 9, 9], [0, 0, 9, 9]) == [0, 3, 0, 0]


def test_a_state_that_founds_much_less_counts_as_much_less():
    moves = [sim.Mutation("S", "R", 1e-6), sim.Mutation("P", "R", 1e-4), *TO_AND_FRO]
    assert kinds(moves, [10**6, 10**6, 0, 0]) == [0]
    assert kinds(moves, [10**6, 0, 0, 0]) == [2]  # P founds a hundred times as many
    assert kinds(moves, [10**6, 10**5, 0, 0]) == [1]
    assert kinds(moves, [0, 10**6, 0, 0]) == [0]


@pytest.mark.parametrize(("per_division", "kind"), [(4.9e-14, 0), (5.1e-14, 3)])
def test_mutants_that_are_hardly_ever_founded_ask_for_nothing(per_division, kind):
    """A million million cells that divide 0.2 times a day: 0.01 mutants a day."""
    assert kinds([sim.Mutation("S", "R", per_division), *TO_AND_FRO], [0, 10**6, 0, 0]) == [kind]


def test_each_kind_of_mutant_counts_alone():
    moves = [sim.Mutation("S", "R", 1e-6), sim.Mutation("P", "RR", 1e-6), *TO_AND_FRO]
    assert kinds(moves, [500, 500, 0, 0], [1, 10**6, 0, 0], [10**6, 1, 0, 0]) == [0, 3, 3]


def test_mutants_that_switch_among_each_other_are_one():
    back = [sim.Switch("R", "RR", 0.1), *TO_AND_FRO]
    moves = [sim.Mutation("S", "R", 1e-6), sim.Mutation("P", "RR", 1e-6), *back]
    assert kinds(moves, [500, 500, 0, 0], [1, 10**6, 0, 0], [10**6, 1, 0, 0]) == [0, 0, 0]


@pytest.mark.parametrize(
    "moves",
    [
        [sim.Mutation("S", "R", 1e-6), sim.Switch("R", "RR", 0.1)],
        [sim.Mutation("S", "P", 1e-6), *TO_AND_FRO],
        TO_AND_FRO,
    ],
)
def test_where_no_state_that_is_linked_founds_others_there_is_nothing_to_tell(moves):
    assert kinds(moves, [1, 10**9, 5, 5]) is None

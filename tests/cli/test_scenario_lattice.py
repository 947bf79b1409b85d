"""A lattice in a scenario file."""

import pytest

import sim
from sim.scenario import scenario_from_text

TEXT = """
days = 28
patients = 2

[tumour]
[[clones]]
name = "a"
birth = 0.1
death = 0.05
start = 20

[arms.nothing]
strategy = "observation"
"""


def test_a_lattice_is_the_engine():
    lattice = (
        '[lattice]\nside = [10, 12]\nneighbourhood = "Moore"\nstep = "exact"\nmovement = 0.5\n'
    )
    scenario = scenario_from_text(TEXT + lattice)
    assert scenario.engine == sim.Lattice((10, 12), "Moore", step="exact", movement=0.5)
    assert scenario_from_text('engine = "lattice"\n' + TEXT).engine == "lattice"
    assert scenario_from_text('engine = "lattice"\n' + TEXT + lattice).engine == scenario.engine


@pytest.mark.parametrize(("lattice", "words"), [
    ('engine = "jump"\n' + TEXT + "[lattice]\nside = 10", 'but engine = "jump"'),
    (TEXT + "[lattice]\nsides = 10", "sides"),
    (TEXT + '[lattice]\nborder = "open"', "border of the lattice 'open'"),
])  # fmt: skip
def test_slips(lattice, words):
    with pytest.raises(sim.InputError, match=words):
        scenario_from_text(lattice)

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


def test_a_lattice_with_vessels_and_oxygen():
    drug = '[[drugs]]\nname = "A"\neffect = {kind = "hill", maximum = 0.1, ec50 = 1.0}\n'
    vessels = (
        "[lattice]\nside = 10\npush = 3\n[lattice.vessels]\nplaces = [[1, 2], [3, 4]]\n"
        "reach = {A = 65}\n[lattice.vessels.oxygen]\ndeath = 0.02\n"
    )
    found = scenario_from_text(TEXT + drug + vessels).engine
    carried = sim.Vessels([(1, 2), (3, 4)], reach={"A": 65.0}, oxygen=sim.Oxygen(death=0.02))
    assert found == sim.Lattice(10, push=3, vessels=carried)


@pytest.mark.parametrize(("lattice", "words"), [
    ('engine = "jump"\n' + TEXT + "[lattice]\nside = 10", 'but engine = "jump"'),
    (TEXT + "[lattice]\nsides = 10", "sides"),
    (TEXT + "[lattice.vessels]\nplaces = 3\nreaches = {A = 65}", "reaches"),
    (TEXT + "[lattice.vessels]\nplaces = 3\n[lattice.vessels.oxygen]\nreach = -1", "reach of oxyg"),
    (TEXT + "[lattice]\nvessels = 3", "vessels is 3; it must be a table"),
    (TEXT + '[lattice]\nborder = "open"', "border of the lattice 'open'"),
])  # fmt: skip
def test_slips(lattice, words):
    with pytest.raises(sim.InputError, match=words):
        scenario_from_text(lattice)

"""Ladders, persisters that divide, circles of DNA, raised mutations, games: in a file and saved."""

import sim
from sim.scenario import scenario_from_text

BY_HAND = """
patients = 3
years = 0.2

[growth]
kind = "game"
payoffs = [[1.0, 1.2], [0.9, 1.0]]
capacity = 2000

[[clones]]
name = "S"
birth = 0.2
death = 0.1
start = 200

[[clones]]
name = "R"
birth = 0.18
death = 0.1
fold = {A = 30}

[[mutations]]
source = "S"
target = "R"
per_division = 1e-3
raised = {A = 10}

[[immigration]]
clone = "S"
rate = 0.1
batch = 5

[[drugs]]
name = "A"
effect = {kind = "hill", maximum = 0.1, ec50 = 0.3}
also = [{kind = "hill", maximum = 0.5, ec50 = 0.3, acts = "birth"}]

[arms.continuous]
strategy = "continuous"
drug = "A"
"""

OF_MECHANISMS = """
[founder]
name = "sensitive"
birth = 0.2
death = 0.1
start = 1e6

[[mechanisms]]
kind = "ladder"
drugs = "A"
rungs = 2
induced = 0.01

[[mechanisms]]
kind = "tolerance"
drugs = "B"
cycling = 0.1
mutation = 20

[[mechanisms]]
kind = "extrachromosomal_dna"
drugs = "B"
copies = 3
at_start = 2

[[drugs]]
name = "A"
effect = {kind = "proportional", at_standard_dose = 0.05}

[[drugs]]
name = "B"
effect = {kind = "proportional", at_standard_dose = 0.05}

[arms.continuous]
strategy = "continuous"
drug = "A"
"""


def in_python():
    return sim.Tumour(
        [sim.Clone("S", 0.2, 0.1, start=200), sim.Clone("R", 0.18, 0.1, fold={"A": 30})],
        [sim.Mutation("S", "R", 1e-3, raised={"A": 10})],
        [sim.Drug("A", sim.Hill(0.1, 0.3), also=[sim.Hill(0.5, 0.3, acts="birth")])],
        growth=sim.Game([[1.0, 1.2], [0.9, 1.0]], capacity=2000),
        immigration=[sim.Immigration("S", 0.1, 5)],
    )


def test_a_tumour_by_hand():
    assert scenario_from_text(BY_HAND).tumour == in_python()


def test_an_allee_effect_and_room_that_a_drug_takes():
    text = BY_HAND.replace('kind = "game"\npayoffs = [[1.0, 1.2], [0.9, 1.0]]', 'kind = "logistic"')
    made = scenario_from_text(text.replace('acts = "birth"', 'acts = "capacity"')).tumour
    assert made.drugs[0].also == (sim.Hill(0.5, 0.3, acts="capacity"),)
    text = text.replace('kind = "logistic"', 'kind = "allee"\nhalf = 50')
    assert scenario_from_text(text).tumour.growth == sim.Allee(2000, half=50)


def test_mechanisms():
    made = scenario_from_text(OF_MECHANISMS).tumour
    kinds = [
        sim.Ladder("A", rungs=2, induced=0.01),
        sim.Tolerance("B", cycling=0.1, mutation=20),
        sim.ExtrachromosomalDna("B", copies=3, at_start=2),
    ]
    assert list(made.mechanisms) == kinds
    assert len(made.clones) == 3 * 3 * 4
    begun = [c.name for c in made.clones if c.start > 0]
    assert begun == ["B ecDNA x2"]


def test_saved_and_made_again(tmp_path):
    runs = sim.simulate(
        in_python(), {"A": sim.Continuous("A")}, patients=3, days=28, seed=1, progress=False
    )
    assert "gillespie" in runs.engine
    runs.save(tmp_path / "runs.nc")
    loaded = sim.load(tmp_path / "runs.nc")
    assert sim.rerun(loaded).data.equals(runs.data)

"""Scenario files: what they may say, and that nothing wrong in them is ignored."""

from pathlib import Path

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.base.units import YEAR
from sim.clinic import RatioToNadir
from sim.model import Gompertz, HighestSingleAgent, Hill, Mutation, Switch
from sim.regimens import (
    Combination,
    Continuous,
    Intermittent,
    Line,
    Observation,
    Progression,
    Radiotherapy,
    Sequential,
    Surgery,
)
from sim.scenario import read_scenario, scenario_from_text

EXAMPLES = sorted((Path(__file__).parents[2] / "experiments" / "scenarios").glob("*.toml"))

WHOLE = """
title = "Everything"
patients = 12
years = 2
seed = 7
engine = "jump"

[tumour]
size = 1e8
grown_from_one_cell = true

[[clones]]
name = "sensitive"
birth = 0.14
death = [0.12, 0.13]

[[clones]]
name = "resistant"
birth = {distribution = "beta", a = 2, b = 12}
death = 0.1
fold = {A = 100, B = inf}

[[mutations]]
source = "sensitive"
target = "resistant"
per_division = 1e-8

[[switches]]
source = "resistant"
target = "sensitive"
rate = 0.01
induced = {A = 0.02}

[[drugs]]
name = "A"
half_life = 2.4
effect = {kind = "hill", maximum = 0.05, ec50 = 0.2, slope = 2}

[[drugs]]
name = "B"
effect = {kind = "proportional", at_standard_dose = 0.4, acts = "birth"}

[growth]
kind = "gompertz"
capacity = 1e12

[[references]]
authors = "Somebody"
year = 2020
title = "A title"
journal = "A journal"
doi = "10.1/1"

[arms.holidays]
strategy = "intermittent"
drug = "A"
on = 14
off = 7

[arms.both]
strategy = "combination"
drugs_and_doses = {A = 1.0, B = 0.5}

[arms.continuous]

[clinic]
scan_every = 28
criteria = {kind = "ratio-to-nadir", ratio = 1.5}
"""
INTERACTION = 'interaction = "highest_single_agent"\n'


def test_everything_that_can_be_written():
    scenario = scenario_from_text(INTERACTION + WHOLE)
    tumour = scenario.tumour
    assert tumour.clone_names == ("sensitive", "resistant")
    assert tumour.grown_from_one_cell
    assert tumour.size == 1e8
    np.testing.assert_array_equal(tumour.clones[0].death, [0.12, 0.13])
    assert tumour.clones[1].birth.mean() == pytest.approx(2 / 14)
    assert tumour.clones[1].fold == {"A": 100.0, "B": np.inf}
    mutation, switch = tumour.transitions
    assert isinstance(mutation, Mutation)
    assert mutation.per_division == 1e-8
    assert isinstance(switch, Switch)
    assert switch.induced == {"A": 0.02}
    assert tumour.drugs[0].effect == Hill(0.05, 0.2, 2)
    assert tumour.drugs[0].half_life == 2.4
    assert tumour.drugs[1].effect.acts == "birth"
    assert tumour.growth == Gompertz(1e12)
    assert tumour.interaction == HighestSingleAgent()
    assert tumour.references[0].doi == "10.1/1"
    assert scenario.arms == {
        "holidays": Intermittent("A", on=14, off=7),
        "both": Combination({"A": 1.0, "B": 0.5}),
        "continuous": Continuous("A"),
    }
    assert scenario.clinic.scan_every == 28
    assert scenario.clinic.criteria == RatioToNadir(1.5)
    assert (scenario.patients, scenario.seed, scenario.engine) == (12, 7, "jump")
    assert scenario.days == 2 * YEAR
    assert scenario.title == "Everything"


def test_a_preset_with_arguments_and_named_arms():
    scenario = scenario_from_text(
        'arms = ["observation", "continuous"]\ndays = 100\n'
        '[tumour]\npreset = "melanoma_vemurafenib"\nsize = 1e8\n'
    )
    assert scenario.tumour.size == 1e8
    assert list(scenario.arms) == ["observation", "continuous"]
    assert scenario.days == 100
    assert scenario.seed == 1


def test_lines_of_therapy_hold_other_regimens():
    scenario = scenario_from_text(
        """
[tumour]
preset = "melanoma_vemurafenib"

[arms.mine]
strategy = "lines"

[[arms.mine.lines]]
give = {strategy = "intermittent", drug = "vemurafenib", on = 14, off = 7}
until = "progression"

[[arms.mine.lines]]
give = {}
until = {kind = "days", days = {distribution = "uniform", loc = 28, scale = 28}}

[[arms.mine.lines]]
give = {vemurafenib = 1.0, partner = 0.5}

[arms.rising]
strategy = "escalation"
drug = "vemurafenib"
every = "progression"

[arms.swapped]
strategy = "sequential"
treatments = ["partner", {vemurafenib = 1.0, partner = 0.5}]
"""
    )
    first, second, third = scenario.arms["mine"].lines
    assert first == Line(Intermittent("vemurafenib", on=14, off=7), until=Progression())
    assert second.give == Observation()
    assert second.until.days.mean() == 42
    assert third == Line({"vemurafenib": 1.0, "partner": 0.5})
    assert scenario.arms["rising"].every == Progression()
    assert scenario.arms["swapped"] == Sequential(["partner", {"vemurafenib": 1.0, "partner": 0.5}])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_can_be_read(path):
    scenario = read_scenario(path)
    assert scenario.title
    assert str(scenario.tumour)


PRESET = '[tumour]\npreset = "mcrpc_abiraterone"\n'
CLONE = '[[clones]]\nname = "s"\nbirth = 0.1\ndeath = 0.1\nstart = 9\n'
WRONG = {
    "a drug that the tumour does not have": (
        '[tumour]\npreset = "mcrpc_abiraterone"\n[arms.a]\nstrategy = "continuous"\n'
        'drug = "abiraterona"\n',
        ["Arm 'a' gives 'abiraterona'", "Did you mean 'abiraterone'?"],
    ),
    "cut off in the middle of a line": (
        "seed = 1\n[[clones]]\nname = \n",
        ["s.toml, line 3", "not valid TOML", "'name ='"],
    ),
    "cut off in the middle of a table": (
        'seed = 1\n[tumour]\npreset = "mcrpc_abira',
        ["s.toml, line 3", "not valid TOML", "preset"],
    ),
    "a key twice": ("seed = 1\nseed = 2\n", ["s.toml, line 2", "not valid TOML"]),
    "empty": ("", ["s.toml: no tumour", "preset", "melanoma_vemurafenib", "[[clones]]"]),
    "unknown key at the top": (
        "pateints = 3\n" + PRESET,
        ["s.toml, line 1", "'pateints'", "Did you mean 'patients'?"],
    ),
    "unknown table": (PRESET + "[clinc]\n", ["line 3", "Did you mean 'clinic'?"]),
    "unknown preset": (
        '[tumour]\npreset = "mcrpc"\n',
        ["s.toml", "[tumour]", "no such preset", "'mcrpc_abiraterone'"],
    ),
    "unknown argument of the preset": (
        PRESET + "costs = 0.3\n",
        ["line 3, [tumour]", "'costs'", "Did you mean 'cost'?"],
    ),
    "bad argument of the preset": (PRESET + "cost = 3\n", ["line 3", "cost of the preset is 3"]),
    "preset and clones": (PRESET + CLONE, ["[tumour]", "brings its own 'clones'"]),
    "unknown key of a clone": (
        CLONE + "brith = 3\n",
        ["line 6, [[clones]] number 1", "Did you mean 'birth'?"],
    ),
    "missing key of a clone": (
        '[[clones]]\nname = "s"\nbirth = 0.1\n',
        ["[[clones]] number 1", "'death' missing"],
    ),
    "negative rate": (CLONE.replace("birth = 0.1", "birth = -1"), ["birth of clone 's' is -1"]),
    "yes for a number": (CLONE.replace("birth = 0.1", "birth = true"), ["line 3", "birth is true"]),
    "one table for many": (
        '[clones]\nname = "s"\n',
        ["line 1", "each beginning with [[clones]]"],
    ),
    "unknown clone": (
        CLONE + '[[mutations]]\nsource = "s"\ntarget = "r"\nper_division = 0.1\n',
        ["s.toml", "Mutation to 'r'", "no such clone"],
    ),
    "unknown kind": (
        CLONE + '[growth]\nkind = "logistik"\n',
        ["line 6", "growth 'logistik'", "Did you mean 'logistic'?"],
    ),
    "no kind": (CLONE + "[growth]\ncapacity = 1e9\n", ["growth needs a kind", "'gompertz'"]),
    "kind without its numbers": (
        'growth = "logistic"\n' + CLONE,
        ["growth", "'capacity' missing"],
    ),
    "effect that is a number": (
        CLONE + '[[drugs]]\nname = "A"\neffect = 0.1\n',
        ["line 8, [[drugs]] number 1", "effect of drug 'A' is 0.1"],
    ),
    "key of the tumour that does not exist": (
        CLONE + "[tumour]\ngrown = true\n",
        ["line 7, [tumour]", "'grown'", "grown_from_one_cell"],
    ),
    "unknown distribution": (
        CLONE.replace("start = 9", 'start = {distribution = "lognormal", s = 1}'),
        ["line 5", "no such distribution", "Did you mean"],
    ),
    "wrong argument of a distribution": (
        CLONE.replace("start = 9", 'start = {distribution = "lognorm", sigma = 1}'),
        ["start: lognorm cannot be made", "sigma"],
    ),
    "arm without a strategy": (
        PRESET + '[arms.mine]\ndrug = "abiraterone"\n',
        ["[arms.mine]", "strategy is missing", "'intermittent'"],
    ),
    "unknown strategy": (
        PRESET + '[arms.mine]\nstrategy = "intermitent"\non = 3\n',
        ["line 4, [arms.mine]", "Did you mean 'intermittent'?"],
    ),
    "unknown argument of a strategy": (
        PRESET + '[arms.mine]\nstrategy = "continuous"\ndrug = "abiraterone"\ndoes = 0.5\n',
        ["line 6, [arms.mine]", "'does'", "Did you mean 'dose'?"],
    ),
    "arm that any tumour has, misspelt": (
        'arms = ["continous"]\n' + PRESET,
        ["line 1", "Did you mean 'continuous'?"],
    ),
    "arm that needs more drugs": (
        'arms = ["combination"]\n' + PRESET,
        ["'combination' needs 2 drugs, but the tumour has 1"],
    ),
    "no arms": ("arms = []\n" + PRESET, ["line 1", "No arms"]),
    "arms that are a number": ("arms = 3\n" + PRESET, ["arms must be names"]),
    "unknown key of the clinic": (
        PRESET + "[clinic]\nscan_evry = 3\n",
        ["line 4, [clinic]", "Did you mean 'scan_every'?"],
    ),
    "bad number of the clinic": (
        PRESET + "[clinic]\nscan_every = -3\n",
        ["line 4, [clinic]", "scan_every of the clinic is -3"],
    ),
    "zero patients": ("patients = 0\n" + PRESET, ["line 1", "patients is 0", "at least 1"]),
    "half a patient": ("patients = 1.5\n" + PRESET, ["patients is 1.5", "a whole number"]),
    "no time": ("years = 0\n" + PRESET, ["line 1", "years is 0", "above 0"]),
    "time twice": ("years = 1\ndays = 3\n" + PRESET, ["both years and days"]),
    "unknown engine": (
        'engine = "gilespie"\n' + PRESET,
        ["line 1", "Did you mean 'gillespie'?"],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_errors_name_the_file_the_line_and_the_way_out(case):
    text, parts = WRONG[case]
    with pytest.raises(InputError) as caught:
        scenario_from_text(text, "s.toml")
    for part in ["s.toml", *parts]:
        assert part in str(caught.value)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match=r"none\.toml' cannot be read: No such file"):
        read_scenario(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not a text file"):
        read_scenario(tmp_path / "binary.toml")


FOUNDED = """
[tumour]
size = 1e9
at_most = 1

[founder]
name = "sensitive"
birth = 0.14
death = 0.13

[[mechanisms]]
kind = "efflux"
drugs = ["A"]
inhibitor = "P"

[[mechanisms]]
kind = "silencing"
drugs = "A"
on = 1e-4

[[drugs]]
name = "A"
effect = {kind = "proportional", at_standard_dose = 0.04}

[[drugs]]
name = "P"
effect = {kind = "inhibition", ec50 = 0.1}

[arms.both]
strategy = "combination"
drugs_and_doses = ["A", "P"]
"""


def test_mechanisms_of_resistance():
    tumour = scenario_from_text(FOUNDED).tumour
    assert tumour.clone_names == ("sensitive", "pump", "silenced")
    assert tumour.mechanisms[0].inhibitor == "P"
    assert tumour.drugs[1].effect.ec50 == 0.1


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ('"efflux"', '"eflux"', ["[[mechanisms]] number 1", "'eflux'", "Did you mean 'efflux'?"]),
        ("[founder]", "[[clones]]", ["make the clones", "leave [[clones]] out"]),
        ("[[mechanisms]]", "[[clones]]", ["[[clones]]"]),
        ('inhibitor = "P"', 'inhibitor = "Q"', ["Mechanism 'pump' on 'Q'", "no such drug"]),
        ("at_most = 1", "at_most = 0", ["at_most is 0"]),
    ],
)
def test_mistakes_in_mechanisms(right, wrong, words):
    with pytest.raises(InputError) as error:
        scenario_from_text(FOUNDED.replace(right, wrong))
    for word in words:
        assert word in str(error.value)


SITES = """
[[clones]]
name = "S"
birth = 0.18
death = 0.01
start = 1e6

[[drugs]]
name = "anti-PD-1"
effect = {kind = "inhibition", ec50 = 0.2}

[growth]
kind = "logistic"
capacity = 5e8

[immune]
checkpoint = "anti-PD-1"
suppressors = {half_recruitment = 1e7}

[[niches]]
name = "lung"

[[niches]]
name = "brain"
penetration = 0.1
effectors = 0.5
migration = 1e-4

[arms.operated]
strategy = "multimodal"
give = "anti-PD-1"

[arms.operated.local]
30 = {treatment = "surgery", removed = 0.9, site = "lung"}
60 = {treatment = "radiotherapy", fractions = 5}
"""


def test_niches_the_immune_system_and_local_treatments():
    scenario = scenario_from_text(SITES)
    assert scenario.tumour.immune.visible == {"S @ lung": 1.0, "S @ brain": 0.5}
    assert scenario.tumour.clone_names == ("S @ lung", "S @ brain")
    assert scenario.tumour.immune.suppressors.half_recruitment == 1e7
    local = scenario.arms["operated"].local
    assert local[30.0] == (Surgery(0.9, site="lung"),)
    assert local[60.0] == (Radiotherapy(fractions=5),)
    with pytest.raises(InputError, match="Did you mean 'penetration'"):
        scenario_from_text(SITES.replace("penetration", "penetraton"))

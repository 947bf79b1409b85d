"""A clinic with several measures, and rules on them, written in a file."""

import pytest

import sim
from sim.base.errors import InputError
from sim.scenario import scenario_from_text

TEXT = """
patients = 12
years = 2

[[clones]]
name = "S"
birth = 0.14
death = 0.13
start = 1e9

[[clones]]
name = "R"
birth = 0.14
death = 0.13
start = 1e6

[[drugs]]
name = "A"
effect = {kind = "proportional", at_standard_dose = 0.05}

[clinic]
scan_every = 56
progression = "ct or psa"

[clinic.measures]
ct = {kind = "lesions", shares = 3}

[clinic.measures.psa]
kind = "exam"
every = 28
criteria = "pcwg3"
measure = {kind = "marker", name = "PSA", per_cell = 3e-8}

[clinic.measures.ctdna]
kind = "exam"
delay = 10
[clinic.measures.ctdna.measure]
kind = "sequencing"
depth = 4000
panel = {T790M = ["R"]}
shedding = {S = 1e-10, R = {distribution = "loguniform", a = 1e-10, b = 1e-9}}

[arms.blood]
strategy = "rechallenge"
drug = "A"
when = {kind = "allele_below", allele = "T790M", fraction = 0.01}

[arms.lines]
strategy = "lines"

[[arms.lines.lines]]
give = "A"
[arms.lines.lines.until]
kind = "any_of"
parts = [
    {kind = "new_lesion"},
    {kind = "by", measure = "psa", until = {kind = "burden_below", fraction = 0.3}},
]

[[arms.lines.lines]]
give = {}
"""


def test_measures_and_rules_are_read():
    scenario = scenario_from_text(TEXT)
    exams = scenario.clinic.exams
    assert list(exams) == ["ct", "psa", "ctdna"]
    assert exams["psa"].every == 28
    assert exams["psa"].criteria == sim.Pcwg3()
    assert exams["ctdna"].measure.panel == {"T790M": ("R",)}
    assert exams["ctdna"].measure.shedding["R"].support() == (1e-10, 1e-9)
    assert exams["ctdna"].delay == 10
    assert exams["ctdna"].every == 56
    assert scenario.clinic.progression == "ct or psa"
    assert scenario.arms["blood"] == sim.Rechallenge("A", when=sim.AlleleBelow("T790M", 0.01))
    reason = scenario.arms["lines"].lines[0].until
    assert reason == sim.NewLesion() | sim.By("psa", sim.BurdenBelow(0.3))


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ('kind = "sequencing"', 'kind = "sequencin"', "sequencing"),
        ("depth = 4000", "depht = 4000", "depth"),
        ('"ct or psa"', '"ct or bone"', "bone"),
        ('criteria = "pcwg3"', 'criteria = "recist"', "Recist judges sizes"),
    ],
)
def test_slips_are_named(right, wrong, words):
    with pytest.raises(InputError, match=words):
        scenario_from_text(TEXT.replace(right, wrong))


def test_what_is_written_is_read_again():
    from sim.scenario.write import table_of

    clinic = sim.Clinic(
        progression="ct or psa",
        measures={
            "ct": sim.LesionsBySite(organs={"a": "liver"}, most=3),
            "psa": sim.Exam(sim.Marker("PSA", 3e-8), every=28, criteria=sim.Pcwg3()),
            "dna": sim.Exam(sim.Sequencing({"T790M": ["R"]}, shedding={"R": 1e-9}), delay=10),
            "biopsy": sim.Biopsy({"T790M": ["R"]}),
        },
    )
    table = table_of(clinic)
    assert table["measures"]["ct"] == {
        "kind": "lesions_by_site", "organs": {"a": "liver"}, "most": 3,
    }  # fmt: skip
    lines = [TEXT.partition("[clinic]")[0], "[clinic]", f"progression = {clinic.progression!r}"]
    for name, one in table["measures"].items():
        lines.append(f"[clinic.measures]\n{name} = {_toml(one)}" if name == "ct" else
                     f"{name} = {_toml(one)}")  # fmt: skip
    arms = '\n[arms.none]\nstrategy = "observation"\n'
    assert scenario_from_text("\n".join(lines) + arms).clinic == clinic


def _toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else repr(value)

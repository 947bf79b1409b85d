"""What a page says, as a comparison: each control does what it says, and errors name theirs."""

import inspect
import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import sim
from sim.app import catalogue, tumours
from sim.app.control import Refused
from sim.app.form import arm_id, controls, draft_of
from sim.presets import strategies
from sim.scenario import scenario_from_text
from sim.scenario.build import MECHANISMS, file_name

KINDS = {file_name(kind): kind for kind in MECHANISMS}


def refused(values) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        draft_of(values)
    return caught.value.problems


def other(control):
    """Return another allowed value."""
    if isinstance(control.value, bool):
        return not control.value
    if control.choices is not None:
        return next(one for one in control.choices if one != control.value)
    if control.whole:
        return control.value + 1 if control.value < control.high else control.value - 1
    for value in (1.05 * control.value, 0.9 * control.value, 0.5 * (control.low + control.high)):
        if control.low <= value <= control.high and value != control.value:
            return value
    raise AssertionError(control)


def where(id_):
    """Return what else must be set so that a control counts."""
    for place in range(1, catalogue.ARMS + 1):
        for strategy, inside in catalogue.STRATEGIES.items():
            if id_ in {arm_id(place, strategy, one) for one in inside}:
                return {f"arm{place}": strategy}
    for mechanism in tumours.MECHANISMS:
        if id_ == mechanism or id_.startswith(f"{mechanism}_"):
            alone = {"tumour": "own", "target_mutation": id_ == "target_mutation"}
            return alone if id_ == mechanism else alone | {mechanism: True}
    if id_ == "own_capacity":
        return {"tumour": "own", "own_growth": "logistic"}
    if id_.startswith("own_"):
        return {"tumour": "own"}
    for preset in tumours.PRESETS:
        if id_.startswith(preset):
            return {"tumour": preset}
    return {}


@pytest.mark.parametrize("id_", list(controls()))
def test_every_control_changes_the_comparison(id_):
    control, others = controls()[id_], where(id_)
    before, after = draft_of(others), draft_of(others | {id_: other(control)})
    assert before.file() != after.file()
    assert before.program() != after.program()


def test_what_is_there_at_first_is_what_descriptions_have():
    for preset, inside in tumours.PRESETS.items():
        default = inspect.signature(getattr(sim.presets, preset)).parameters
        assert {one.id: one.value for one in inside} == {
            one.id: default[one.id].default for one in inside
        }
    for mechanism, (_, _, inside) in tumours.MECHANISMS.items():
        default = {field.name: field.default for field in fields(KINDS[mechanism])}
        assert {one.id: one.value for one in inside} == {one.id: default[one.id] for one in inside}
    tumour = sim.presets.melanoma_vemurafenib()
    for strategy, inside in catalogue.STRATEGIES.items():
        regimen = strategies.arm(tumour, strategy)
        for one in inside:
            assert getattr(regimen, one.id) == one.value, (strategy, one.id)
    clinic = draft_of({}).clinic
    assert clinic == sim.Clinic(scan_every=controls()["scan_every"].value)


def test_all_strategies_and_mechanisms_are_there():
    assert set(catalogue.STRATEGIES) == set(strategies.STRATEGIES)
    assert set(tumours.MECHANISMS) == set(KINDS) - {"bypass", "extrachromosomal_dna"}
    # (the one needs a partner drug, the other an engine for few cells)
    assert set(tumours.PRESETS) == set(sim.presets.names())


def test_controls_have_words_and_numbers_have_limits():
    for id_, control in controls().items():
        assert id_.isidentifier()
        assert control.text.endswith(".")
        assert control.label
        if isinstance(control.value, float):
            assert math.isfinite(control.high), id_


def settings_of_pages():
    """Return a strategy for what a page may say."""

    def of(control):
        if isinstance(control.value, bool):
            return some.booleans()
        if control.choices is not None:
            return some.sampled_from(list(control.choices))
        if control.whole:
            return some.integers(control.low, control.high)
        return some.floats(control.low, control.high) | some.just(control.value)

    return some.fixed_dictionaries({}, optional={id_: of(c) for id_, c in controls().items()})


@settings(max_examples=60, deadline=None)
@given(settings_of_pages())
def test_the_file_is_the_comparison(values):
    """Whatever is set: it is refused with a reason by a control that is there, or both agree."""
    try:
        draft = draft_of(values)
    except Refused as error:
        reasons = error.problems
    else:
        read, meant = scenario_from_text(draft.file()), draft.scenario()
        assert read == meant
        return
    assert set(reasons) <= set(controls())
    assert all(reasons.values())


@pytest.mark.parametrize(
    "values",
    [
        {"patients": 6, "years": 2},
        {"tumour": "mcrpc_abiraterone", "mcrpc_abiraterone_cost": 0.3, "patients": 4, "years": 1},
        {
            "tumour": "own", "tolerance": True, "own_half_life": 2.5, "own_growth": "gompertz",
            "measure": "marker", "arm4": "alternating", "arm5": "adaptive", "patients": 3,
            "arm5_adaptive_stop_below": 0.3, "years": 1, "noise": 0.2,
        },
        {
            "tumour": "own", "target_mutation": False, "arm2": "none", "arm3": "none",
            "patients": 3, "measure": "diameter", "years": 1,
        },
    ],
)  # fmt: skip
def test_the_program_gives_the_same_bits(values, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    draft = draft_of(values)
    made = draft.scenario()
    runs = sim.simulate(
        made.tumour, made.arms, patients=made.patients, days=made.days, seed=made.seed,
        clinic=made.clinic, progress=False,
    )  # fmt: skip
    names = {}
    exec(draft.program(), names)
    assert names["runs"].arms == runs.arms
    for name in runs.data.data_vars:
        if runs.data[name].dtype.kind == "f":
            np.testing.assert_array_equal(names["runs"].data[name], runs.data[name])
    assert (tmp_path / "burden.pdf").exists()


@pytest.mark.parametrize(
    ("values", "id_", "words"),
    [
        ({"patients": 501}, "patients", "from 1 to 500"),
        ({"patients": 2.5}, "patients", "whole"),
        ({"years": "many"}, "years", "number"),
        ({"years": float("nan")}, "years", "from 0.1"),
        ({"years": 1e300}, "years", "from 0.1 to 20 years"),
        ({"tumour": ["own"]}, "tumour", "cannot be"),
        ({"arm2": {"a": 1}}, "arm2", "cannot be"),
        ({"patients": [5]}, "patients", "number"),
        ({"tumour": "__class__"}, "tumour", "cannot be"),
        ({"arm1": "surgery"}, "arm1", "cannot be"),
        ({"tumour": "mcrpc_abiraterone", "arm4": "combination"}, "arm4", "needs 2 drugs"),
        ({"arm3_adaptive_stop_below": 0.9, "arm3_adaptive_restart_above": 0.2},
         "arm3_adaptive_restart_above", "below stop_below"),
        ({"melanoma_vemurafenib_birth": 0.1}, "melanoma_vemurafenib_birth", "does not grow"),
        ({"tumour": "own", "own_birth": 0.1}, "own_birth", "does not grow"),
        ({"tumour": "own", "efflux": True, "repair": True, "tolerance": True}, "tolerance",
         "At most 3"),
        ({f"arm{k}": "none" for k in range(1, 7)}, "arm1", "at least one"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_control(values, id_, words):
    problems = refused(values)
    assert list(problems) == [id_]
    assert words in problems[id_]


def test_what_does_not_count_is_not_complained_of():
    """A wrong number behind a tumour that is not chosen does no harm."""
    assert draft_of({"own_size": "x", "arm6_holidays_on": -1}).file() == draft_of({}).file()


def test_arms_of_one_strategy_are_told_apart():
    draft = draft_of({"arm1": "adaptive", "arm2": "adaptive", "arm3": "adaptive"})
    assert list(draft.arms) == ["adaptive", "adaptive 2", "adaptive 3"]

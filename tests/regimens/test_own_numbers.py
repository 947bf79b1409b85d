"""Numbers of each patient in a policy, and arrays that were taken for such."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.base.errors import InputError
from sim.regimens import Adaptive, policy

TUMOUR = sim.Tumour(
    [
        sim.Clone("S", 0.1, 0.08, start=3e8),
        sim.Clone("R", 0.09, 0.08, start=1e5, fold={"A": np.inf}),
    ],
    drugs=[sim.Drug("A", sim.Proportional(0.06))], growth=sim.Logistic(3e9),
)  # fmt: skip
STOPS = np.linspace(0.3, 0.8, 40)
CLINIC = sim.Clinic(scan_every=28)


def personal(seen, memory, stop):
    """Adaptive, with a threshold of each patient's own."""
    on = memory.get("on", np.ones(seen.patients, dtype=bool))
    if seen.new_result:
        down = (seen.burden < stop * seen.baseline) | ~seen.detected
        up = (seen.burden > seen.baseline) & seen.detected
        on = np.where(on, ~down, up)
    memory["on"] = on
    return {"A": np.where(on, 1.0, 0.0)}


def doses(regimen, patients, **more):
    runs = sim.simulate(TUMOUR, {"arm": regimen}, patients=patients, days=700, seed=4,
                        clinic=CLINIC, progress=False, **more)  # fmt: skip
    return runs.values("dose", "arm"), runs


def test_who_has_the_same_twice_by_his_own_numbers_is_treated_alone_as_among_others():
    """The first patient's second dose is that of all: alone, he was refused in the run."""
    own = sim.Alternating([{"A": 1.0}, {"A": np.array([1.0, 0.5])}], every=28)
    together, _ = doses(own, 2)
    alone, _ = doses(own, [0])
    np.testing.assert_array_equal(alone[0], together[0])
    assert set(together[1].ravel().tolist()) >= {0.5, 1.0}
    with pytest.raises(InputError, match="the same treatment"):
        sim.Alternating([{"A": 1.0}, {"A": 1.0}], every=28)


@pytest.mark.parametrize("stop", [STOPS, stats.uniform(0.3, 0.5)], ids=["array", "distribution"])
def test_personal_thresholds_are_those_of_adaptive(stop):
    """The same bits as the regimen whose thresholds have always been the patient's own."""
    ours, runs = doses(policy(personal, drugs="A", stop=stop), 40)
    used = runs.values("arms.arm.numbers.stop")
    theirs, _ = doses(Adaptive("A", np.asarray(used)), 40)
    assert np.array_equal(ours, theirs)
    assert len(np.unique(ours.sum(axis=1))) > 3
    assert np.std(used) > 0.1


def test_who_is_run_alone_has_their_own_number():
    plan = policy(personal, stop=STOPS)
    everyone, _ = doses(plan, 40)
    some, _ = doses(plan, [31, 7])
    assert np.array_equal(some, everyone[[31, 7]])
    split, _ = doses(plan, 40, threads=2)
    assert np.array_equal(split, everyone)


def test_a_number_with_the_name_of_a_drug_is_no_dose():
    """80 would be far above what the drug allows."""

    def percent(seen, memory, A):  # (a drug is called so)
        return {"A": np.full(seen.patients, A / 100.0)}

    given, _ = doses(policy(percent, drugs="A", A=80.0), 2)
    assert np.unique(given[:, :-1]).tolist() == [0.8]


def test_saved_and_made_again(tmp_path):
    _, runs = doses(policy(personal, stop=STOPS), 40)
    runs.save(tmp_path / "runs.nc")
    again = sim.rerun(sim.load(tmp_path / "runs.nc"), allow_code=True, progress=False)
    assert np.array_equal(again.values("dose", "arm"), runs.values("dose", "arm"))


def asked(function, **numbers):
    return policy(function, **numbers)


@pytest.mark.parametrize(("make", "message"), [
    (lambda: asked(personal), r"'personal' takes 'stop', and nothing .*@sim.policy\(stop=\.\.\.\)"),
    (lambda: asked(personal, stpo=1.0), "'stpo' of policy 'personal'.*Did you mean 'stop'"),
    (lambda: asked(lambda seen, memory: {}, stop=1.0), "takes seen and memory only; write def"),
    (lambda: asked(personal, stop="half"), "stop of policy 'personal' is 'half'"),
    (lambda: asked(personal, stop=[[1.0], [2.0]]), "stop of policy 'personal' has shape"),
])  # fmt: skip
def test_slips_are_named(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_a_function_may_have_numbers_of_its_own_and_take_any():
    def usual(seen, memory, stop=0.5, **more):
        return {"A": np.where(seen.burden < stop * more.get("scale", 1.0), 0.0, 1.0)}

    policy(usual)
    policy(usual, scale=2.0)


@pytest.mark.parametrize("stop", [np.inf, -np.inf, [0.5, np.inf], -2.0, 0])
def test_a_number_may_be_without_end_and_below_nothing(stop):
    """A day that never comes, or a threshold that nobody is below."""
    np.testing.assert_array_equal(policy(personal, stop=stop).numbers["stop"], stop)


@pytest.mark.parametrize("stop", [np.nan, [0.5, np.nan], None])
def test_what_is_no_number_is_none_of_a_policy(stop):
    with pytest.raises(InputError, match="stop of policy 'personal' is"):
        policy(personal, stop=stop)


def test_arrays_of_another_length_than_the_patients_are_refused_before_anything_runs():
    with pytest.raises(InputError, match=r"numbers\.stop has values for 40 patients"):
        doses(policy(personal, stop=STOPS), 41)


def closure(stops):
    def mine(seen, memory):
        return {"A": np.where(seen.burden < stops * seen.baseline, 0.0, 1.0)}

    return mine


def returned(stops):
    return lambda seen, memory: {"A": stops}


def table(stops):
    return lambda seen, memory: np.repeat(stops[:, None], len(seen.drugs), axis=1)


@pytest.mark.parametrize("make", [closure, returned, table])
def test_an_array_that_is_enclosed_is_named_with_the_way_out(visit, make):
    """Not "operands could not be broadcast together"."""
    plan = policy(make(np.full(180, 0.5)))
    seen = visit(7, np.ones(90))
    with pytest.raises(InputError, match=r"'stops', an array of 180 values.*90 patients.*@sim.pol"):
        plan.decide(seen, {})


HALVES = np.full(180, 0.5)


def by_name(seen, memory):
    return {"A": HALVES}


def by_name_within(seen, memory):
    return {"A": (lambda: np.where(seen.detected, HALVES, 0.0))()}


def by_default(seen, memory, HALVES=HALVES):
    return {"A": HALVES}


@pytest.mark.parametrize("function", [by_name, by_name_within, by_default])
def test_an_array_of_the_module_is_named_with_the_way_out(visit, function):
    said = (
        r"refers to 'HALVES', an array of 180 values, .* 90 patients .*@sim\.policy\(HALVES=HALVES"
    )
    with pytest.raises(InputError, match=said):
        policy(function).decide(visit(7, np.ones(90)), {})


def test_other_errors_say_nothing_of_arrays(visit):
    lookup = np.arange(10.0)

    def wrong(seen, memory):
        return {"A": seen.burden + np.ones(3) + lookup[0]}

    with pytest.raises(ValueError, match="broadcast") as caught:
        policy(wrong).decide(visit(7, np.ones(90)), {})
    assert "array of 10" not in str(caught.value)


def test_a_callable_that_does_not_say_what_it_takes_is_given_all_its_numbers():
    """Python has no signature of it and says so by a TypeError."""

    class Odd:
        __signature__ = 5

        def __call__(self, seen, memory, stop):
            return {"A": 1.0 * (seen.burden > stop)}

    regimen = sim.policy(drugs="A", stop=1e8)(Odd())
    assert regimen.numbers == {"stop": 1e8}

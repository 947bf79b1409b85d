"""Bad input is refused before anything runs: the thing, the value, what is allowed, the way out."""

import numpy as np
import pytest
from scipy.stats import norm, uniform

import sim
from sim import Clone, Continuous, Drug, Hill, InputError, Tumour
from tests.simulate.cohort import ARMS, CLONES, TUMOUR, run

WORDS = [
    # what is changed, what the message must say
    ({"tumour": "melanoma"}, ["The tumour is 'melanoma'", "sim.Tumour"]),
    ({"arms": {}}, ["Arms are given by name", "at least one"]),
    ({"arms": ARMS["continuous"]}, ["Arms are given by name"]),
    ({"arms": {"": ARMS["continuous"]}}, ["An arm is named ''"]),
    ({"arms": {3: ARMS["continuous"]}}, ["An arm is named 3"]),
    ({"arms": {"a": "vemurafenib"}}, ["Arm 'a' is 'vemurafenib'", "sim.Continuous", "@sim.policy"]),
    ({"arms": {"a": lambda seen, memory: {}}}, ["Arm 'a'", "@sim.policy"]),
    (
        {"arms": {"a": Continuous("vemurafinib")}},
        ["Arm 'a' gives 'vemurafinib'", "no such drug", "Did you mean 'vemurafenib'?"],
    ),
    (
        {"arms": {"a": sim.Combination({"vemurafenib": 1.0, "partners": 0.5})}},
        ["'partners'", "Did you mean 'partner'?"],
    ),
    ({"patients": 0}, ["patients is 0", "at least 1"]),
    ({"patients": -5}, ["patients is -5", "at least 1"]),
    ({"patients": 2.5}, ["patients is 2.5"]),
    ({"patients": "20"}, ["patients is '20'"]),
    ({"patients": True}, ["patients is True"]),
    ({"patients": []}, ["patients is []"]),
    ({"patients": [1, 1]}, ["different numbers"]),
    ({"patients": [-1, 1]}, ["at least 0"]),
    ({"patients": [0.5, 1.5]}, ["patients is [0.5, 1.5]"]),
    ({"days": 0}, ["days is 0", "above 0", "sim.YEAR"]),
    ({"days": -1.0}, ["days is -1", "above 0"]),
    ({"days": np.nan}, ["days is nan"]),
    ({"days": np.inf}, ["days is inf"]),
    ({"days": 1e6}, ["days is 1e+06"]),
    ({"days": [10.0, 20.0]}, ["days must be one number"]),
    ({"days": "a year"}, ["days is 'a year'"]),
    ({"seed": -1}, ["seed is -1", "at least 0"]),
    ({"seed": 1.5}, ["seed is 1.5"]),
    ({"seed": True}, ["seed is True"]),
    ({"clinic": "weekly"}, ["clinic is 'weekly'", "sim.Clinic"]),
    ({"record": "visits"}, ["record is 'visits'", "sim.Visits()", "sim.Endpoints()"]),
    ({"engine": "jumps"}, ["engine 'jumps'", "Did you mean 'jump'?"]),
    ({"engine": 3}, ["engine is 3", "'meanfield'"]),
    ({"engine": "ode"}, ["engine 'ode'", "'gillespie'"]),
    ({"threads": 0}, ["threads is 0", "at least 1"]),
    ({"threads": 1.5}, ["threads is 1.5"]),
]


@pytest.mark.parametrize(("changes", "words"), WORDS, ids=lambda x: str(x)[:40])
def test_refused_and_said_why(changes, words):
    with pytest.raises(InputError) as error:
        run(**changes)
    for word in words:
        assert word in str(error.value)


def test_keywords_that_do_not_exist_are_refused():
    with pytest.raises(TypeError, match="patient"):
        run(patient=10)


def with_birth(birth):
    return Tumour([Clone("S", birth, 0.1, start=1e6)], drugs=TUMOUR.drugs)


def test_arrays_of_different_lengths():
    arms = {"a": Continuous({"vemurafenib": np.linspace(0.5, 1.0, 7)})}
    with pytest.raises(InputError, match=r"10 values but .* has 7|7 values but .* has 10"):
        run(with_birth(np.full(10, 0.2)), arms)


def test_more_patients_than_values():
    with pytest.raises(InputError, match="values for 8 patients, but there are 10"):
        run(with_birth(np.full(8, 0.2)), ARMS)


def test_fewer_patients_than_values():
    with pytest.raises(InputError, match=r"patients=12, or name the patients"):
        run(with_birth(np.full(12, 0.2)), ARMS)
    assert run(with_birth(np.full(12, 0.2)), ARMS, patients=[0, 11], days=7.0)


def test_numbers_that_patients_draw_are_checked_before_anything_runs():
    with pytest.raises(InputError, match="reaches from -inf"):
        with_birth(norm(0.2, 0.1))
    drug = Drug("vemurafenib", Hill(uniform(0.01, 0.05), 0.2))
    switch = [sim.Mutation("S", "R", uniform(0, 0.9)), sim.Mutation("S", "Q", uniform(0, 0.9))]
    clones = [Clone(name, 0.2, 0.1, start=10) for name in "SRQ"]
    with pytest.raises(InputError, match="add up to"):
        run(Tumour(clones, switch, [drug]), {"a": Continuous("vemurafenib")}, patients=200)


def test_a_result_too_large_for_memory():
    with pytest.raises(InputError, match=r"Endpoints\(\)") as error:
        run(patients=1_000_000, days=3650.0)
    assert "GB" in str(error.value)
    assert "Visits(every=28)" in str(error.value)


def test_a_tumour_that_never_reaches_its_size():
    tumour = Tumour(
        [Clone("S", 0.2, 0.1)], growth=sim.Logistic(1e3), size=1e6, grown_from_one_cell=True
    )
    with pytest.raises(InputError, match="never grew to"):
        run(tumour, {"none": sim.Observation()}, patients=1)


def test_too_many_events_for_the_direct_method():
    with pytest.raises(InputError, match="engine='jump'"):
        run(engine=sim.Gillespie(most_events=1000), patients=1)


def test_one_arm_may_do_nothing():
    assert run(Tumour(CLONES, drugs=TUMOUR.drugs), {"none": sim.Observation()}, days=7.0)


@pytest.mark.parametrize("start", [{"start": 1e12}, {"start": 5e12}])
def test_a_tumour_that_would_kill_on_day_0_is_refused(start):
    tumour = sim.Tumour([sim.Clone("cells", 0.1, 0.1, **start)])
    words = {"arms": {"none": sim.Observation()}, "patients": 2, "days": 7.0, "progress": False}
    with pytest.raises(sim.InputError, match=r"everybody would be dead on day 0.*fatal=1e15"):
        sim.simulate(tumour, **words)
    runs = sim.simulate(tumour, clinic=sim.Clinic(fatal=1e15), **words)
    assert not sim.died(runs).any()


def test_no_preset_starts_at_the_fatal_burden():
    from sim.base.units import FATAL_CELLS

    for name in sim.presets.names():
        tumour = sim.presets.build(name, {})
        cells = tumour.size or sum(np.max(clone.start) for clone in tumour.clones)
        assert cells < FATAL_CELLS / 10


def test_a_cohort_is_sent_to_a_trial():
    with pytest.raises(sim.InputError, match=r"a trial treats: sim\.Trial\(cohort, arms"):
        run(sim.Cohort(TUMOUR, 5))

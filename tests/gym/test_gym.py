"""The clinic as an environment: the same bits as a simulation, and Gymnasium's own checks."""

import warnings
from dataclasses import replace

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from scipy import stats

import sim
import sim.gym
from sim.base.errors import InputError

CLINIC = sim.Clinic(visit_every=14, scan_every=28, noise=0.1, fatal=1e10)


def tumour() -> sim.Tumour:
    return sim.Tumour(
        [
            sim.Clone("S", 0.14, 0.11, start=1e9),
            sim.Clone("R", 0.14, 0.11, start=stats.loguniform(10, 1e7), fold={"A": 50.0}),
        ],
        [sim.Mutation("S", "R", 1e-7)],
        [sim.Drug("A", sim.Hill(0.08, 0.3, 2.0), half_life=1.0), sim.Drug("B", sim.Hill(0.05, 1))],
    )  # fmt: skip


def setting(**changes) -> sim.gym.Setting:
    given = {"tumour": tumour(), "days": 300.0, "clinic": CLINIC, "ends": "death"}
    return sim.gym.Setting(**given | changes)


def adaptive_actions(seen, memory):
    """The places of the doses in [0, 1] that `sim.Adaptive` decides."""
    return sim.Adaptive("A").decide(seen, memory).astype(int)


def test_a_fixed_rule_has_the_bits_of_a_simulation():
    env = sim.gym.VectorEnv(setting(), 50, "disabled")
    env.reset(seed=3)
    memory, lived = {}, np.zeros(50)
    ended = np.zeros(50, dtype=bool)
    while True:
        _, reward, terminated, truncated, _ = env.step(
            np.broadcast_to(adaptive_actions(env.seen, memory), (50, 2))
        )
        lived += reward
        if (terminated | truncated).all():
            break
        ended = terminated
    runs = sim.simulate(
        tumour(), {"rule": sim.Adaptive("A")}, patients=50, days=300, seed=3, clinic=CLINIC,
        record=sim.Endpoints(), progress=False,
    )  # fmt: skip
    [wave] = env._waves
    np.testing.assert_array_equal(wave.cells, runs.values("final_cells")[0])
    np.testing.assert_array_equal(terminated, runs.values("ending")[0] == 2)
    np.testing.assert_allclose(lived, sim.survival_time(runs).values[0], rtol=1e-12)
    assert 5 < ended.sum() < 50


def test_the_return_of_an_episode_is_the_day_of_progression():
    env = sim.gym.VectorEnv(setting(ends="progression"), 40, "disabled")
    env.reset(seed=4)
    total, done = np.zeros(40), np.zeros(40, dtype=bool)
    while not done.all():
        _, reward, terminated, truncated, _ = env.step(np.array([[1, 0]] * 40))
        assert (reward[done] == 0).all()
        total += reward
        done |= terminated | truncated
    runs = sim.simulate(
        tumour(), {"A": sim.Continuous("A")}, patients=40, days=300, seed=4,
        clinic=CLINIC, record=sim.Endpoints(), progress=False,
    )  # fmt: skip
    expected = sim.progression_free_survival(runs).values[0]
    assert len(np.unique(expected)) > 3
    np.testing.assert_allclose(total, expected)


@pytest.mark.parametrize("mode", ["next_step", "same_step"])
def test_every_episode_is_the_next_patient_and_is_treated_as_alone(mode):
    """Episodes that begin while others go on have the returns of a simulation of their numbers."""
    clinic = replace(CLINIC, fatal=2e9)
    env = sim.gym.VectorEnv(setting(clinic=clinic), 8, mode)
    env.reset(seed=5)
    number, total = np.arange(8), np.zeros(8)
    ended, following, waiting = {}, 8, np.zeros(8, dtype=bool)
    for _ in range(90):
        observation, reward, terminated, truncated, info = env.step(np.array([[1, 0]] * 8))
        assert env.observation_space.contains(observation)
        if mode == "next_step":
            assert (reward[waiting] == 0).all()
            assert (observation[waiting, 0] == 0).all()  # day 0 of another
        total += reward
        waiting = terminated | truncated
        if waiting.any() and mode == "same_step":
            assert (info["final_obs"][waiting, 0] > 0).all()
            assert (observation[waiting, 0] == 0).all()
        for row in np.flatnonzero(waiting):
            ended[int(number[row])] = total[row]
            number[row], total[row], following = following, 0.0, following + 1
    assert len(ended) > 16
    runs = sim.simulate(
        tumour(), {"A": sim.Continuous("A")}, patients=sorted(ended),
        days=300, seed=5, clinic=clinic, record=sim.Endpoints(), progress=False,
    )  # fmt: skip
    alone = sim.survival_time(runs).values[0]
    assert len(np.unique(alone)) > 3  # they end at different times
    np.testing.assert_allclose([ended[n] for n in sorted(ended)], alone)


@pytest.mark.parametrize("name", sorted(sim.gym.SETTINGS))
def test_gymnasiums_own_check_passes(name):
    for full in (name, name.replace("-v0", "-Privileged-v0")):
        env = gymnasium.make(full)
        assert env.unwrapped.setting.privileged == ("Privileged" in full)
        with warnings.catch_warnings():  # (it wants no spec, no bounds it finds odd)
            warnings.simplefilter("ignore")
            check_env(env.unwrapped, skip_render_check=True)


def test_observations_tell_what_the_clinic_knows_and_no_truth():
    env = sim.gym.VectorEnv(setting(), 30, "disabled")
    observation, _ = env.reset(seed=6)
    assert len(env.features) == observation.shape[1] == 9
    blind = [env.step(np.zeros((30, 2), dtype=int))[0] for _ in range(2)]
    seen = env.seen
    np.testing.assert_allclose(blind[1][:, 1], np.log(seen.burden / seen.baseline), rtol=1e-5)
    np.testing.assert_allclose(blind[1][:, 0], 28 / 300, rtol=1e-6)
    # between scans nothing new is known, whatever the cells do
    np.testing.assert_array_equal(blind[0][:, 1:], np.concatenate(
        [observation[:, 1:5], np.zeros((30, 1)), observation[:, 6:]], axis=1
    ))  # fmt: skip
    told = sim.gym.VectorEnv(setting(privileged=True), 30, "disabled")
    more, _ = told.reset(seed=6)
    assert [name for name in told.features if name.startswith("the truth")] != []
    np.testing.assert_array_equal(more[:, :9], observation)
    np.testing.assert_allclose(more[:, 9], np.log1p(1e9) / 10, rtol=1e-6)


def test_a_trained_callable_is_a_regimen_with_the_same_result(tmp_path):
    def act(seen):
        small = seen[:, 1] < np.log(0.5)
        return np.stack([np.where(small, 0, 1), np.zeros(len(seen), dtype=int)], axis=1)

    made = setting()
    regimen = sim.gym.policy_of(act, made)
    runs = sim.simulate(
        tumour(), {"learned": regimen}, patients=20, days=300, seed=8, clinic=CLINIC,
        record=sim.Endpoints(), progress=False,
    )  # fmt: skip
    env = sim.gym.VectorEnv(made, 20, "disabled")
    observation, _ = env.reset(seed=8)
    done = False
    while not done:
        observation, _, _, truncated, _ = env.step(act(observation))
        done = truncated.any()
    [wave] = env._waves
    np.testing.assert_array_equal(wave.cells, runs.values("final_cells")[0])
    assert str(regimen).startswith("Policy learned")
    runs.save(tmp_path / "runs.nc")
    again = sim.rerun(sim.load(tmp_path / "runs.nc"), allow_code=True)
    np.testing.assert_array_equal(again.values("final_cells"), runs.values("final_cells"))
    with pytest.raises(InputError, match="trained on the truth"):
        sim.gym.policy_of(act, setting(privileged=True))


def test_only_some_begin_anew():
    env = sim.gym.VectorEnv(setting(), 6, "disabled")
    env.reset(seed=1)
    first = env.step(np.ones((6, 2), dtype=int))[0]
    who = np.array([True, False, False, True, False, False])
    mixed, _ = env.reset(options={"reset_mask": who})
    assert (mixed[who, 0] == 0).all()
    np.testing.assert_array_equal(mixed[~who], first[~who])
    with pytest.raises(InputError, match="not in step"):
        _ = env.seen
    with pytest.raises(InputError, match="reset_mask"):
        env.reset(options={"reset_mask": np.zeros(6, dtype=bool)})


def test_any_dose_and_lists_of_several_drugs():
    free = sim.gym.VectorEnv(setting(doses={"A": None, "B": None}), 4, "disabled")
    assert free.single_action_space.shape == (2,)
    free.reset(seed=1)
    free.step(np.array([[0.5, 0.25]] * 4))
    np.testing.assert_array_equal(free.seen.doses, [[0.5, 0.25]] * 4)
    one = sim.gym.VectorEnv(setting(doses={"B": [0, 0.5, 1]}), 4, "disabled")
    assert one.single_action_space == gymnasium.spaces.Discrete(3)
    one.reset(seed=1)
    one.step(np.array([0, 1, 2, 2]))
    np.testing.assert_array_equal(one.seen.doses[:, 1], [0, 0.5, 1, 1])
    cheap = setting(reward=lambda step: step.days - 3 * step.doses.sum(axis=1))
    env = sim.gym.VectorEnv(cheap, 4, "disabled")
    env.reset(seed=1)
    np.testing.assert_allclose(env.step(np.ones((4, 2), dtype=int))[1], 14 - 6)


def test_slips_are_said():
    for changed, said in (
        ({"tumour": 3}, "sim.Tumour"), ({"clinic": 3}, "sim.Clinic"), ({"days": -1}, "days"),
        ({"doses": {"C": [0, 1]}}, "'C'"), ({"doses": {"A": [1]}}, "at least two"),
        ({"doses": {"A": [0, 1], "B": None}}, "not both"), ({"ends": "cure"}, "ends"),
        ({"doses": {}}, "doses is empty"), ({"doses": {"A": [0, 1e9]}}, "highest|allowed"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=said):
            setting(**changed)
    with pytest.raises(InputError, match="autoreset"):
        sim.gym.VectorEnv(setting(), 2, "sometimes")
    with pytest.raises(InputError, match="num_envs"):
        sim.gym.VectorEnv(setting(), 0)
    with pytest.raises(InputError, match="Setting"):
        sim.gym.VectorEnv(tumour(), 2)
    env = sim.gym.VectorEnv(setting(), 2, "disabled")
    with pytest.raises(InputError, match=r"reset\(seed=1\)"):
        env.step(np.ones((2, 2), dtype=int))
    env.reset(seed=1)
    for actions, said in (
        (np.ones(2, dtype=int), "shape"), (np.ones((2, 2)), "whole number"),
        (np.full((2, 2), 2), "whole number"), (np.ones((3, 2), dtype=int), "3 actions for 2"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=said):
            env.step(actions)
    for _ in range(22):
        env.step(np.ones((2, 2), dtype=int))
    with pytest.raises(InputError, match="has ended"):
        env.step(np.ones((2, 2), dtype=int))
    bad = sim.gym.VectorEnv(setting(reward=lambda step: 1.0), 2, "disabled")
    bad.reset(seed=1)
    with pytest.raises(InputError, match="one number for each"):
        bad.step(np.ones((2, 2), dtype=int))
    with pytest.raises(InputError, match="sim/Adaptive-v0"):
        sim.gym.make("sim/Adaptiv-v0")


@pytest.mark.parametrize(("days", "end"), [(28.0, "truncated"), (1000.0, "terminated")])
def test_an_episode_of_one_patient_that_has_ended_is_not_gone_on_with(days, end):
    env = sim.gym.Env(setting(days=days))
    env.reset(seed=1)
    ended = (False, False)
    while not any(ended):
        *_, terminated, truncated, _ = env.step(np.zeros(2, dtype=int))
        ended = terminated, truncated
    assert ended == (end == "terminated", end == "truncated")
    with pytest.raises(InputError, match=r"has ended; begin another: env\.reset\(\)\.$"):
        env.step(np.zeros(2, dtype=int))
    env.reset()
    env.step(np.zeros(2, dtype=int))


@pytest.mark.parametrize("action", [[[1], [1, 2]], np.ma.masked_array([0, 1], [True, False])])
def test_an_action_of_one_patient_is_looked_at_as_those_of_many(action):
    """Lists of two lengths ended in NumPy's words, and what stood under a mask was given."""
    env = sim.gym.Env(setting())
    env.reset(seed=1)
    with pytest.raises(InputError, match="action is"):
        env.step(action)


def test_doses_without_their_drugs_are_named():
    with pytest.raises(InputError, match=r"doses is \['A'\]; give the doses of each drug"):
        setting(doses=["A"])


def test_named_environments_side_by_side():
    env = sim.gym.make("sim/Adaptive-v0", num_envs=3, autoreset="same_step", days=90.0)
    assert env.metadata["autoreset_mode"] is gymnasium.vector.AutoresetMode.SAME_STEP
    env.reset(seed=1)
    truncated = [env.step(np.ones(3, dtype=int))[3] for _ in range(3)]
    assert truncated[2].all()
    vector = gymnasium.make_vec("sim/Adaptive-v0", num_envs=4)
    assert vector.reset(seed=2)[0].shape == (4, 8)

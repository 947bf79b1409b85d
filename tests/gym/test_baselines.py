"""What was learned beside the baselines, and a learner that needs no library for networks."""

import numpy as np
import pytest

import sim
import sim.gym
from experiments.search import learn
from sim.base.errors import InputError


def base(days: float = 1500.0) -> sim.gym.Setting:
    """The base case of Gallagher et al. 2024, looked at every 30 days."""
    setting, _, _ = learn.settings()["base case, every 30 days"]
    return sim.gym.Setting(setting.tumour, days, setting.clinic, engine="meanfield")


def test_the_baselines_of_the_base_case():
    at50 = sim.gym.policy_of(lambda seen: np.ones(len(seen), dtype=int), base())
    table = sim.gym.beside(base(), {"learned": at50}, patients=1, budget=60)
    days = table["days"]
    assert days["learned"] == days["continuous"] == 480  # (it gives the drug at every visit)
    assert days["AT50"] == 630
    assert days["best threshold"] >= 1375
    assert table["ahead of the best threshold"]["AT50"] == 630 - days["best threshold"]
    # 1500 is the last day of this run, and the bound beyond it
    assert days["bound of all treatments"] == 1500
    assert days.max() <= 1500


def test_of_patients_who_differ_there_are_intervals_and_no_bound():
    table = sim.gym.beside(sim.gym.setting("sim/Adaptive-v0", days=300.0), patients=20, budget=8)
    assert "bound of all treatments" not in table.index
    assert (table["from"] <= table["days"]).all()
    assert table["ahead from"]["best threshold"] == 0.0
    runs = sim.simulate(
        sim.gym.setting("sim/Adaptive-v0").tumour, {"c": sim.Continuous("abiraterone")},
        patients=list(range(10, 20)), days=300, seed=1,
        clinic=sim.gym.setting("sim/Adaptive-v0").clinic, record=sim.Endpoints(), progress=False,
    )  # fmt: skip
    mean = sim.progression_free_survival(runs).values.mean()
    assert table["days"]["continuous"] == pytest.approx(mean)


def test_slips_beside_baselines_are_said():
    with pytest.raises(InputError, match="needs a mapping of a text to a regimen"):
        sim.gym.beside(base(), {"learned": lambda seen: seen})
    with pytest.raises(InputError, match="name of a baseline"):
        sim.gym.beside(base(), {"AT50": sim.Continuous("abiraterone")})


def test_the_networks_of_a_generation_treat_as_each_alone():
    setting = base()
    env = sim.gym.VectorEnv(setting, 3, "disabled")
    rng = np.random.default_rng(2)
    weights = rng.normal(size=(3, learn.HIDDEN * (len(env.features) + 1) + learn.HIDDEN + 1))
    together = learn.returns(env, weights, 1, seed=4)
    arms = {
        str(k): sim.gym.policy_of(learn.network(w, len(env.features)), setting)
        for k, w in enumerate(weights)
    }
    runs = sim.simulate(
        setting.tumour, arms, patients=1, days=setting.days, seed=4, clinic=setting.clinic,
        engine="meanfield", record=sim.Endpoints(), progress=False,
    )  # fmt: skip
    np.testing.assert_array_equal(together, sim.time_to_progression(runs).values[:, 0])


def test_a_small_network_learns_what_the_best_threshold_does():
    """Within 2 % of 1380 days; it took 25 generations of 48 networks, and seconds."""
    net = learn.learned(base(), 1, 25)
    runs = sim.simulate(
        base().tumour, {"learned": sim.gym.policy_of(net, base())}, patients=1, days=1500, seed=1,
        clinic=base().clinic, engine="meanfield", record=sim.Endpoints(), progress=False,
    )  # fmt: skip
    assert sim.time_to_progression(runs).values.item() >= 0.98 * 1380

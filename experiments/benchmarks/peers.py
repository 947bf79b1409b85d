"""Peers that install with pip, each used as its own users write it; None where one is missing."""

import os
import sysconfig

import numpy as np

from experiments.benchmarks.timing import Entry

DAYS, VISITS = 1825.0, 261


def numpy_tau_leap(per_division: float, cohort: int, days: float = DAYS):
    """Return daily Poisson leaps of a cohort, clipped at zero, as they are usually written."""
    rng = np.random.default_rng(1)

    def run():
        s, r = np.full(cohort, 1e9), np.zeros(cohort)
        for _ in range(int(days)):
            births = rng.poisson(0.14 * (1 - per_division) * s)
            mutants = rng.poisson(0.14 * per_division * s)
            deaths = rng.poisson(0.17 * s)
            r = np.maximum(r + mutants + rng.poisson(0.14 * r) - rng.poisson(0.13 * r), 0)
            s = np.maximum(s + births - deaths, 0)
        return s, r

    return run


def _copasi_model(reactions: dict[str, tuple[str, float]], start: dict[str, float]):
    """Return a COPASI model of mass-action reactions, in particle numbers and days."""
    import basico

    model = basico.new_model(quantity_unit="#", time_unit="d", volume_unit="1")
    basico.add_compartment("c", initial_size=1.0, model=model)
    for name, count in start.items():
        basico.add_species(name, initial_concentration=count, compartment_name="c", model=model)
    for name, (scheme, rate) in reactions.items():
        basico.add_reaction(name, scheme, model=model)
        basico.set_reaction_parameters(f"({name}).k1", value=rate, model=model)
    return model


def _two_clones(u: float):
    reactions = {
        "birth_S": ("S -> 2 * S", 0.14 * (1 - u)),
        "mutate": ("S -> S + R", 0.14 * u),
        "death_S": ("S -> ", 0.17),
        "birth_R": ("R -> 2 * R", 0.14),
        "death_R": ("R -> ", 0.13),
    }
    return _copasi_model(reactions, {"S": 1e9, "R": 0.0})


def _one_clone(cells: float):
    return _copasi_model({"birth": ("S -> 2 * S", 0.14), "death": ("S -> ", 0.13)}, {"S": cells})


def _roadrunner(model):
    import basico
    import roadrunner

    return roadrunner.RoadRunner(basico.save_model_to_string(type="sbml", model=model))


def basico_hybrid(per_division: float) -> Entry | None:
    """Return COPASI's hybrid method: LSODA for large numbers, the direct method for small ones."""
    try:
        import basico
    except ImportError:
        return None
    model = _two_clones(per_division)

    def run():
        return basico.run_time_course(
            model=model, duration=DAYS, intervals=VISITS, method="hybridlsoda",
            use_initial_values=True,
        )  # fmt: skip

    return Entry("COPASI hybrid LSODA (copasi-basico)", run, 1)


def roadrunner_ode(per_division: float) -> Entry | None:
    """Return libroadrunner's CVODE on the same model: the mean field only."""
    try:
        runner = _roadrunner(_two_clones(per_division))
    except ImportError:
        return None

    def run():
        runner.reset()
        return runner.simulate(0, DAYS, VISITS + 1)

    return Entry("libroadrunner CVODE (mean field only)", run, 1)


def roadrunner_ssa(cells: float, days: float, runs: int, units: float) -> Entry | None:
    """Return libroadrunner's Gillespie."""
    try:
        runner = _roadrunner(_one_clone(cells))
    except ImportError:
        return None
    runner.setIntegrator("gillespie")

    def run():
        for _ in range(runs):
            runner.reset()
            runner.simulate(0, days, 2)

    return Entry("libroadrunner Gillespie", run, units)


def rebop_ssa(cells: float, days: float, runs: int, units: float) -> Entry | None:
    """Return rebop (Rust), one call a trajectory, as its interface has it."""
    try:
        import rebop
    except ImportError:
        return None
    model = rebop.Gillespie()
    model.add_reaction(0.14, ["S"], ["S", "S"])
    model.add_reaction(0.13, ["S"], [])

    def run():
        for seed in range(runs):
            model.run({"S": int(cells)}, tmax=days, nb_steps=1, rng=seed)

    return Entry("rebop (Rust)", run, units)


def gillespy2_ssa(cells: float, days: float, runs: int, units: float) -> Entry | None:
    """Return GillesPy2's compiled solver, all trajectories in one call."""
    try:
        import gillespy2
    except ImportError:
        return None
    model = gillespy2.Model(name="clone")
    clone = gillespy2.Species(name="S", initial_value=int(cells))
    birth = gillespy2.Parameter(name="b", expression=0.14)
    death = gillespy2.Parameter(name="d", expression=0.13)
    model.add([clone, birth, death])
    model.add(
        gillespy2.Reaction(name="birth", reactants={clone: 1}, products={clone: 2}, rate=birth)
    )
    model.add(gillespy2.Reaction(name="death", reactants={clone: 1}, products={}, rate=death))
    model.timespan(gillespy2.TimeSpan(np.array([0.0, days])))
    # It builds with the Python behind a virtual environment, which does not see SCons in it.
    paths = [os.environ.get("PYTHONPATH", ""), sysconfig.get_paths()["purelib"]]
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    try:
        solver = gillespy2.SSACSolver(model=model)
    except gillespy2.BuildError:
        return None

    def run():
        return model.run(solver=solver, number_of_trajectories=runs)

    return Entry("GillesPy2 C++", run, units)


def bioscrape_ssa(cells: float, days: float, runs: int, units: float) -> Entry | None:
    """Return bioscrape's Gillespie (Cython), one call a trajectory."""
    try:
        from bioscrape.simulator import py_simulate_model
        from bioscrape.types import Model
    except ImportError:
        return None
    model = Model(
        species=["S"],
        reactions=[
            (["S"], ["S", "S"], "massaction", {"k": "b"}), (["S"], [], "massaction", {"k": "d"}),
        ],
        parameters={"b": 0.14, "d": 0.13}, initial_condition_dict={"S": cells},
    )  # fmt: skip
    times = np.array([0.0, days])

    def run():
        for _ in range(runs):
            py_simulate_model(times, Model=model, stochastic=True, return_dataframe=False)

    return Entry("bioscrape (Cython)", run, units)


def copasi_direct(cells: float, days: float, runs: int, units: float) -> Entry | None:
    """Return COPASI's direct method."""
    try:
        import basico
    except ImportError:
        return None
    model = _one_clone(cells)

    def run():
        for _ in range(runs):
            basico.run_time_course(
                model=model, duration=days, intervals=1, method="directMethod",
                use_initial_values=True, max_steps=2**31 - 1,
            )  # fmt: skip

    return Entry("COPASI direct method (copasi-basico)", run, units)


def scipy_ode(per_division: float) -> Entry:
    """Return SciPy's LSODA on the two clones: the mean field only."""
    from scipy.integrate import solve_ivp

    u = per_division

    def rates(t, y):
        return [(0.14 * (1 - u) - 0.17) * y[0], 0.14 * u * y[0] + 0.01 * y[1]]

    times = np.linspace(0.0, DAYS, VISITS)
    return Entry(
        "SciPy solve_ivp, LSODA (mean field only)",
        lambda: solve_ivp(rates, (0.0, DAYS), [1e9, 0.0], "LSODA", times, rtol=1e-6),
        1,
    )


def numpy_crowded(cohort: int) -> Entry:
    """Return daily Poisson leaps of four crowded clones, 28 days on and 28 off."""
    rng = np.random.default_rng(1)
    kill_on = np.array([0.05, 0.05, 0.05, 0.0])
    edges = [(0, 1), (0, 2), (1, 3), (2, 3)]

    def run():
        n = np.zeros((4, cohort))
        n[0] = 5e8
        for day in range(1820):
            kill = kill_on if day % 56 < 28 else np.zeros(4)
            birth = 0.14 * np.maximum(1.0 - n.sum(axis=0) / 2e9, 0.0)
            change = rng.poisson(birth * n) - rng.poisson((0.13 + kill)[:, None] * n)
            for source, target in edges:
                change[target] += rng.poisson(1e-8 * birth * n[source])
            n = np.maximum(n + change, 0.0)
        return n

    return Entry(f"NumPy tau-leap, daily, cohort of {cohort} (biased)", run, cohort)

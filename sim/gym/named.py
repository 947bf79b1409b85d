"""Environments by name, registered with Gymnasium: ``gymnasium.make("sim/Adaptive-v0")``."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gymnasium
from scipy import stats

from sim import presets
from sim.base.errors import unknown
from sim.base.typed import typed
from sim.clinic import CirculatingDna, Clinic, DoseRules, RatioToBaseline, Recist, Toxicity
from sim.gym.env import Env
from sim.gym.setting import Setting
from sim.gym.vector import VectorEnv
from sim.model import Clone, Drug, Hill, Mutation, Tumour


def adaptive() -> Setting:
    """Return two clones that crowd each other (Strobl 2021), looked at every 30 days, one drug.

    The resistant share on day 0 differs between patients, from 0.01 % to 10 %.
    """
    tumour = presets.mcrpc_abiraterone(start=0.5, turnover=0.1)
    sensitive, resistant = tumour.clones
    few = replace(resistant, start=stats.loguniform(5e5, 5e8))
    tumour = tumour.replace(clones=[sensitive, few])
    clinic = Clinic(visit_every=30, scan_every=30, detection=0, criteria=RatioToBaseline(1.2))
    return Setting(tumour, 1500, clinic)


def two_drugs() -> Setting:
    """Return two drugs, a clone that resists each, and one that resists both a little."""
    clones = [
        Clone("sensitive", 0.14, 0.12, start=1e9),
        Clone("A", 0.138, 0.12, start=stats.loguniform(1e2, 1e6), fold={"A": 50, "B": 1.5}),
        Clone("B", 0.138, 0.12, start=stats.loguniform(1e2, 1e6), fold={"A": 1.5, "B": 50}),
        Clone("A+B", 0.136, 0.12, fold={"A": 50, "B": 50}),
    ]
    moves = [
        Mutation("sensitive", "A", 1e-8), Mutation("sensitive", "B", 1e-8),
        Mutation("A", "A+B", 1e-8), Mutation("B", "A+B", 1e-8),
    ]  # fmt: skip
    drugs = [Drug(name, Hill(0.06, ec50=0.3, slope=2), half_life=2.0) for name in ("A", "B")]
    return Setting(Tumour(clones, moves, drugs), 1825, Clinic(visit_every=28, scan_every=56))


def toxicity() -> Setting:
    """Return the melanoma of the presets, whose drug has side effects; an episode ends by death."""
    tumour = presets.melanoma_vemurafenib()
    clinic = Clinic(
        visit_every=14, scan_every=56, criteria=Recist(),
        toxicity=Toxicity({"vemurafenib": {"rash": 1.0}}, rules=DoseRules()),
    )  # fmt: skip
    doses = {"vemurafenib": (0.0, 0.5, 1.0)}
    return Setting(tumour, 1825, clinic, doses=doses, ends="death")


def circulating_dna() -> Setting:
    """Return the melanoma of the presets, followed by DNA in the blood every two weeks."""
    clinic = Clinic(
        visit_every=14, scan_every=14, measure=CirculatingDna(1e-7), criteria=RatioToBaseline(1.5)
    )
    return Setting(presets.melanoma_vemurafenib(), 1825, clinic)


SETTINGS: dict[str, Callable[[], Setting]] = {
    "sim/Adaptive-v0": adaptive,
    "sim/TwoDrugs-v0": two_drugs,
    "sim/Toxicity-v0": toxicity,
    "sim/CirculatingDna-v0": circulating_dna,
}
"""By name; with ``-Privileged`` before the version, the same with the truth to be seen."""


@typed
def setting(name: str, **changes: Any) -> Setting:
    """Return the setting of a named environment, with other numbers if wanted.

    Parameters
    ----------
    name : str
        ``"sim/Adaptive-v0"``, ``"sim/TwoDrugs-v0"``, ``"sim/Toxicity-v0"`` or
        ``"sim/CirculatingDna-v0"``; ``"sim/Adaptive-Privileged-v0"`` tells the truth too.
    **changes
        Of `Setting`: ``days=``, ``clinic=``, ``reward=``, ...
    """
    plain = name.replace("-Privileged", "")
    if plain not in SETTINGS:
        raise unknown(f"The environment {name!r}", "environment", name, SETTINGS)
    return replace(SETTINGS[plain](), privileged=plain != name, **changes)


@typed
def make(name: str, num_envs: int | None = None, **options: Any) -> Env | VectorEnv:
    """Return a named environment of one patient, or of many side by side.

    Parameters
    ----------
    name : str
        As in `setting`.
    num_envs : int, optional
        How many patients at once; without, an `Env` of one.
    **options
        ``autoreset=`` of `VectorEnv`, and what `setting` takes.
    """
    mode = {"autoreset": options.pop("autoreset")} if "autoreset" in options else {}
    made = setting(name, **options)
    return Env(made) if num_envs is None else VectorEnv(made, num_envs, **mode)


def one(name: str, **options: Any) -> Env:
    """Return what ``gymnasium.make`` makes of a name."""
    return Env(setting(name, **options))


def many(name: str, num_envs: int = 1, **options: Any) -> VectorEnv:
    """Return what ``gymnasium.make_vec`` makes of a name."""
    mode = {"autoreset": options.pop("autoreset")} if "autoreset" in options else {}
    return VectorEnv(setting(name, **options), num_envs, **mode)


def register() -> None:
    """Register all names with Gymnasium."""
    for plain in SETTINGS:
        for name in (plain, plain.replace("-v0", "-Privileged-v0")):
            if name not in gymnasium.registry:
                gymnasium.register(
                    name, entry_point="sim.gym.named:one",
                    vector_entry_point="sim.gym.named:many", kwargs={"name": name},
                )  # fmt: skip

"""`Sweep`: what is varied, what is run at every point, and what is kept of it."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from functools import cached_property, partial
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, listed, shown, unknown
from sim.base.functions import is_function
from sim.base.resolve import resolve
from sim.base.typed import typed_methods
from sim.clinic import Clinic
from sim.model import Tumour
from sim.regimens import Regimen
from sim.results import Endpoints, Visits, time_to_progression
from sim.results.measures import Measure
from sim.running.asked import checked_days
from sim.sweeps.blocks import check_rows
from sim.sweeps.designs import Design
from sim.sweeps.names import check_names

if TYPE_CHECKING:
    from sim.engines import Engine
    from sim.running.plan import Plan
    from sim.sweeps.results import SweepResults

USUAL = Clinic()


@typed_methods
@dataclass(frozen=True)
class Sweep:
    """Many points of a design, the same patients at each, in every arm.

    Every point is run as ``sim.simulate(build(**point), arms, patients=patients, days=days,
    seed=seed)`` would run it, bit for bit; so patient 7 has the same luck at every point, and the
    difference between two points is that of their parameters.

    Parameters
    ----------
    name : str
        What it is called in tables and figures.
    build : callable
        Takes parameters by name and returns the tumour of a point: a function of your own, or a
        preset. It is called once per point.
    design : Design
        The points: `Grid`, `Points`, `Table`, `Sobol`, `LatinHypercube` or `Sensitivity`.
    arms : mapping of name to Regimen or callable
        How the tumour is treated; a function takes parameters by name and returns a regimen:
        ``lambda holiday: sim.Intermittent("A", on=28, off=holiday)``.
    days : float
        How long [days].
    keep : sequence or mapping of callable
        What is kept: functions of `Runs` that return an array (arm, patient), such as
        ``sim.time_to_progression``; by their names, or by yours.
    patients : int
        How many at each point.
    seed : int
        All chance follows from it.
    clinic : Clinic or callable, optional
        What is seen; a function takes parameters by name. Default: ``Clinic()``.
    engine : str or engine
        As for `simulate`.
    record : Endpoints or Visits
        What measures can see; ``Visits()`` where one of them needs curves.

    Raises
    ------
    InputError
        If a parameter of the design is taken by nothing, or one is missing.
    """

    name: str
    _: KW_ONLY
    build: Callable[..., Tumour]
    design: Design
    arms: Mapping[str, Regimen | Callable[..., Regimen]]
    days: float
    keep: Sequence[Measure] | Mapping[str, Measure] = (time_to_progression,)
    patients: int = 100
    seed: int = 1
    clinic: Clinic | Callable[..., Clinic] | None = None
    engine: "str | Engine" = "auto"
    record: Endpoints | Visits = Endpoints()

    def __post_init__(self):
        checks.name("A sweep", self.name)
        if not isinstance(self.design, Design):
            raise InputError(
                f"design is {self.design!r}; give sim.Grid(...), sim.Sobol(...), "
                "sim.LatinHypercube(...), sim.Points(...), sim.Table(...) or sim.Sensitivity(...)."
            )
        if not is_function(self.build):
            raise InputError(
                f"build is {self.build!r}; give a function that takes the parameters of a point "
                "by name and returns a sim.Tumour, or a preset such as "
                "sim.presets.melanoma_vemurafenib."
            )
        for what, value, least in (("patients", self.patients, 1), ("seed", self.seed, 0)):
            checks.whole(what, value, least)
        checked_days(self.days)
        if not isinstance(self.arms, Mapping) or not self.arms:
            raise InputError('arms are given by name: {"continuous": sim.Continuous("A")}.')
        object.__setattr__(self, "arms", checks.by_plain_name(self.arms))
        for name, arm in self.arms.items():
            if not (isinstance(arm, Regimen) or is_function(arm)):
                raise InputError(
                    f"Arm {name!r} is {arm!r}; give a regimen, or a function of parameters."
                )
        if not (self.clinic is None or isinstance(self.clinic, Clinic) or is_function(self.clinic)):
            raise InputError(
                f"clinic is {shown(self.clinic)}; give sim.Clinic(...), or a function of "
                "parameters."
            )
        check_rows(len(self.design), int(self.patients))
        check_names(list(self.design.columns()), self.arms, list(self.measures))
        self._check_parameters()

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """What is kept, by name."""
        if isinstance(self.keep, Mapping):
            named = checks.by_plain_name(self.keep)
        else:
            listed_ = [self.keep] if is_function(self.keep) else self.keep
            given = checks.parts("keep", listed_, Callable, "sim.time_to_progression")
            named = {_name(measure): measure for measure in given}
            if len(named) < len(given):
                raise InputError("Two things to keep have one name; give a mapping of names.")
        if not named or not all(is_function(measure) for measure in named.values()):
            raise InputError(
                f"keep is {self.keep!r}; give functions of runs: [sim.time_to_progression]."
            )
        return named

    def run(
        self,
        path: str | PathLike,
        *,
        workers: int | None = None,
        client: Any = None,
        part: str | None = None,
        seconds_per_point: float | None = None,
        progress: bool | None = None,
    ) -> "SweepResults":
        """Run what is not yet stored in a folder, and return what is.

        Parameters
        ----------
        path : str or path
            The folder. Run again with the same folder to resume, or to extend it by more points
            or patients: what is finished is not run again.
        workers : int, optional
            How many processes. Default: this process, with a thread for every core.
        client : dask.distributed.Client or str, optional
            Run on a Dask cluster: a client, or the address of a scheduler.
        part : str, optional
            ``"3/20"``: only the third of 20 shares of the blocks, for a cluster's job array.
        seconds_per_point : float, optional
            A point that takes longer has failed; it is tried again at the next run.
        progress : bool, optional
            Whether to show a progress bar. Default: in terminals and notebooks only.

        Returns
        -------
        SweepResults
            Everything stored of this design, opened lazily.

        Raises
        ------
        InputError
            If the folder holds another sweep, or cannot be written, or `build` fails at every
            point that is tried.

        Warns
        -----
        UserWarning
            If points failed: how many, and why.
        """
        from sim.sweeps.run import run

        return run(self, path, workers, client, part, seconds_per_point, progress)

    def point(self, number: int) -> dict[str, Any]:
        """Return the parameters of one point of the design."""
        checks.whole("number of the point", number, 0, len(self.design) - 1)
        return {name: values[number].item() for name, values in self.design.columns().items()}

    def described(self, point: Mapping[str, Any]) -> tuple[Tumour, dict[str, Regimen], Clinic]:
        """Return tumour, arms and clinic of a point, as `build` and the arms give them."""
        tumour = _given(self.build, point)
        arms = {
            name: arm if isinstance(arm, Regimen) else _given(arm, point)
            for name, arm in self.arms.items()
        }
        given = self.clinic
        clinic = given if isinstance(given, Clinic | None) else _given(given, point)
        return tumour, arms, USUAL if clinic is None else clinic

    def plan(self, point: Mapping[str, Any], patients: range) -> "Plan":
        """Return the checked plan of one point, with the numbers of these patients."""
        from sim.running.plan import make_plan

        tumour, arms, clinic = self.described(point)
        # Arrays over patients have a value for all of them, also where only some are run.
        everybody = max(self.patients, patients.stop)
        plan = make_plan(
            tumour, arms, everybody, self.days, self.seed, clinic, self.engine, self.record
        )
        numbers = np.arange(patients.start, patients.stop)
        return replace(
            plan,
            patients=numbers,
            tumour=resolve(tumour, plan.seed, numbers, "tumour"),
            clinic=resolve(clinic, plan.seed, numbers, "clinic"),
            arms={k: resolve(arm, plan.seed, numbers, f"arm {k}") for k, arm in arms.items()},
        )

    def also_made_from(self) -> Mapping[str, Any]:
        """Return what else decides the numbers of a kind of sweep, by what it is called."""
        return {}

    def _check_parameters(self) -> None:
        names = list(self.design.columns())
        functions = {"build": self.build, "clinic": self.clinic, **self.arms}
        taken: set[str] = set()
        for what, function in functions.items():
            if function is None or isinstance(function, Regimen | Clinic):
                continue
            takes, needs, anything = _parameters(function)
            taken |= set(names) if anything else takes & set(names)
            missing = sorted(needs - set(names))
            if missing:
                said = what if what in ("build", "clinic") else f"arm {what!r}"
                raise InputError(
                    f"{said} needs {listed(missing)}, which the design does not have; its "
                    f"parameters are {listed(names)}."
                )
        for name in names:
            if name not in taken:
                takes, _, _ = _parameters(self.build)
                raise unknown(
                    f"Parameter {name!r} of the design is taken neither by build nor by an arm or "
                    "the clinic", "parameter of build", name, sorted(takes), "parameters of build",
                )  # fmt: skip


def _given(function: Callable[..., Any], point: Mapping[str, Any]) -> Any:
    """Return what a function makes of those parameters of a point that it takes."""
    takes, _, anything = _parameters(function)
    return function(**{k: v for k, v in point.items() if anything or k in takes})


_KNOWN: dict[int, tuple[Any, tuple[set[str], set[str], bool]]] = {}


def _parameters(function: Callable[..., Any]) -> tuple[set[str], set[str], bool]:
    """Return (names it takes, names it needs, whether it takes any name) of a function."""
    known = _KNOWN.get(id(function))
    if known is not None and known[0] is function:
        return known[1]
    try:
        words = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return set(), set(), True
    named = [w for w in words if w.kind in (w.POSITIONAL_OR_KEYWORD, w.KEYWORD_ONLY)]
    takes = {w.name for w in named}
    needs = {w.name for w in named if w.default is w.empty}
    found = takes, needs, any(w.kind is w.VAR_KEYWORD for w in words)
    _KNOWN[id(function)] = function, found
    return found


def _name(measure: Any) -> str:
    inner = measure.func if isinstance(measure, partial) else measure
    name = getattr(inner, "__name__", type(inner).__name__)
    if name == "<lambda>":
        raise InputError('A lambda has no name to keep it by; give {"name": lambda runs: ...}.')
    return name

"""`Search`: a family of rules, the patients they are tried on, and what is looked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

from sim.base import checks
from sim.base.errors import InputError, shown
from sim.base.functions import is_function
from sim.base.typed import typed_methods
from sim.clinic import Clinic
from sim.regimens import Regimen
from sim.results import Endpoints, Visits, progression_free_survival
from sim.results.measures import Measure
from sim.running.asked import checked_days, checked_seed
from sim.search.objective import AtMost, Objective, name_of
from sim.search.space import Space
from sim.trials import Cohort

if TYPE_CHECKING:
    from sim.engines import Engine
    from sim.search.best import Best
    from sim.search.tradeoff import Tradeoff

MOST_RULES = 1_000_000


@typed_methods
@dataclass(frozen=True, eq=False)
class Search:
    """A family of rules of treatment, in which the best is looked for.

    Parameters
    ----------
    regimen : callable
        Takes parameters by name and returns a regimen:
        ``lambda stop, restart: sim.Adaptive("A", stop, restart)``.
    space : mapping of str to (low, high), list or Axis
        What each parameter may be, as the axes of a `Sobol` design: ``(0.2, 1.2)``,
        ``sim.LogAxis(0.01, 1)``, ``sim.IntegerAxis(1, 8)``, or a list of choices.
    cohort : Cohort
        The patients. The first half is for the search, the second judges what it finds; of fewer
        than 20, all are for the search, and the same with other luck judge.
    objective : Objective or callable
        What is made large: a measure, of which the mean over patients counts, or an `Objective`.
    days : float
        How long each patient is followed [days].
    clinic : Clinic
        What is seen.
    constraints : AtMost, AtLeast or sequence of them
        What must hold besides: ``[sim.AtMost(sim.cumulative_dose, 300)]``.
    engine : str or engine
        As in `sim.simulate`.
    record : Endpoints or Visits
        What measures can see; ``sim.Visits()`` where one of them needs curves.
    within : float
        Rules whose objective differs by less, as a share, are equally good.

    Examples
    --------
    >>> search = sim.Search(                                                     # doctest: +SKIP
    ...     lambda stop, restart: sim.Adaptive("A", stop, restart),
    ...     {"stop": (0.2, 1.0), "restart": (0.8, 1.2)},
    ...     sim.Cohort(tumour, 400), sim.survival_time, days=5 * sim.YEAR)
    >>> print(search.run(seed=1))                                                # doctest: +SKIP
    """

    regimen: Callable[..., Regimen]
    space: Mapping[str, Any]
    cohort: Cohort
    objective: Objective | Measure = progression_free_survival
    _: KW_ONLY
    days: float
    clinic: Clinic = Clinic()
    constraints: Sequence[AtMost] = ()
    engine: "str | Engine" = "auto"
    record: Endpoints | Visits = Endpoints()
    within: float = 0.01

    def __post_init__(self):
        if not is_function(self.regimen):
            raise InputError(
                f"regimen of the search is {shown(self.regimen)}; give a function that takes the "
                "parameters of the space by name and returns a regimen: "
                'lambda stop, restart: sim.Adaptive("A", stop, restart).'
            )
        if not isinstance(self.cohort, Cohort):
            raise InputError(
                f"cohort of the search is {shown(self.cohort)}; say which tumour and how many "
                "patients: sim.Cohort(tumour, 400)."
            )
        if not isinstance(self.clinic, Clinic):
            raise InputError(f"clinic is {shown(self.clinic)}; give sim.Clinic(...).")
        given = self.constraints
        several = (given,) if isinstance(given, AtMost) else given
        example = "sim.AtMost(sim.cumulative_dose, 300)"
        object.__setattr__(
            self, "constraints", checks.parts("the constraints", several, AtMost, example)
        )
        checked_days(self.days)
        checks.one_number("within", self.within, 0.0, 1.0, hint="It is a share: 0.01 is 1 %.")
        _ = self.aimed, self.axes

    @cached_property
    def axes(self) -> Space:
        """The space, checked."""
        return Space(self.space)

    @cached_property
    def aimed(self) -> Objective:
        """The objective, made of a measure if it was one."""
        given = self.objective
        return given if isinstance(given, Objective) else Objective(given)

    @property
    def measured(self) -> tuple[Objective, ...]:
        """Everything that is measured of a rule."""
        return (self.aimed, *(constraint.objective for constraint in self.constraints))

    @property
    def names(self) -> dict[Objective, str]:
        """What each is called among the values of a rule; two of one measure share them."""
        found: dict[Any, str] = {}
        for objective in self.measured:
            name, number = name_of(objective.measure), 2
            while objective.measure not in found and name in found.values():
                name, number = f"{name_of(objective.measure)} {number}", number + 1
            found.setdefault(objective.measure, name)
        return {objective: found[objective.measure] for objective in self.measured}

    def run(
        self, seed: int = 1, *, budget: int = 300, folder: str | PathLike | None = None,
        progress: bool | None = None, threads: int | None = None,
    ) -> "Best":  # fmt: skip
        """Look for the best rule.

        Parameters
        ----------
        seed : int
            All chance follows from it, that of the patients and that of the search.
        budget : int
            How many rules are tried.
        folder : str or path, optional
            Where everything that was tried is kept, as a sweep (`sim.open_sweep`). Run again with
            the same folder to go on where a search was interrupted, or with a larger budget.
        progress : bool, optional
            Whether to show a progress bar. Default: in terminals and notebooks only.
        threads : int, optional
            How many threads at most; the result does not depend on it.

        Returns
        -------
        Best
            The best rule, its value on patients whom the search never saw, and the rules that are
            as good.

        Raises
        ------
        InputError
            If something does not fit, or no rule of the space can be run.
        """
        from sim.search.run import How, run

        budget = checks.whole("budget", budget, 1, MOST_RULES, "It is a number of rules.")
        return run(self, seed, budget, How(folder, progress, threads))

    def tradeoff(
        self, other: Objective | Measure, *, levels: int = 8, seed: int = 1, budget: int = 600,
        folder: str | PathLike | None = None, progress: bool | None = None,
        threads: int | None = None,
    ) -> "Tradeoff":  # fmt: skip
        """Look for the rules of which no other is better in the objective and in another number.

        Parameters
        ----------
        other : Objective or callable
            The other number; of a measure, the mean over patients, of which less is better:
            ``sim.cumulative_dose``. ``sim.Objective(sim.cured)`` where more is.
        levels : int
            At how many levels of it, at least 2, the objective is searched for.
        seed, folder, progress, threads
            As in `run`.
        budget : int
            How many rules are tried, in all.

        Returns
        -------
        Tradeoff
            The rules, with both numbers and their intervals on patients whom the search never saw.
        """
        from sim.search.run import How
        from sim.search.tradeoff import tradeoff

        against = other if isinstance(other, Objective) else Objective(other, lower=True)
        levels = checks.whole("levels", levels, 2, 1000)
        budget = checks.whole("budget", budget, 1, MOST_RULES, "It is a number of rules.")
        how = How(folder, progress, threads)
        return tradeoff(self, against, levels, checked_seed(seed), budget, how)

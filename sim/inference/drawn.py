"""What is drawn from the posterior of a fit: parameters, twins, forecasts, the band of results."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.base import checks
from sim.base.typed import typed_methods
from sim.base.warned import warn
from sim.clinic import Clinic
from sim.inference.curve import Curve
from sim.inference.spread import Spread
from sim.regimens import Regimen
from sim.results import Endpoints, Runs, Visits

if TYPE_CHECKING:
    import pandas as pd

    from sim.engines import Engine
    from sim.inference.fan import Fan
    from sim.inference.fitted import Fit
    from sim.inference.posterior import Posterior
    from sim.inference.twins import Twins


@typed_methods
class Drawn(Curve, Spread):
    """All that could be, not the best alone; a part of `sim.Fit`."""

    _posteriors: dict[tuple[int, int], "Posterior"]

    def posterior(
        self, steps: int = 20_000, seed: int = 1, progress: bool | None = None
    ) -> "Posterior":
        """Return everything that could be, drawn by an ensemble of walkers (emcee).

        It goes on until it has converged; what has not says so, and is refused where it is used.
        The same is calculated once.

        Where results lie further from the best curve than their noise says, and that cannot be
        chance (`widened`), the noise counts as unknown: the posterior has a parameter more,
        ``noise_times``, how many times as large it is, and with it `band`, `patients` and
        `forecast` are as sure as the data allow. A warning says so.

        Parameters
        ----------
        steps : int
            At most.
        seed : int
            Of the walkers.
        progress : bool, optional
            Whether to show a progress bar. Default: in terminals and notebooks only.

        References
        ----------
        Foreman-Mackey et al. (2013), Publ Astron Soc Pac 125:306.
        """
        from sim.inference.posterior import sample

        checks.whole("steps", steps, 100)
        checks.whole("seed", seed)
        asked, key = self._drawn_from(), (steps, seed)
        if key not in self._posteriors:
            found = sample(asked, steps, seed, progress)
            if found.interrupted:
                return found
            self._posteriors[key] = found
        return self._posteriors[key]

    def _drawn_from(self) -> "Fit":
        """Return the fit from whose posterior is drawn: its noise unknown where it was too small.

        The particle filter knows of chance that the best curve does not, and takes it as said.
        """
        if self.widened <= 1.0 or self.chance is not None:
            return self  # type: ignore[return-value]
        warn(
            f"Results lie {self.misfit:.1f} times as far from the best curve as the noise says. "
            "The noise counts as unknown here: the posterior has it as 'noise_times', how many "
            "times as large it is. If it is the model that is wrong, no noise makes up for it."
        )
        return self._wider

    @cached_property
    def _wider(self) -> "Fit":
        from sim.inference.erring import with_unknown_noise

        return with_unknown_noise(self)  # type: ignore[arg-type]

    def patients(self, count: int, seed: int = 1, progress: bool | None = None) -> "Twins":
        """Return virtual twins of the patient: tumours drawn from the posterior.

        Parameters
        ----------
        count : int
            How many.
        seed : int
            Of the draws.
        progress : bool, optional
            Of `posterior`.

        Raises
        ------
        InputError
            If the posterior does not converge.
        """
        from sim.inference.twins import Twins

        checks.whole("count", count, 1)
        checks.whole("seed", seed)
        drawn = self.posterior(progress=progress).draw(count, seed)
        return Twins(self._of_draws, drawn)

    @property
    def _of_draws(self) -> "Fit":
        """The fit whose parameters are those of the posterior."""
        return self if self.widened <= 1.0 or self.chance is not None else self._wider  # type: ignore[return-value]

    def forecast(
        self,
        arms: Mapping[str, Regimen],
        days: float,
        *,
        patients: int = 200,
        seed: int = 1,
        clinic: Clinic | None = None,
        engine: "str | Engine | None" = None,
        record: Visits | Endpoints | None = None,
        history: bool = False,
        progress: bool | None = None,
    ) -> Runs:
        """Return what each arm would do to this patient from the last result on: from today.

        Virtual twins (`patients`) as they are today are given each arm: what they are is what the
        data leave open, and arms are paired. Today is day 0 of the runs, what is measured first
        is the baseline, and every measure counts from there.

        Parameters
        ----------
        arms : mapping of name to Regimen
            How to go on. Their days count from the last result, and a line of therapy begins
            there.
        days : float
            How long from then on [days].
        patients : int
            How many twins.
        seed : int
            Of the draws, and of the clinic.
        clinic, engine, record, progress
            As in `sim.simulate`. Default: the mean field, or the jump engine where the
            likelihood is that of the particle filter. ``"auto"`` adds the chance of small numbers
            of cells.
        history : bool
            Whether twins are first given what the patient was given. Then day 0 of the runs is
            the patient's beginning, `Twins.last` the day on which arms part, what is in the body
            of a drug goes on, and measures such as ``time_to_progression`` are those of the whole
            history: they count from its beginning, and a progression before today is in them.

        Returns
        -------
        Runs
            From today on; with `history` from the patient's beginning on.
        """
        twins = self.patients(patients, seed, progress)
        return twins.forecast(
            arms, days, seed=seed, clinic=clinic, engine=engine, record=record, history=history,
            progress=progress,
        )  # fmt: skip

    def fan(
        self,
        arms: Mapping[str, Regimen],
        days: float,
        *,
        patients: int = 200,
        seed: int = 1,
        clinic: Clinic | None = None,
        progress: bool | None = None,
    ) -> "Fan":
        """Return between which values results would lie under each arm, from today on.

        Quantiles over virtual twins of what each series would show, noise included, from the
        patient's beginning (given what the patient was given) to the last day of the arms:
        `forecast` with its history, in the unit of the data. `sim.plots.fan` draws it.

        Parameters
        ----------
        arms, days, patients, seed, clinic, progress
            As in `forecast`.
        """
        from sim.inference.fan import fan

        twins = self.patients(patients, seed, progress)
        return fan(twins, arms, days, seed, clinic, progress)

    def band(self, days: Any = None, level: float = 0.9, seed: int = 1) -> "pd.DataFrame":
        """Return between which values results would lie: the posterior, and the noise.

        Parameters
        ----------
        days : sequence of float, optional
            As in `predict`.
        level : float
            Share of results between `low` and `high`.
        seed : int
            Of the draws.

        Returns
        -------
        DataFrame
            Columns series, day, low, median, high.
        """
        from sim.inference.twins import DRAWS, band

        level = checks.one_number("level", level, 0.0, 1.0, above=True)
        theta = self.posterior().draw(DRAWS, checks.whole("seed", seed))
        return band(self._of_draws, theta, days, level, seed)

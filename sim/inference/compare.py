"""Which model predicts best what was seen last, fitted to what was seen before."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, shown
from sim.base.typed import typed, typed_methods
from sim.data import Observations
from sim.data.values import MEASURED
from sim.inference.fitted import Fit
from sim.inference.fitting import fit as fit_one
from sim.inference.laplace import weighted_draws
from sim.inference.problem import Problem

if TYPE_CHECKING:
    import pandas as pd

FEW = 30.0
"""Independent draws below which a score is said to be uncertain."""
CLEAR = 2.0
"""A difference of so many standard errors between patients is told as one."""


class Scored(NamedTuple):
    """How well one model predicts the last results of one patient."""

    score: float
    """Log density of the results, however the parameters may be: the higher the better."""
    error: float
    """Root mean square of log(result / median predicted)."""


@typed_methods
@dataclass(frozen=True, eq=False)
class ModelComparison:
    """How well models predict what was held out. Made by `sim.compare_models`.

    Parameters
    ----------
    models, patients : tuple of str
        Their names.
    scores, errors : ndarray (patient, model)
        As in `Scored`.
    holdouts : int
        How many results of each patient and series were held out.
    """

    models: tuple[str, ...]
    patients: tuple[str, ...]
    scores: np.ndarray
    errors: np.ndarray
    holdouts: int

    def table(self) -> "pd.DataFrame":
        """Return the models, the best first.

        Returns
        -------
        DataFrame
            score (mean over patients, of all results held out), behind (how far behind the best),
            error_of_behind (its standard error over patients, NaN for one), error (root mean
            square of the logarithm), first_in (patients in whom it is the best).
        """
        import pandas as pd

        mean = self.scores.mean(axis=0)
        best = int(np.argmax(mean))
        behind = self.scores[:, best, None] - self.scores
        count = len(self.patients)
        spread = behind.std(axis=0, ddof=1) / np.sqrt(count) if count > 1 else np.nan + mean
        firsts = np.bincount(self.scores.argmax(axis=1), minlength=len(self.models))
        rows = {
            "score": mean, "behind": behind.mean(axis=0), "error_of_behind": spread,
            "error": np.sqrt(np.nanmean(self.errors**2, axis=0)), "first_in": firsts,
        }  # fmt: skip
        table = pd.DataFrame(rows, index=pd.Index(self.models, name="model"))
        return table.sort_values("score", ascending=False)

    def __str__(self) -> str:
        table = self.table()
        first, *others = table.index
        count, last = len(self.patients), self.holdouts
        said = (
            f"{first} predicts the last {last} result{'s' * (last != 1)} of "
            f"{count} patient{'s' * (count != 1)} best"
        )
        close = [
            name for name in others
            if not table.loc[name, "behind"] > CLEAR * table.loc[name, "error_of_behind"]
        ]  # fmt: skip
        rest = f"; {', '.join(close)} cannot be told from it" if close else ""
        return f"{said}{rest}.\n{table.to_string(float_format='%.3g')}"


@typed
def compare_models(
    observations: Observations,
    models: Any,
    *,
    holdouts: int = 2,
    measure: Any = None,
    noise: Any = None,
    starts: int = 25,
    seed: int = 1,
) -> ModelComparison:
    """Return which of several models predicts the last results best, fitted to those before.

    A model is not better because it lies closer to what it was fitted to: that one with more
    parameters always can.

    Parameters
    ----------
    observations : Observations
        Of one patient or many.
    models : mapping of name to (function, priors), or function
        The tumour of each model, and its parameters, as `sim.fit` takes them; or a function that
        returns such a mapping for the observations of one patient: `sim.growth_laws`.
    holdouts : int
        How many results of each patient and series are held out, the last ones.
    measure, noise, starts, seed
        As in `sim.fit`.

    Returns
    -------
    ModelComparison
        What is said of a result is averaged over all parameters that the results before leave
        possible.

    Raises
    ------
    InputError
        If a patient has too few results, or something does not fit.

    References
    ----------
    Gneiting and Raftery (2007), J Am Stat Assoc 102:359 (the logarithmic score).
    """
    holdouts = checks.whole("holdouts", holdouts, 1)
    names: tuple[str, ...] = ()
    scores, errors = [], []
    for patient in observations.patients:
        one = observations if len(observations) == 1 else observations.of(patient)
        before = one.without_last(holdouts)
        candidates = _called(models, before) if callable(models) else models
        _check(candidates, names)
        names = tuple(candidates)
        found = []
        for tumour, priors in candidates.values():
            fit = fit_one(before, tumour, priors, measure=measure, noise=noise, starts=starts,
                          seed=seed)  # fmt: skip
            assert isinstance(fit, Fit)
            found.append(_scored(fit, one, seed))
        scores.append([each.score for each in found])
        errors.append([each.error for each in found])
    return ModelComparison(
        names, observations.patients, np.array(scores), np.array(errors), holdouts
    )


def _called(models: Any, before: Observations) -> Any:
    try:
        return models(before)
    except TypeError as error:
        raise InputError(
            f"models is {shown(models)}, which was called with the observations of a patient and "
            f"said: {error}. Give a function such as sim.growth_laws."
        ) from error


def _check(candidates: Any, names: tuple[str, ...]) -> None:
    """Refuse what is no mapping of models, or not the same ones for every patient."""
    good = isinstance(candidates, Mapping) and len(candidates) > 0
    if good:
        good = all(
            isinstance(one, tuple | list) and len(one) == 2 and callable(one[0])
            for one in candidates.values()
        )
    if not good:
        raise InputError(
            f"models is {shown(candidates)}; give (function, priors) by name: "
            "{'mine': (sim.presets.mcrpc_abiraterone, {'cost': scipy.stats.uniform(0, 1)})}, or "
            "sim.growth_laws."
        )
    if names and tuple(candidates) != names:
        raise InputError("models returns other names for another patient; give the same ones.")


def _scored(fit: Fit, whole: Observations, seed: int) -> Scored:
    """Return how a fit predicts the results of all observations that it has not seen."""
    draws = weighted_draws(fit, seed)
    if draws.effective < FEW:
        warnings.warn(
            f"What patient {whole.patients[0]!r} may have stands on "
            f"{draws.effective:.0f} draws only: the score of this model is not certain. Narrow its "
            "priors, or leave out parameters that the data do not fix.",
            stacklevel=4,
        )
    asked = fit.asked
    full = replace(asked, observations=whole)
    before, all_of_them = asked.log_likelihood(draws.theta), full.log_likelihood(draws.theta)
    gained = all_of_them - before
    most = gained.max()
    score = float(most + np.log(draws.weight @ np.exp(gained - most)))
    return Scored(score, _error(full, asked, draws.theta, draws.weight))


def _error(full: Problem, before: Problem, theta: np.ndarray, weight: np.ndarray) -> float:
    """Return the root mean square of log(result / median predicted), over what was held out."""
    said, off = full.predict(theta), []
    places = full.course.places(full.days)
    for number, series in enumerate(full.observations.series):
        mine = np.flatnonzero(full.observations.what == number)
        known = int((before.observations.what == number).sum())
        for point in range(known, len(mine)):
            if full.observations.censored[mine[point]] != MEASURED:
                continue
            shows = said[series][:, places[mine[point]]]
            order = np.argsort(shows)
            half = int(np.searchsorted(np.cumsum(weight[order]), 0.5))
            median = max(float(shows[order[min(half, len(order) - 1)]]), 1e-300)
            off.append(np.log(full._values[series][point] / median))
    return float(np.sqrt(np.mean(np.square(off)))) if off else np.nan

"""Everything that could be: the posterior, drawn by an ensemble of walkers (emcee).

Walkers go on the scale on which the prior is even, from 0 to 1, where the posterior is the
likelihood. All walkers of a step are evaluated side by side.
"""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import advice, checks
from sim.base.bars import bar
from sim.base.errors import InputError
from sim.base.typed import typed_methods
from sim.inference.converged import autocorrelation_time, split_r_hat
from sim.inference.priors import even

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from sim.inference.fitted import Fit

ENOUGH = 50.0
"""Steps over the autocorrelation time from which it is trusted (emcee's own rule)."""
ALIKE = 1.02
"""R-hat up to which walkers have seen the same."""
CHUNK = 200
"""Steps between two looks at whether it has converged."""
WALKERS = 48
LOST = 25.0
"""A walker this far [log-likelihood] below the likeliest, where others are near it, is in a place
that holds nothing of the posterior, from which steps may never lead away."""
LOOKS = 3
"""Looks at which walkers that are lost are sent to others; what came before is no draw."""


@typed_methods
@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws from the posterior of one patient. Made by `Fit.posterior`.

    Parameters
    ----------
    names : tuple of str
        The parameters.
    chain : ndarray (walker, step, parameter)
        Every step of every walker, those from before they forgot their beginning left out.
    log_likelihood : ndarray (walker, step)
        There.
    time : ndarray (parameter,)
        Autocorrelation time [steps].
    r_hat : ndarray (parameter,)
        Spread between walkers over the spread within them, 1 where they have seen the same.
    accepted : float
        Share of proposals that were taken.
    interrupted : bool
        Whether Ctrl-C ended it.
    """

    names: tuple[str, ...]
    chain: np.ndarray
    log_likelihood: np.ndarray
    time: np.ndarray
    r_hat: np.ndarray
    accepted: float
    interrupted: bool = False

    @property
    def converged(self) -> bool:
        """Whether it is long enough, and all walkers have seen the same."""
        long = self.chain.shape[1] >= ENOUGH * np.max(self.time)
        return bool(long and (self.r_hat <= ALIKE).all())

    @property
    def effective(self) -> float:
        """How many independent draws it is worth, for the slowest parameter."""
        return float(self.chain.shape[0] * self.chain.shape[1] / np.max(self.time))

    def draw(self, count: int, seed: int) -> np.ndarray:
        """Return parameters (count, parameter) from the posterior.

        Raises
        ------
        InputError
            If it has not converged.
        """
        checks.whole("count", count, 1)
        self._refuse()
        flat = self.chain.reshape(-1, len(self.names))
        chosen = np.random.default_rng(seed).choice(len(flat), count, replace=count > len(flat))
        return flat[chosen]

    def summary(self, level: float = 0.9) -> "pd.DataFrame":
        """Return mean, spread and interval of every parameter.

        Parameters
        ----------
        level : float
            Share of the posterior between `low` and `high`.
        """
        import pandas as pd

        self._refuse()
        flat = self.chain.reshape(-1, len(self.names))
        tail = tail_of(level)
        low, middle, high = np.quantile(flat, [tail, 0.5, 1.0 - tail], axis=0)
        columns = {"mean": flat.mean(axis=0), "sd": flat.std(axis=0), "low": low,
                   "median": middle, "high": high, "r_hat": self.r_hat,
                   "autocorrelation": self.time}  # fmt: skip
        return pd.DataFrame(columns, index=pd.Index(self.names, name="parameter"))

    def to_frame(self) -> "pd.DataFrame":
        """Return every draw, a row each: walker, step, the parameters, and the log-likelihood."""
        import pandas as pd

        walkers, steps, _ = self.chain.shape
        flat = self.chain.reshape(-1, len(self.names))
        where = {"walker": np.repeat(np.arange(walkers), steps),
                 "step": np.tile(np.arange(steps), walkers)}  # fmt: skip
        columns = {name: flat[:, k] for k, name in enumerate(self.names)}
        return pd.DataFrame(where | columns | {"log_likelihood": self.log_likelihood.ravel()})

    def to_dataset(self) -> "xr.Dataset":
        """Return the draws with the axes that ArviZ knows: chain, draw."""
        import xarray as xr

        found: dict[str, Any] = {
            name: (("chain", "draw"), self.chain[:, :, k]) for k, name in enumerate(self.names)
        }
        found["log_likelihood"] = ("chain", "draw"), self.log_likelihood
        said = {"converged": int(self.converged), "sampler": "emcee", "accepted": self.accepted}
        return xr.Dataset(found, attrs=said)

    def _refuse(self) -> None:
        if self.converged:
            return
        long = self.chain.shape[1] / np.max(self.time)
        worst = self.names[int(np.argmax(self.r_hat))]
        raise InputError(
            f"The posterior has not converged: it is {long:.0f} autocorrelation times long (of "
            f"{ENOUGH:.0f}), and R-hat of {worst!r} is {self.r_hat.max():.3f} (at most {ALIKE}). "
            "Let it run longer, fit.posterior(steps=50_000); or ask for fewer parameters: "
            "fit.identified() says which the data do not fix. What there is: to_dataset()."
        )

    def __str__(self) -> str:
        walkers, steps, _ = self.chain.shape
        said = f"{steps} steps of {walkers} walkers, worth {self.effective:.0f} independent draws"
        if not self.converged:
            return f"Posterior, not converged: {said}; R-hat up to {self.r_hat.max():.3f}."
        return f"Posterior: {said}.\n{self.summary().to_string(float_format='%.4g')}"


def sample(fit: "Fit", steps: int, seed: int, progress: bool | None) -> Posterior:
    """Return the posterior of a fit: until it has converged, or for so many steps."""
    try:
        import emcee
    except ImportError:
        raise InputError(f"The posterior needs emcee: {advice.install('fit')}.") from None
    prior, problem = fit.prior, fit.asked
    limits = prior.limits()
    walkers = max(WALKERS, 4 * len(prior))

    def log_chance(u: np.ndarray) -> np.ndarray:
        found = np.full(len(u), -np.inf)
        inside = ((u >= limits[0]) & (u <= limits[1])).all(axis=1)
        if inside.any():
            found[inside] = problem.log_likelihood(prior.values(u[inside]))
        return found

    moves = [(emcee.moves.DEMove(), 0.7), (emcee.moves.DESnookerMove(), 0.1),
             (emcee.moves.StretchMove(), 0.2)]  # fmt: skip
    sampler = emcee.EnsembleSampler(walkers, len(prior), log_chance, vectorize=True, moves=moves)
    random = np.random.RandomState(seed % 2**32)
    state = emcee.State(_begin(fit, walkers, seed), random_state=random.get_state())
    interrupted, told, begun = False, None, 0
    with bar(progress, total=steps, unit=" steps", desc="posterior") as shown:
        try:
            while sampler.iteration < steps:
                count = min(CHUNK, steps - sampler.iteration)
                walk = sampler.sample(state, iterations=count, skip_initial_state_check=True)
                for after in walk:
                    state = after
                    shown.update()
                if sampler.iteration <= LOOKS * CHUNK and _send_the_lost(state, random):
                    begun, told = sampler.iteration, None
                    continue
                told = _made(fit, sampler, begun, False)
                if told.converged:
                    break
        except KeyboardInterrupt:
            interrupted = True
            warnings.warn(
                f"Interrupted after {sampler.iteration} steps, which are returned.", stacklevel=4
            )
    if told is None or interrupted:
        told = _made(fit, sampler, begun if sampler.iteration > begun + 4 else 0, interrupted)
    return told


def _send_the_lost(state: Any, random: np.random.RandomState) -> bool:
    """Send walkers that are lost to where others are; return whether any was."""
    lost = state.log_prob < state.log_prob.max() - LOST
    if not lost.any():
        return False
    to = random.choice(np.flatnonzero(~lost), lost.sum())
    state.coords[lost], state.log_prob[lost] = state.coords[to], state.log_prob[to]
    return True


def _begin(fit: "Fit", walkers: int, seed: int) -> np.ndarray:
    """Return where walkers begin: around where starts arrived, likelier ends more often.

    Some begin anywhere in the prior, so that what the starts have missed is not missed.
    """
    random = np.random.default_rng(seed)
    cost, limits = fit.climbed.cost, fit.prior.limits()
    chance = np.exp(-np.minimum(cost - np.nanmin(cost), 50.0) / 4.0)
    ends = fit.climbed.u[random.choice(len(cost), walkers, p=chance / chance.sum())]
    begin = ends + 0.05 * random.standard_normal(ends.shape)
    anywhere = np.arange(walkers) % 4 == 0
    begin[anywhere] = even(walkers, ends.shape[1], seed)[anywhere]
    # reflected at the limits, so that no two walkers begin on one of them
    span = limits[1] - limits[0]
    inside = np.abs((begin - limits[0]) % (2.0 * span))
    found: np.ndarray = limits[0] + np.where(inside > span, 2.0 * span - inside, inside)
    return found


def _made(fit: "Fit", sampler: Any, begun: int, interrupted: bool) -> Posterior:
    """Return what the walkers have seen, without the part in which they still remember.

    `begun` is the step at which the last of them was sent elsewhere.
    """
    u, value = sampler.get_chain()[begun:], sampler.get_log_prob()[begun:]
    begun = len(u) // 4
    time = autocorrelation_time(u[begun:])
    left = max(begun, min(int(10 * time.max()), len(u) // 2))
    u = u[left:].transpose(1, 0, 2)
    return Posterior(
        names=fit.names,
        chain=fit.prior.values(u),
        log_likelihood=value[left:].T,
        time=autocorrelation_time(u.transpose(1, 0, 2)),
        r_hat=split_r_hat(u),
        accepted=float(np.mean(sampler.acceptance_fraction)),
        interrupted=interrupted,
    )


def tail_of(level: float) -> float:
    """Return which share lies on either side of the middle `level`."""
    return (1.0 - checks.one_number("level", level, 0.0, 1.0, above=True)) / 2.0

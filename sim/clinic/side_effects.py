"""Side effects of patients: how organs suffer and recover, and what is given less of for that.

The grade X of an organ follows the exposure E of the drugs that harm it,

    X' = r (sum over drugs of grade_d E_d - X),        E_d' = k_d (dose_d - E_d),

with r = ln 2 / recovery and k_d = ln 2 / half-life of the drug (without one, E_d is the dose).
Where a drug is absorbed or has two compartments E_d is a sum of such (`sim.model.fading`). All is
solved exactly between two visits. A single dose (`sim.Doses`) raises E at its moment as it raises
the concentration, by dose k_d times the interval of the drug. So under the standard dose for ever
an organ comes to the declared grade, and in a holiday it recovers by half in every `recovery`.
"""

from collections.abc import Sequence

import numpy as np

from sim.base.boluses import Boluses
from sim.base.checks import Number
from sim.clinic.dose_rules import DoseRules
from sim.model.fading import Fading


class SideEffects:
    """Side effects of a block of patients, moving on from visit to visit.

    Parameters
    ----------
    burden : ndarray (patient, drug, organ)
        The grade that an organ comes to under the standard dose of a drug for ever.
    recovery : float or array (patient,)
        Half-life of recovery [days].
    fadings : sequence of (share, rate) pairs, or None
        Of every drug: what its exposure is a sum of, numbers or arrays (patient,), rates
        [1/day]; None where the concentration is the dose.
    rules : DoseRules or None
        What is done about it.

    Attributes
    ----------
    grade : ndarray (patient, organ)
        Now.
    """

    def __init__(
        self,
        burden: np.ndarray,
        recovery: Number,
        fadings: Sequence[Fading | None],
        rules: DoseRules | None,
    ):
        count, drugs, organs = burden.shape
        self._burden, self._rules = burden, rules
        self._harms = np.asarray((burden > 0).any(axis=0))
        self._recovery = np.reshape(np.log(2.0) / np.asarray(recovery), (-1, 1))
        self._share, self._clearing = _terms(fadings, count)
        self._fades = np.where(np.isinf(self._clearing), 0.0, self._clearing)
        self._exposure = np.zeros(self._share.shape)
        self.grade = np.zeros((count, organs))
        self._held = np.zeros((count, drugs), dtype=bool)
        self._step = np.zeros((count, drugs), dtype=np.int64)

    def follow_once(self, doses: np.ndarray, days: float, once: Boluses) -> None:
        """Let some days pass at these doses, and what is given once in them."""
        count, begin = np.diff(once.of), once.of[:-1]
        patients = np.arange(len(self._exposure))
        now = np.zeros((len(count), 1))
        for number in range(int(count.max(initial=0))):  # (that of every patient at once)
            at = np.where(number < count, begin + number, 0)
            has = (number < count) & (once.moment[at] >= 0)  # (else it was followed before)
            moment = np.where(has, np.minimum(once.moment[at], days), now[:, 0])[:, None]
            self.follow(doses, moment - now)
            now, drug = moment, once.drug[at]
            jump = (once.dose[at] * once.intervals[drug])[:, None] * self._fades[patients, drug]
            exposure = self._exposure[patients, drug]
            after = np.where(once.dose[at, None] < 0, 0.0, exposure + jump)
            self._exposure[patients, drug] = np.where(has[:, None], after, exposure)
        self.follow(doses, days - now)

    def follow(self, doses: np.ndarray, days: float | np.ndarray) -> None:
        """Let some days, one number or (patient, 1), pass at these doses (patient, drug)."""
        organ, step = self._recovery, np.reshape(days, (-1, 1))
        r, h = organ[:, :, None], step[:, :, None]
        k, dose = self._clearing, np.asarray(doses)[:, :, None]
        with np.errstate(invalid="ignore"):
            decay = np.where(np.isinf(k), 0.0, np.exp(-k * h))
        kept = np.exp(-r * h)
        # what the old exposure, which fades, still adds beyond the dose
        apart = r - self._fades
        near = np.abs(apart * h) < 1e-8
        with np.errstate(divide="ignore", invalid="ignore"):
            tail = np.where(near, r * h * kept, r * (decay - kept) / np.where(near, 1.0, apart))
        tail = np.where(np.isinf(k), 0.0, tail)
        drive = self._share * (dose * (1.0 - kept) + (self._exposure - dose) * tail)
        harm = np.einsum("pd,pdo->po", drive.sum(axis=2), self._burden)
        self.grade = np.exp(-organ * step) * self.grade + harm
        self._exposure = dose + (self._exposure - dose) * decay

    def allow(
        self, doses: np.ndarray, once: Boluses | None = None
    ) -> tuple[np.ndarray, Boluses | None, np.ndarray]:
        """Return what the rules allow today, and who is held or given less.

        Parameters
        ----------
        doses : ndarray (patient, drug) or (1, drug)
            What was planned.
        once : Boluses or None
            What was planned to be given once until the next visit.

        Returns
        -------
        doses : ndarray (patient, drug)
        once : Boluses or None
        changed : ndarray (patient,), bool
            Whose are less than planned.
        """
        rules, nobody = self._rules, np.zeros(len(self.grade), dtype=bool)
        if rules is None:
            return doses, once, nobody
        planned = np.asarray(doses) if once is None else doses + once.asked
        # a drug is concerned by the worst of the organs it harms
        worst = np.where(self._harms[None], self.grade[:, None, :], 0.0).max(axis=2, initial=0.0)
        begin = (worst >= rules.hold_at) & ~self._held & (planned > 0)
        self._step = self._step + begin
        stopped = self._step > len(rules.then_give)
        self._held = (self._held | begin) & ((worst > rules.resume_at) | stopped)
        share = np.array([1.0, *rules.then_give, 0.0])[
            np.minimum(self._step, len(rules.then_give) + 1)
        ]
        factor = np.where(self._held | stopped, 0.0, share)
        if (factor == 1.0).all():
            return doses, once, nobody
        less = np.asarray(((factor < 1.0) & (planned > 0)).any(axis=1))
        return doses * factor, None if once is None else once.scaled(factor), less

    @property
    def stopped(self) -> np.ndarray:
        """Whose rules have stopped a drug for ever (patient,)."""
        rules = self._rules
        least = len(rules.then_give) if rules is not None else 0
        return np.asarray((self._step > least).any(axis=1))

    @property
    def worst(self) -> np.ndarray:
        """The worst grade (patient,) of any organ now."""
        return self.grade.max(axis=1, initial=0.0)


def _terms(fadings: Sequence[Fading | None], count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return shares and rates [1/day] (patient, drug, term) of what exposures are sums of.

    A drug whose concentration is the dose fades at once; so do terms that it has not.
    """
    known = [((1.0, np.inf),) if fading is None else fading for fading in fadings]
    most = max((len(fading) for fading in known), default=1)
    share = np.zeros((count, len(known), most))
    rate = np.full(share.shape, np.inf)
    for d, fading in enumerate(known):
        for j, (part, clearing) in enumerate(fading):
            share[:, d, j], rate[:, d, j] = part, clearing
    return share, rate

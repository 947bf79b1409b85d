"""Side effects: what a drug does to organs, how they recover, and what a clinic does about it.

The grade X of an organ follows the exposure E of the drugs that harm it,

    X' = r (sum over drugs of grade_d E_d - X),        E_d' = k_d (dose_d - E_d),

with r = ln 2 / recovery and k_d = ln 2 / half-life of the drug (without one, E_d is the dose).
Both are solved exactly between two visits. So under the standard dose for ever an organ comes to
the declared grade, and in a holiday it recovers by half in every `recovery`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError, unknown


@dataclass(frozen=True)
class DoseRules:
    """What a clinic does about side effects: holds a drug, gives less of it, stops it.

    At a visit at which an organ is at grade `hold_at` or worse, the drugs that harm it are held.
    They are resumed once it is at `resume_at` or better: after the first time at the first
    fraction of `then_give`, and so on; when these are used up, the drug is stopped for ever.

    Parameters
    ----------
    hold_at, resume_at : float
        Grades.
    then_give : sequence of float
        Fractions of the planned dose after the first, second, ... time.
    """

    hold_at: float = 3.0
    resume_at: float = 1.0
    then_give: Sequence[float] = (0.75, 0.5)

    def __post_init__(self):
        for word in ("hold_at", "resume_at"):
            value = checks.number(f"{word} of DoseRules", getattr(self, word), 0.0, 5.0)
            if not isinstance(value, float):
                raise InputError(f"{word} of DoseRules must be one number, the same for all.")
            object.__setattr__(self, word, value)
        if self.resume_at >= self.hold_at:
            raise InputError(
                f"DoseRules holds a drug at grade {self.hold_at:g} and resumes it at "
                f"{self.resume_at:g}; resume_at must be below hold_at."
            )
        hint = "It is a fraction of the planned dose: 0.75."
        steps = checks.several(
            "a fraction in then_give of DoseRules", self.then_give, 0.0, 1.0, above=True, hint=hint
        )
        object.__setattr__(self, "then_give", steps)


@dataclass(frozen=True)
class Toxicity:
    """Side effects of drugs on organs, in grades (1 mild, 2 moderate, 3 severe, 4 threatening).

    Grades are a continuous scale here; those of a combination add up organ by organ.

    Parameters
    ----------
    grades : mapping of drug to mapping of organ to number
        The grade that an organ comes to under the standard dose for ever:
        ``{"A": {"skin": 1.5}, "B": {"skin": 1.0, "liver": 2.0}}``. Numbers may differ between
        patients.
    recovery : float, array (patient,) or distribution
        Half-life of recovery [days].
    sensitivity : float, array (patient,) or distribution
        What multiplies all grades of a patient, such as ``scipy.stats.lognorm(0.4)``.
    rules : DoseRules or None
        What is done about it; None: nothing.
    """

    grades: Mapping[str, Mapping[str, Number]]
    recovery: Number = 14.0
    sensitivity: Number = 1.0
    rules: DoseRules | None = field(default_factory=DoseRules)

    def __post_init__(self):
        set_ = object.__setattr__
        if not isinstance(self.grades, Mapping) or not all(
            isinstance(organs, Mapping) for organs in self.grades.values()
        ):
            raise InputError(
                f"grades of Toxicity is {self.grades!r}; give organs by drug: "
                '{"A": {"skin": 1.5}}.'
            )
        checked = {
            drug: {
                organ: checks.number(f"grade of {organ!r} under {drug!r}", grade, 0.0, 5.0)
                for organ, grade in organs.items()
            }
            for drug, organs in self.grades.items()
        }
        set_(self, "grades", checked)
        low = 1.0 / 24.0
        value = checks.number("recovery of Toxicity", self.recovery, low, 3660.0, unit="days")
        set_(self, "recovery", value)
        value = checks.number("sensitivity of Toxicity", self.sensitivity, 0.0, 1000.0)
        set_(self, "sensitivity", value)
        if self.rules is not None and not isinstance(self.rules, DoseRules):
            raise InputError(f"rules of Toxicity is {self.rules!r}; give sim.DoseRules() or None.")

    @property
    def organs(self) -> tuple[str, ...]:
        """Names of the organs, in the order of first mention."""
        return tuple(dict.fromkeys(o for organs in self.grades.values() for o in organs))

    def check_drugs(self, drugs: Sequence[str]) -> None:
        """Check that the drugs named exist."""
        for drug in self.grades:
            if drug not in drugs:
                raise unknown(f"Toxicity of {drug!r}", "drug", drug, drugs)

    def open(
        self, drugs: tuple[str, ...], half_lives: Sequence[Number | None], count: int
    ) -> "SideEffects":
        """Return the side effects of a block of so many patients, none yet."""
        self.check_drugs(drugs)
        return SideEffects(self, drugs, half_lives, count)


class SideEffects:
    """Side effects of a block of patients, moving on from visit to visit.

    Attributes
    ----------
    grade : ndarray (patient, organ)
        Now.
    """

    def __init__(
        self,
        toxicity: Toxicity,
        drugs: tuple[str, ...],
        half_lives: Sequence[Number | None],
        count: int,
    ):
        organs = toxicity.organs
        self._toxicity = toxicity
        self._burden = np.zeros((count, len(drugs), len(organs)))
        for drug, of in toxicity.grades.items():
            for organ, grade in of.items():
                self._burden[:, drugs.index(drug), organs.index(organ)] = grade
        self._burden *= np.reshape(toxicity.sensitivity, (-1, 1, 1))
        self._harms = np.asarray((self._burden > 0).any(axis=0))
        self._recovery = np.reshape(np.log(2.0) / np.asarray(toxicity.recovery), (-1, 1))
        clearing = [np.inf if h is None else np.log(2.0) / np.asarray(h) for h in half_lives]
        self._clearing = np.stack(
            [np.broadcast_to(np.asarray(k, dtype=float), (count,)) for k in clearing], axis=1
        ) if drugs else np.zeros((count, 0))  # fmt: skip
        self._exposure = np.zeros((count, len(drugs)))
        self.grade = np.zeros((count, len(organs)))
        self._held = np.zeros((count, len(drugs)), dtype=bool)
        self._step = np.zeros((count, len(drugs)), dtype=np.int64)

    def follow(self, doses: np.ndarray, days: float) -> None:
        """Let some days pass at these doses (patient, drug)."""
        r, k, h = self._recovery, self._clearing, days
        with np.errstate(invalid="ignore"):
            decay = np.exp(-k * h)
        kept = np.exp(-r * h)
        # what the old exposure, which fades, still adds beyond the dose
        apart = r - np.where(np.isinf(k), 0.0, k)
        near = np.abs(apart * h) < 1e-8
        with np.errstate(divide="ignore", invalid="ignore"):
            tail = np.where(near, r * h * kept, r * (decay - kept) / np.where(near, 1.0, apart))
        tail = np.where(np.isinf(k), 0.0, tail)
        drive = doses * (1.0 - kept) + (self._exposure - doses) * tail
        self.grade = kept * self.grade + np.einsum("pd,pdo->po", drive, self._burden)
        self._exposure = doses + (self._exposure - doses) * decay

    def allow(self, doses: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the doses that the rules allow today, and who is held or given less.

        Parameters
        ----------
        doses : ndarray (patient, drug) or (1, drug)
            What was planned.

        Returns
        -------
        doses : ndarray (patient, drug)
        changed : ndarray (patient,), bool
            Whose are less than planned.
        """
        rules = self._toxicity.rules
        if rules is None:
            return doses, np.zeros(len(self.grade), dtype=bool)
        # a drug is concerned by the worst of the organs it harms
        worst = np.where(self._harms[None], self.grade[:, None, :], 0.0).max(axis=2, initial=0.0)
        begin = (worst >= rules.hold_at) & ~self._held & (np.asarray(doses) > 0)
        self._step = self._step + begin
        stopped = self._step > len(rules.then_give)
        self._held = (self._held | begin) & ((worst > rules.resume_at) | stopped)
        share = np.array([1.0, *rules.then_give, 0.0])[
            np.minimum(self._step, len(rules.then_give) + 1)
        ]
        factor = np.where(self._held | stopped, 0.0, share)
        if (factor == 1.0).all():
            return doses, np.zeros(len(factor), dtype=bool)
        given = doses * factor
        return given, np.asarray(((given < doses) & (np.asarray(doses) > 0)).any(axis=1))

    @property
    def stopped(self) -> np.ndarray:
        """Whose rules have stopped a drug for ever (patient,)."""
        rules = self._toxicity.rules
        least = len(rules.then_give) if rules is not None else 0
        return np.asarray((self._step > least).any(axis=1))

    @property
    def worst(self) -> np.ndarray:
        """The worst grade (patient,) of any organ now."""
        return self.grade.max(axis=1, initial=0.0)

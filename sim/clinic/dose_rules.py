"""What a clinic does about side effects."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.base import checks
from sim.base.errors import InputError


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

"""Quality of life: what a day is worth, for quality-adjusted time."""

from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.checks import Number


@dataclass(frozen=True)
class Quality:
    """What a day alive is worth: 1 in perfect health, less with side effects, drugs and tumour.

    ``healthy - per_grade x worst grade - on_treatment - symptoms x N / (N + symptomatic_at)``,
    never below 0; its integral over the days alive is the quality-adjusted time.

    Parameters
    ----------
    healthy : float, array (patient,) or distribution
        Without treatment, side effects and tumour.
    per_grade : float, array (patient,) or distribution
        Loss for each grade of the worst side effect (needs ``Clinic(toxicity=)``).
    on_treatment : float, array (patient,) or distribution
        Loss on days on which a drug is given: visits, injections.
    symptoms : float, array (patient,) or distribution
        Loss from a very large tumour.
    symptomatic_at : float, array (patient,) or distribution
        Burden of half of that loss [cells].
    """

    healthy: Number = 1.0
    per_grade: Number = 0.1
    on_treatment: Number = 0.0
    symptoms: Number = 0.5
    symptomatic_at: Number = 1e12

    def __post_init__(self):
        for word in ("healthy", "per_grade", "on_treatment", "symptoms"):
            value = checks.number(
                f"{word} of Quality", getattr(self, word), 0.0, 1.0,
                hint="1 is a day in perfect health.",
            )  # fmt: skip
            object.__setattr__(self, word, value)
        at = checks.number(
            "symptomatic_at of Quality", self.symptomatic_at, 0.0, 1e15, above=True, unit="cells"
        )
        object.__setattr__(self, "symptomatic_at", at)

    def worth(self, burden: np.ndarray, grade: np.ndarray | float, on: np.ndarray) -> np.ndarray:
        """Return what a day is worth (patient,).

        Parameters
        ----------
        burden : ndarray (patient,)
            The truth [cells].
        grade : ndarray (patient,) or 0
            Worst side effect.
        on : ndarray (patient,), bool
            Whether a drug is given.
        """
        share = burden / (burden + self.symptomatic_at)
        lost = self.per_grade * grade + self.on_treatment * on + self.symptoms * share
        return np.maximum(self.healthy - lost, 0.0)

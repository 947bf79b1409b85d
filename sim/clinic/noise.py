"""How a measurement errs."""

from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.errors import InputError


@dataclass(frozen=True)
class Noise:
    """Multiplicative noise whose errors can last: exp(relative z), z standard normal.

    Parameters
    ----------
    relative : float
        Standard deviation of the logarithm; 0.1 is about 10 %.
    lasting : float
        Days after which the correlation of two errors has fallen to 1/e [days]; 0: every scan
        errs anew. (A stationary first-order autoregression: always the same standard deviation.)
    """

    relative: float = 0.1
    lasting: float = 0.0

    def __post_init__(self):
        for word, high, unit in (("relative", 2.0, ""), ("lasting", 36600.0, "days")):
            value = checks.number(
                f"{word} of Noise", getattr(self, word), 0.0, high, unit=unit,
                hint="It is a fraction: 0.1 is 10 %." if word == "relative" else "",
            )  # fmt: skip
            if not isinstance(value, float):
                raise InputError(f"{word} of Noise must be one number, the same for all patients.")
            object.__setattr__(self, word, value)

    def follow(self, before: np.ndarray | None, fresh: np.ndarray, gap: float) -> np.ndarray:
        """Return the errors z of this scan from those of the last and fresh standard normals.

        Parameters
        ----------
        before : ndarray or None
            Errors of the last scan; None at the first.
        fresh : ndarray
            Standard normals.
        gap : float
            Days since the last scan.
        """
        if before is None or self.lasting == 0:
            return fresh
        kept = np.exp(-gap / self.lasting)
        return kept * before + np.sqrt(-np.expm1(-2.0 * gap / self.lasting)) * fresh

"""The fits of several patients."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.base.errors import unknown
from sim.inference.fitted import Fit

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Fits(Mapping[str, Fit]):
    """The fits of several patients, by name."""

    of: Mapping[str, Fit]

    def __getitem__(self, patient: str | int) -> Fit:
        if str(patient) not in self.of:
            raise unknown(f"The fit of {patient!r}", "patient", patient, self.of)
        return self.of[str(patient)]

    def __iter__(self) -> Iterator[str]:
        return iter(self.of)

    def __len__(self) -> int:
        return len(self.of)

    def table(self) -> "pd.DataFrame":
        """Return the best values, a row for each patient."""
        import pandas as pd

        rows = [
            {"patient": name, **fit.best, **{f"r2_{s}": r for s, r in fit.r_squared().items()},
             "log_likelihood": fit.highest, "at_limit": " ".join(fit.at_limit)}
            for name, fit in self.of.items()
        ]  # fmt: skip
        return pd.DataFrame(rows).set_index("patient")

    def __str__(self) -> str:
        return f"Fits of {len(self)} patients.\n{self.table().to_string(float_format='%.4g')}"

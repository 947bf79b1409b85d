"""The fits of several patients."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.typed import typed_methods
from sim.inference.fitted import Fit

if TYPE_CHECKING:
    import pandas as pd

    from sim.inference.cohort import Population

FEWEST = 3
"""Patients from whom a spread can be told at all."""


@typed_methods
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

    def population(
        self,
        covariates: Mapping[str, Sequence[float]] | None = None,
        seed: int = 1,
        progress: bool | None = None,
    ) -> "Population":
        """Return what the patients have in common: mean and spread of every parameter.

        Each patient's draws are weighted anew, with a population in the place of the prior. It is
        normal where the prior is the standard normal: for a loguniform prior by the logarithm.

        Parameters
        ----------
        covariates : mapping of name to sequence of float, optional
            A number for each patient, in the order of the fits, that may shift parameters.
        seed : int
            Of the draws.
        progress : bool, optional
            Of `Fit.posterior`, which is drawn for patients of whom a quick one is not good enough.

        Raises
        ------
        InputError
            If there are fewer than three patients, or a posterior does not converge.

        References
        ----------
        Hogg, Myers and Bovy (2010), Astrophys J 725:2166.
        """
        from sim.inference.cohort import Population
        from sim.inference.population import Hyper, drawn_from, draws_of_population, standard

        checks.whole("seed", seed)
        if len(self) < FEWEST:
            raise InputError(
                f"A population of {len(self)} fitted patients has no spread that could be told; "
                f"fit at least {FEWEST}."
            )
        values = standard(covariates or {}, tuple(self.of))
        hyper = Hyper(drawn_from(self.of, seed, progress), values, tuple(covariates or {}))
        draws = draws_of_population(hyper, seed, progress)
        return Population(tuple(self.of.values()), hyper, draws)

    def save(self, path: str | PathLike) -> None:
        """Write all of them to one ``.json`` file; see `Fit.save`."""
        from sim.inference.saved import save

        save(self.of, path)

    @classmethod
    def load(cls, path: str | PathLike, *, allow_code: bool = False) -> "Fits":
        """Read them back, one or several; see `Fit.load`."""
        from sim.inference.saved import load

        return cls(load(path, allow_code))

    def __str__(self) -> str:
        return f"Fits of {len(self)} patients.\n{self.table().to_string(float_format='%.4g')}"

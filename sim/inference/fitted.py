"""What a fit has found for one patient."""

from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError, listed
from sim.base.typed import typed_methods
from sim.base.version import __version__
from sim.inference.climb import Climbed
from sim.inference.drawn import Drawn
from sim.inference.problem import Problem

if TYPE_CHECKING:
    from sim.inference.chance import Chance
    from sim.inference.held import Held
    from sim.inference.posterior import Posterior
    from sim.inference.profile import Profiles


@typed_methods
@dataclass(frozen=True, eq=False)
class Fit(Drawn):
    """The tumours that could have given what was seen of a patient. Made by `sim.fit`.

    Parameters
    ----------
    problem : Problem
        What was asked.
    climbed : Climbed
        Where the starts have arrived, by the mean field.
    chance : Chance, optional
        Where the particle filter has arrived from there, if that is the likelihood.
    """

    problem: Problem
    climbed: Climbed
    chance: "Chance | None" = None
    _posteriors: dict[tuple[int, int], "Posterior"] = field(default_factory=dict, repr=False)

    @property
    def made_by(self) -> dict[str, str]:
        """What made it, as figures carry it."""
        told = {
            "title": f"Fit of {', '.join(self.names)} to {self.observations}",
            "versions": f"sim {__version__}",
        }
        cited = "\n".join(str(one) for one in self.problem.example.references)
        return told | ({"references": cited} if cited else {})

    @cached_property
    def held(self) -> tuple["Held", ...]:
        """Parameters that were left at their default, and that the data clearly want elsewhere."""
        from sim.inference.held import held

        return held(self)

    @cached_property
    def _profiles(self) -> "Profiles":
        from sim.inference.profile import profiles_of

        return profiles_of(self)

    def profiles(self) -> "Profiles":
        """Return how well the data are explained with each parameter held at other values."""
        return self._profiles

    def identified(self) -> str:
        """Return in words which parameters, and which combinations, the data fix."""
        from sim.inference.identified import identified

        return identified(self)

    def save(self, path: str | PathLike) -> None:
        """Write the fit to one file, with what it was made of and the posterior so far.

        Parameters
        ----------
        path : str or path
            A ``.json`` file.
        """
        from sim.inference.saved import save

        save({self.observations.patients[0]: self}, path)

    @classmethod
    def load(cls, path: str | PathLike, *, allow_code: bool = False) -> "Fit":
        """Read a fit back from a file written by `save`.

        Parameters
        ----------
        path : str or path
            The file.
        allow_code : bool
            Whether a function of your own, whose text is in the file, may be run: it can do
            anything that you can do. Presets need none of it.

        Raises
        ------
        InputError
            If it is no such file, is damaged, holds several patients, or code that is not allowed.
        """
        from sim.inference.saved import load

        found = load(path, allow_code)
        if len(found) > 1:
            raise InputError(
                f"{str(path)!r} holds the fits of {listed(found)}; read it with sim.Fits.load."
            )
        return next(iter(found.values()))

    def _move(self, there: Climbed) -> None:
        """Let the best be one that was found after the starts had arrived, if it is better."""
        mine = self.climbed
        joined = Climbed(
            np.concatenate([mine.u, there.u]), np.concatenate([mine.cost, there.cost]),
            np.concatenate([mine.slopes, there.slopes]), mine.evaluations + there.evaluations,
        )  # fmt: skip
        object.__setattr__(self, "climbed", joined)
        for name in ("_place", "off", "_squares", "_wider", "held"):
            self.__dict__.pop(name, None)
        self._posteriors.clear()

    def __str__(self) -> str:
        from sim.inference.identified import summary

        return summary(self)

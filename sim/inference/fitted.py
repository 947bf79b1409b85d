"""What a fit has found for one patient."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

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

"""Regimens that are nothing but a list of lines with a name of their own."""

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np

from sim.base.seen import Seen
from sim.regimens.lines import Lines
from sim.regimens.regimen import Regimen


class MadeOfLines(Regimen):
    """A regimen that is a list of lines."""

    results_every: ClassVar[float] = np.inf
    """How often one that changes by sizes wants to be told of them, at least [days]."""

    @abstractmethod
    def as_lines(self) -> Lines:
        """Return the lines it is made of."""

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return self.as_lines().drugs

    @property
    def open_loop(self) -> bool:
        """Whether the plan never looks at the patient."""
        return self.as_lines().open_loop

    @property
    def wants_scans_every(self) -> float:
        """As often as itself and the most exacting of its lines do [days]."""
        return min(self.results_every, self.as_lines().wants_scans_every)

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) at which it must be asked."""
        return self.as_lines().days_to_ask(horizon)

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        if not memory:
            memory.update(lines=self.as_lines(), of_lines={})
        return memory["lines"].decide(seen, memory["of_lines"])

    def describe(self) -> str:
        """Return the plan in one line."""
        return self.as_lines().describe().replace("Lines", type(self).__name__, 1)

    def rules(self) -> tuple[str, ...]:
        """Return the plan as a list of sentences."""
        return self.as_lines().rules()

"""A plan around another: it asks that, gives its drugs, and does something besides."""

from typing import Any

import numpy as np

from sim.regimens.lines import as_regimen
from sim.regimens.regimen import Regimen


class Around(Regimen):
    """A regimen with a regimen inside, its field `give`."""

    give: Any

    @property
    def inside(self) -> Regimen:
        """The plan of the drugs."""
        return as_regimen(self.give)

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return self.inside.drugs

    @property
    def open_loop(self) -> bool:
        """Whether the plan never looks at the patient."""
        return self.inside.open_loop

    @property
    def wants_scans_every(self) -> float:
        """As often as the plan of the drugs does [days]."""
        return self.inside.wants_scans_every

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) at which the plan of the drugs must be asked."""
        return self.inside.days_to_ask(horizon)

"""A clone: cells that share birth rate, death rate and response to drugs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.model.feeding import Feeding
from sim.model.inside import Inside


@dataclass(frozen=True)
class Clone:
    """Cells of one kind.

    Parameters
    ----------
    name : str
        How everything else refers to it.
    birth : float, array (patient,) or distribution
        Divisions without drug and without crowding [1/day per cell].
    death : float, array (patient,) or distribution
        Deaths without drug [1/day per cell].
    start : float, array (patient,) or distribution
        Cells on day 0 [cells]; rounded to whole cells.
    fold : mapping of drug to number
        How many times more of that drug this clone bears: it multiplies the drug's EC50.
        1 (not named) is as sensitive as the drug says, ``inf`` is untouched, below 1 is more
        sensitive.
    site : str, optional
        Where in the body these cells are, for treatments of one site (`sim.Surgery`).
    inside : mapping of drug to Inside
        What the cell does to a drug before it acts: less uptake, pumps, inactivation, repair.
    fed_by : mapping of drug to Feeding
        What it gains from a drug: cells addicted to it, or dependent on a hormone.

    Raises
    ------
    InputError
        If a number is negative, NaN or not a number.
    """

    name: str
    birth: Number
    death: Number
    start: Number = 0.0
    fold: Mapping[str, Number] = field(default_factory=dict)
    site: str | None = None
    inside: Mapping[str, Inside] = field(default_factory=dict)
    fed_by: Mapping[str, Feeding] = field(default_factory=dict)

    def __post_init__(self):
        object.__setattr__(self, "name", checks.name("A clone", self.name))
        of = f"of clone {self.name!r}"
        set_ = object.__setattr__
        set_(self, "birth", checks.number(f"birth {of}", self.birth, unit="per day"))
        set_(self, "death", checks.number(f"death {of}", self.death, unit="per day"))
        set_(self, "start", checks.number(f"start {of}", self.start, high=1e15, unit="cells"))
        if not isinstance(self.fold, Mapping):
            raise InputError(
                f"fold {of} is {self.fold!r}; it is given by drug: fold={{'vemurafenib': 100}}."
            )
        fold = {
            drug: checks.number(f"fold {of} for {drug!r}", x, above=True, infinite=True)
            for drug, x in dict(self.fold).items()
        }
        set_(self, "fold", fold)
        if self.site is not None:
            checks.name(f"The site {of}", self.site)
        if not isinstance(self.inside, Mapping) or not all(
            isinstance(part, Inside) for part in self.inside.values()
        ):
            raise InputError(
                f"inside {of} is {self.inside!r}; it is given by drug: "
                "inside={'vemurafenib': sim.Inside(uptake=0.2)}."
            )
        set_(self, "inside", dict(self.inside))
        if not isinstance(self.fed_by, Mapping) or not all(
            type(part) is Feeding for part in self.fed_by.values()
        ):
            raise InputError(
                f"fed_by {of} is {self.fed_by!r}; it is given by drug: "
                "fed_by={'vemurafenib': sim.Feeding(births=0.5)}."
            )
        set_(self, "fed_by", dict(self.fed_by))
        spared = [part.deaths for part in self.fed_by.values()]
        if len(spared) > 1 and not any(map(is_distribution, spared)) and np.max(sum(spared)) > 1.0:
            raise InputError(
                f"The drugs that feed clone {self.name!r} spare it {float(np.max(sum(spared))):g} "
                "of its deaths together; at most all of them (1) can be spared."
            )

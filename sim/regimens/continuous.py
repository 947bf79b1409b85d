"""Plans that never change: nothing, one drug, several drugs, a low dose for ever."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.regimens.doses import DrugDoses, checked_dose, checked_drug, drug_names, scaled
from sim.regimens.regimen import Regimen
from sim.regimens.steps import give_step
from sim.regimens.words import dose_words


class Steady(Regimen):
    """A plan whose doses never change."""

    steady = True

    @abstractmethod
    def plan(self) -> dict[str, Number]:
        """Return the doses by drug."""

    @abstractmethod
    def words(self) -> str:
        """Return the doses in words."""

    @property
    def open_loop(self) -> bool:
        """Whether the plan never looks at the patient."""
        return True

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        return give_step(seen, memory, lambda: [self.plan()], 0)

    def describe(self) -> str:
        """Return the plan in one line."""
        return f"{type(self).__name__}: {self.words()}, without a break."


class Scaled(Steady):
    """A steady plan said as a drug, or several, and one dose that multiplies them."""

    drug: DrugDoses
    dose: Number

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return drug_names(self.drug)

    def plan(self) -> dict[str, Number]:
        """Return the doses by drug."""
        return scaled(self.drug, self.dose)

    def words(self) -> str:
        """Return the doses in words."""
        return dose_words(self.drug, self.dose)


@dataclass(frozen=True)
class Observation(Steady):
    """No drug: the tumour is watched."""

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return ()

    def plan(self) -> dict[str, Number]:
        """Return the doses by drug."""
        return {}

    def words(self) -> str:
        """Return the doses in words."""
        return "nothing"


@dataclass(frozen=True)
class Continuous(Scaled):
    """The same doses for ever.

    Parameters
    ----------
    drug : str or mapping of drug to number
        A drug, or several with their doses.
    dose : float, array (patient,) or distribution
        Dose [standard doses]; it multiplies the doses of a mapping.
    """

    drug: DrugDoses
    dose: Number = 1.0

    def __post_init__(self):
        object.__setattr__(self, "drug", checked_drug("Continuous", self.drug))
        object.__setattr__(self, "dose", checked_dose("dose of Continuous", self.dose))


@dataclass(frozen=True)
class Combination(Steady):
    """Several drugs together, for ever.

    Parameters
    ----------
    drugs_and_doses : mapping of drug to number, or sequence of str
        Doses by drug [standard doses], ``{"A": 1.0, "B": 0.5}``; or only names, each at its
        standard dose.
    """

    drugs_and_doses: Mapping[str, Number]

    def __post_init__(self):
        doses: Any = self.drugs_and_doses
        if isinstance(doses, list | tuple):
            doses = {name: 1.0 for name in checks.names("drugs of Combination", doses)}
        checked = checked_drug("Combination", doses)
        if isinstance(checked, str) or len(checked) < 2:
            raise InputError(
                f"Combination is given {self.drugs_and_doses!r}; it takes two or more drugs, "
                "{'A': 1.0, 'B': 0.5}. For one drug there is Continuous."
            )
        object.__setattr__(self, "drugs_and_doses", checked)

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return tuple(self.drugs_and_doses)

    def plan(self) -> dict[str, Number]:
        """Return the doses by drug."""
        return dict(self.drugs_and_doses)

    def words(self) -> str:
        """Return the doses in words."""
        return dose_words(self.drugs_and_doses)


@dataclass(frozen=True)
class Metronomic(Scaled):
    """A low dose, often, without a break.

    How often is the drug's own `interval` (`sim.Drug`); this plan makes each dose low.

    Parameters
    ----------
    drug : str or mapping of drug to number
        A drug, or several with their doses.
    dose : float, array (patient,) or distribution
        Dose [standard doses], at most 1; it multiplies the doses of a mapping.

    References
    ----------
    Hanahan, Bergers and Bergsland (2000), J Clin Invest 105:1045 (the name).
    """

    drug: DrugDoses
    dose: Number = 0.3

    def __post_init__(self):
        object.__setattr__(self, "drug", checked_drug("Metronomic", self.drug))
        object.__setattr__(self, "dose", checked_dose("dose of Metronomic", self.dose, high=1.0))

"""What every mechanism of resistance says: its states, how cells get there, what that changes."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sim.base import checks
from sim.base.checks import Number
from sim.base.citations import Reference
from sim.base.derived import at_address, follows
from sim.base.errors import InputError
from sim.model.inside import Inside


@dataclass(frozen=True)
class Step:
    """How cells get from one state of a mechanism to another.

    Parameters
    ----------
    source, target : int
        States; 0 is the founder's.
    per_division : Number, optional
        Probability per division, of a mutation.
    rate : Number, optional
        Rate [1/day per cell], of a switch.
    induced : mapping of drug to Number
        Rate that drug adds at its full effect [1/day per cell], of a switch.
    raised : mapping of drug to Number
        How many times as often at its full effect, of a mutation.
    other : int, optional
        State of the other daughter, of a mutation; default that of the mother.
    shares : bool
        It is how a division shares out what the mother has, and no mutation: what changes how often
        cells mutate does not change it.
    """

    source: int
    target: int
    per_division: Number | None = None
    rate: Number | None = None
    induced: Mapping[str, Number] = field(default_factory=dict)
    raised: Mapping[str, Number] = field(default_factory=dict)
    other: int | None = None
    shares: bool = False


@dataclass(frozen=True)
class Change:
    """What a state changes in a cell, beside the founder's.

    Parameters
    ----------
    birth, death : Number
        Factors on the founder's rates.
    fold : mapping of drug to Number
        Factors on EC50s.
    inside : mapping of drug to Inside
        What the cell does to drugs.
    mutation : Number
        Factor on the probabilities of all mutations of its divisions.
    """

    birth: Number = 1.0
    death: Number = 1.0
    fold: Mapping[str, Number] = field(default_factory=dict)
    inside: Mapping[str, Inside] = field(default_factory=dict)
    mutation: Number = 1.0


class Mechanism(ABC):
    """A way to escape drugs; frozen dataclasses that check themselves are made of it.

    Attributes
    ----------
    name : str
        What it and its changed state are called; `Tumour.from_founder` wants them to differ.
    drugs : tuple of str
        The drugs it escapes; checked and made a tuple by `_check_drugs`.
    references : tuple of Reference
        Where the mechanism and its defaults come from.
    """

    name: str
    drugs: str | Sequence[str]
    references: ClassVar[tuple[Reference, ...]] = ()

    @property
    def states(self) -> tuple[str, ...]:
        """What the changed states are called, in order; the founder's has no name."""
        return (self.name,)

    @property
    def named_drugs(self) -> tuple[str, ...]:
        """Every drug it names: those it escapes, and others that act on it."""
        return tuple(self.drugs)

    @property
    @abstractmethod
    def steps(self) -> tuple[Step, ...]:
        """How cells get from state to state."""

    @abstractmethod
    def change(self, state: int) -> Change:
        """Return what a state changes; 1 is the first changed one."""

    @property
    def begins(self) -> int:
        """The state of the cells that are there on day 0; mostly the founder's."""
        return 0

    def own(self, word: str) -> Any:
        """Return a number of the mechanism, drawn once per patient wherever it is used."""
        return at_address(f"tumour.mechanisms.{self.name}.{word}", getattr(self, word))

    def _check(self, word: str, unit: str = "", **limits: Any) -> None:
        what = f"{word} of the mechanism {self.name!r}"
        value = checks.number(what, getattr(self, word), unit=unit, **limits)
        object.__setattr__(self, word, value)

    def _check_drugs(self) -> None:
        object.__setattr__(self, "drugs", drug_list(type(self).__name__, self.drugs))

    def _check_name(self, default: str) -> None:
        name = default if isinstance(self.name, str) and not self.name else self.name
        object.__setattr__(self, "name", checks.name("A mechanism", name))


def drug_list(what: str, drugs: str | Sequence[str]) -> tuple[str, ...]:
    """Return the names of one or several drugs, checked."""
    names = checks.names(f"drugs of {what}", drugs)
    if not names:
        raise InputError(f"{what} names no drug; say which: {what}('vemurafenib', ...).")
    return names


def in_words(drugs: Sequence[str]) -> str:
    """Return names of drugs as they are read aloud."""
    return " and ".join([", ".join(drugs[:-1]), drugs[-1]] if len(drugs) > 1 else drugs)


def kept(cost: Number) -> Number:
    """Return the factor on births that a cost, a share of them, leaves."""
    return follows(complement, cost)


def complement(x):
    """Return 1 - x."""
    return 1.0 - x


def product(*factors):
    """Return the product of numbers."""
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result

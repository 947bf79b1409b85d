"""What can be set on a page: a number, a choice, or yes and no, with its unit and a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.base.errors import InputError


@dataclass(frozen=True)
class Control:
    """One thing to set.

    Parameters
    ----------
    id : str
        How the page, the link and the code call it.
    label : str
        What stands beside it.
    text : str
        One sentence: what it is.
    value : float, str or bool
        What it is at first.
    unit : str
        Of a number.
    low, high : float
        What a number may be.
    choices : mapping of str to str
        Of a choice: values and what stands for them.
    whole : bool
        Whether a number is a whole one.
    """

    id: str
    label: str
    text: str
    value: Any
    unit: str = ""
    low: float = 0.0
    high: float = float("inf")
    choices: Mapping[str, str] | None = None
    whole: bool = False

    @property
    def named(self) -> str:
        """Label and unit."""
        return f"{self.label} [{self.unit}]" if self.unit else self.label

    def read(self, raw: Any) -> Any:
        """Return what a page says, or what it is at first if it says nothing.

        Raises
        ------
        InputError
            If it is not allowed; whoever sends it may not be a page of ours.
        """
        if raw is None:
            return self.value
        if isinstance(self.value, bool):
            return raw is True or raw == "true"
        if self.choices is not None:
            if not isinstance(raw, str) or raw not in self.choices:
                raise InputError(f"{self.label} cannot be {str(raw)[:40]!r}.")
            return raw
        return self._number(raw)

    def _number(self, raw: Any) -> float | int:
        try:
            number = float(raw)
        except (TypeError, ValueError):
            raise InputError(f"{self.label} must be a number.") from None
        if not self.low <= number <= self.high:  # (also where it is not a number: NaN)
            raise InputError(f"{self.label} must be {self._allowed()}.")
        if self.whole and number != int(number):
            raise InputError(f"{self.label} must be a whole number.")
        return int(number) if self.whole else number

    def _allowed(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if self.high == float("inf"):
            return f"at least {self.low:g}{unit}"
        return f"from {self.low:g} to {self.high:g}{unit}"


def rate(id_: str, label: str, text: str, value: float) -> Control:
    """Return a rate of one cell."""
    return Control(id_, label, text, value, "per cell per day", 0.0, 5.0)


def chance(id_: str, label: str, text: str, value: float) -> Control:
    """Return a probability at a division."""
    return Control(id_, label, text, value, "per division", 0.0, 0.1)


def share(id_: str, label: str, text: str, value: float) -> Control:
    """Return a number between 0 and 1."""
    return Control(id_, label, text, value, low=0.0, high=1.0)


class Refused(InputError):
    """What is set cannot be.

    Parameters
    ----------
    problems : mapping of str to str
        What is wrong, by the id of the control it is wrong with.
    """

    def __init__(self, problems: Mapping[str, str]):
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)

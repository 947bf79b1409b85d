"""Trials by registration number: arms, clinic and criteria as the registry and the papers say.

Each is a trial file beside this one, which says where every rule is written and what stands in for
what the registry leaves open. ``sim trial NCT02415621`` runs it.
"""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.base.errors import unknown
from sim.base.typed import typed

if TYPE_CHECKING:
    from sim.trials.file import TrialFile

HERE = Path(__file__).parent


def names() -> tuple[str, ...]:
    """Return the registration numbers."""
    return tuple(sorted(path.stem for path in HERE.glob("NCT*.toml")))


@typed
def title(number: str) -> str:
    """Return what a trial is, in one line."""
    return str(tomllib.loads(path_of(number).read_text(encoding="utf-8"))["title"])


@typed
def registered(number: str, **changes: Any) -> "TrialFile":
    """Return a trial by its registration number.

    Parameters
    ----------
    number : str
        One of `names`: ``"NCT02415621"``.
    **changes
        Of `patients`, `days`, `seed`: what stands here instead of in the file.

    Returns
    -------
    TrialFile
        Its `trial` is a `sim.Trial`, to be run with its `seed`.

    Examples
    --------
    >>> from sim.trials import registered
    >>> print(registered("NCT05393791").title)
    NCT05393791, ANZadapt: adaptive or continuous abiraterone (mCRPC)
    """
    from sim.trials.file import read_trial

    return read_trial(path_of(number), **changes)


def is_number(text: str) -> bool:
    """Tell whether a text is written as a registration number."""
    return text[:3].upper() == "NCT" and text[3:].isdigit()


def path_of(number: str) -> Path:
    """Return the file of a trial.

    Raises
    ------
    InputError
        If there is none with this number.
    """
    if number.upper() not in names():
        raise unknown(f"Trial {number!r}", "registered trial", number.upper(), names())
    return HERE / f"{number.upper()}.toml"

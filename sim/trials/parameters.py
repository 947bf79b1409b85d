"""The parameters of a cohort: checked when it is described, before anybody is drawn."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError, listed, shown
from sim.base.functions import is_function
from sim.model import Tumour
from sim.trials.copula import rank_correlations
from sim.trials.rows import check_names, columns_of

if TYPE_CHECKING:
    import pandas as pd


def numbers_of(parameters: Any) -> dict[str, Number]:
    """Return the parameters by name, each a number, an array (patient,) or a distribution."""
    if not isinstance(parameters, Mapping):
        raise InputError(
            f"parameters of Cohort is {shown(parameters)}; give them by name: "
            '{"growth": scipy.stats.lognorm(0.4, scale=0.01)}.'
        )
    return {
        checks.name("A parameter of Cohort", name): checks.number(
            f"parameter {name!r} of Cohort", value, -np.inf
        )
        for name, value in parameters.items()
    }


def check_lengths(parameters: Mapping[str, Number], count: int) -> None:
    """Check that arrays have a value for every patient."""
    for name, values in _arrays(parameters):
        if len(values) < count:
            raise InputError(
                f"parameter {name!r} of Cohort has {len(values)} values for {count} patients."
            )


def known_patients(parameters: Mapping[str, Number], most: int) -> int:
    """Return how many patients have all their parameters, `most` at most."""
    return min([most, *(len(values) for _, values in _arrays(parameters))])


def _arrays(parameters: Mapping[str, Number]) -> list[tuple[str, np.ndarray]]:
    return [(n, v) for n, v in parameters.items() if not is_distribution(v) and np.ndim(v)]


def check_call(
    build: Tumour | Callable[..., Tumour], parameters: Mapping[str, Number],
    table: "pd.DataFrame | None", correlations: Any,
) -> None:  # fmt: skip
    """Check that a tumour can be made of the parameters and the columns of the table."""
    if correlations is not None:
        drawn = [name for name, value in parameters.items() if is_distribution(value)]
        rank_correlations(correlations, drawn)
    if isinstance(build, Tumour):
        if parameters:
            raise InputError(
                "The cohort is a finished tumour and takes no parameters; give a function "
                "that makes a tumour of them, or write distributions into the tumour."
            )
        return
    if not is_function(build):
        raise InputError(
            f"Cohort is given {shown(build)}; give a sim.Tumour, or a function that makes one."
        )
    given = list(parameters)
    if table is not None:
        if twice := [str(name) for name in table.columns if name in parameters]:
            raise InputError(
                f"{listed(twice)} is given twice, in parameters= and as a column of the table. "
                "Leave one of them out, or give the column another name."
            )
        given += columns_of(table, build, given)
    check_names(given, build)

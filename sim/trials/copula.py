"""Parameters that are correlated between patients: a Gaussian copula with given rank correlations.

Normal scores with correlation ``2 sin(pi r / 6)`` have the rank (Spearman) correlation r (Pearson
1907); each is turned into a uniform number and this into the parameter's own distribution, which
therefore stays what it is.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.base.checks import numbers
from sim.base.errors import InputError, listed, unknown
from sim.base.typed import fits

SLACK = 1e-9


def rank_correlations(given: Any, names: Sequence[str]) -> np.ndarray:
    """Return the matrix (name, name) of rank correlations, checked.

    Parameters
    ----------
    given : mapping of (name, name) to float, or array (name, name)
        Pairs that are not named are uncorrelated.
    names : sequence of str
        The parameters that are drawn, in order.
    """
    matrix = np.eye(len(names))
    if isinstance(given, Mapping):
        for pair, value in given.items():
            if not isinstance(pair, tuple) or len(pair) != 2:
                raise InputError(
                    f"A correlation is given for {pair!r}; name two parameters: "
                    '{("growth", "fold"): 0.5}.'
                )
            for name in pair:
                if name not in names:
                    raise unknown(f"Correlation of {name!r}", "drawn parameter", name, names)
            i, j = (names.index(name) for name in pair)
            if i == j:
                raise InputError(f"A correlation is given of {pair[0]!r} with itself.")
            if (pair[1], pair[0]) in given and given[pair[1], pair[0]] != value:
                raise InputError(
                    f"Two correlations are given of {pair[0]!r} and {pair[1]!r}, "
                    f"{value!r} and {given[pair[1], pair[0]]!r}; give one."
                )
            matrix[i, j] = matrix[j, i] = _one(pair, value)
    else:
        matrix = numbers("correlations", given, 'give pairs, {("growth", "fold"): 0.3}, or a table')
        if matrix.shape != (len(names), len(names)):
            raise InputError(
                f"correlations has shape {matrix.shape}; the parameters that are drawn are "
                f"{listed(names)}, so it must be {len(names)} x {len(names)}."
            )
    _check(matrix, names)
    return matrix


def correlated(uniforms: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    """Return uniforms (patient, name) with these rank correlations, from independent ones."""
    from scipy.special import ndtr, ndtri

    values, vectors = np.linalg.eigh(2.0 * np.sin(np.pi / 6.0 * ranks))
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    # where clipping was needed the scores would have a little more than unit variance
    root /= np.linalg.norm(root, axis=1)[:, None]
    return ndtr(ndtri(uniforms) @ root.T)


def _one(pair: tuple[str, str], value: Any) -> float:
    if not fits(value, float) or not -1.0 <= float(value) <= 1.0:
        raise InputError(
            f"The correlation of {pair[0]!r} and {pair[1]!r} is {value!r}; allowed is -1 to 1."
        )
    return float(value)


def _check(matrix: np.ndarray, names: Sequence[str]) -> None:
    if not np.isfinite(matrix).all():
        raise InputError("correlations is not a correlation matrix: it has a NaN.")
    if np.abs(matrix - matrix.T).max() > SLACK:
        i, j = np.unravel_index(np.abs(matrix - matrix.T).argmax(), matrix.shape)
        raise InputError(
            "correlations is not a correlation matrix: it is not symmetric "
            f"({names[i]!r} with {names[j]!r} is {matrix[i, j]:g}, the other way round "
            f"{matrix[j, i]:g})."
        )
    if np.abs(np.diag(matrix) - 1.0).max() > SLACK or np.abs(matrix).max() > 1.0 + SLACK:
        raise InputError(
            "correlations is not a correlation matrix: its diagonal must be 1 and all others "
            "between -1 and 1."
        )
    least = float(np.linalg.eigvalsh(matrix).min())
    if least < -SLACK:
        raise InputError(
            "correlations is not a correlation matrix: no patients can have all of these at once "
            f"(smallest eigenvalue {least:.2g}, which must not be negative). Make the strongest "
            "correlations weaker."
        )

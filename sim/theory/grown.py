"""The fate of a tumour that was grown from one cell to size M, mutations before treatment included.

The founder clone is x = M exp(-r tau) large tau days before day 0 (see
`sim.theory.preexisting` for why the noise of its first cells does not matter when M is large);
it founds families of clone j at rate (b u_j + q_j) x, and a family founded tau days before has the
generating function 1 - x_j(tau) on day 0, from the backward equations without drug. So

    E[prod_j z_j^(N_j)] = z_1^M exp(-M integral_0^(ln M / r) exp(-r tau)
                                     sum_j (b u_j + q_j) x_j(tau) dtau).

Any number of clones and steps (double resistance through either single one). Two approximations:
the founder clone alone has M cells (relative error of order u ln M), and its path is deterministic
(of order 1/M in the exponent).
"""

from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.model import Tumour
from sim.theory.generating import backward_slope, family_survival, power
from sim.theory.integrate import advance, fastest_rate
from sim.theory.patient import check_no_crowding, checked_times, scalar
from sim.theory.rates import Rates


@typed
def generating_at_size(tumour: Tumour, z: Any) -> np.ndarray:
    """Return E[prod_j z_j^(N_j)] on day 0, when the tumour has grown to its `size`.

    ``z = (1, 0)`` gives the chance of no resistant cell.

    Parameters
    ----------
    tumour : Tumour
        With `size`, no crowding, and a founder clone nothing turns back into.
    z : array (..., clone)
        One variable per clone, 0 to 1.
    """
    z = checks.numbers("z", z, "give one number for each clone")
    if z.shape[-1:] != (len(tumour.clones),) or not ((z >= 0) & (z <= 1)).all():
        raise InputError(f"z has shape {z.shape}; its last axis needs one value 0..1 per clone.")
    return _at_size(tumour, 1.0 - z.reshape(-1, z.shape[-1])).reshape(z.shape[:-1])


@typed
def extinction_of_grown(tumour: Tumour, schedule: Any, times: Any) -> np.ndarray:
    """Return the probability (time,) that no cell is left, treatment starting at size M.

    As `extinction`, for a tumour with `grown_from_one_cell`. Accurate for large sizes.
    """
    days = checked_times(times)
    return _at_size(
        tumour, family_survival(tumour, schedule, days, np.ones((days.size, len(tumour.clones))))
    )


def _at_size(tumour: Tumour, x: np.ndarray) -> np.ndarray:
    """Return E[prod_j (1 - x_j)^(N_j)] (row,) at the day of detection, for x (row, clone)."""
    size, rates = _checked(tumour)
    treated = rates.under(np.zeros(len(tumour.drugs)))
    birth, death = rates.birth_and_death(treated)
    founding = birth[0] * treated.mutation[0] + treated.switching[0]
    r = rates.mean_matrix(treated, birth, death)[0, 0]
    if r <= 0.0:
        raise InputError(f"The founder clone grows at {r:g} per day: it cannot reach the size.")

    def slope(tau: float, flat: np.ndarray) -> np.ndarray:
        rows = flat.reshape(-1, x.shape[1] + 1)[:, :-1]
        back = backward_slope(rows, birth, death, treated)
        families = size * np.exp(-r * tau) * (rows @ founding)
        return np.column_stack([back, families]).ravel()

    state = np.column_stack([x, np.zeros(len(x))])
    fastest = fastest_rate(birth, death, treated.switching)
    state = advance(slope, 0.0, float(np.log(size) / r), state, fastest)
    founder = np.zeros(x.shape[1])
    founder[0] = size
    return power(x, founder) * np.exp(-state[:, -1])


def _checked(tumour: Tumour) -> tuple[float, Rates]:
    check_no_crowding(tumour, "The law at a size")
    if tumour.size is None:
        raise InputError("The tumour needs the size it grew to: size=1e9.")
    founder = tumour.clone_names[0]
    for t in tumour.transitions:
        if t.target == founder:
            raise InputError(
                f"{t.source!r} turns back into the founder {founder!r}; the law at a size is known "
                "here only for a founder that nothing turns into."
            )
    return scalar("size of the tumour", tumour.size), Rates(tumour)

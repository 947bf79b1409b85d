"""Work space of the kernels that take crowded tumours one by one."""

from typing import NamedTuple

import numpy as np

from sim.kernels.crowding.mean_path import Flows
from sim.kernels.crowding.plan import CrowdPlan
from sim.kernels.rates.spans import Spans
from sim.kernels.steps.path import Path


class Bench(NamedTuple):
    """Work space for one tumour."""

    path: Path
    rates: np.ndarray
    """(1, RATE_ROWS, clone): of the interval in one step."""
    amounts: np.ndarray
    """(3, switch)"""
    work: np.ndarray
    """(MEAN_ROWS, clone, clone)"""
    n: np.ndarray
    """(clone,): its cells."""
    w: np.ndarray
    """(WORK_ROWS, clone)"""
    law: np.ndarray
    """(clone, WIDTH)"""
    expected: np.ndarray
    """(clone, NODES)"""
    waiting: np.ndarray
    """(clone, NODES)"""
    moved: np.ndarray
    """(clone,)"""
    births_left: np.ndarray
    """(clone,): what crowding leaves of births where switching is split."""
    flows: Flows
    """Whether cells switch into other crowds, and work space to follow them."""


class Planned(NamedTuple):
    """A plan and what it was made from; there is room for larger ones."""

    plan: CrowdPlan
    spans: Spans
    fine: Spans
    """Twice as many steps."""

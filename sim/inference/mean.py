"""The expected course of many tumours under what one patient was given, side by side."""

from dataclasses import replace

import numpy as np

from sim.engines.block import Block
from sim.engines.mean_field import MeanField
from sim.inference.course import Course
from sim.kernels.model import FULL
from sim.lower import (
    given_as,
    lower,
    lower_immune,
    start_levels,
    start_numbers,
    there_on_day_0,
)
from sim.model import Tumour


def mean_cells(tumour: Tumour, count: int, course: Course, tolerance: float) -> np.ndarray:
    """Return the cells (stop, tumour, clone) of tumours at the stops of a course.

    Parameters
    ----------
    tumour : Tumour
        Its numbers are scalars, or arrays over `count` tumours.
    count : int
        How many tumours there are.
    course : Course
        What they are given.
    tolerance : float
        Relative error of a step of the integrator.

    Returns
    -------
    ndarray (stop, tumour, clone), float64
        Infinite from the stop on at which a clone has reached the ceiling of 1e15 cells.
    """
    cells = start_numbers(tumour, count)
    none = np.zeros(count, dtype=np.uint64)  # (nothing happens by chance)
    block = Block(
        lower(tumour), np.arange(count), cells, none, none, given_as=given_as(tumour),
        there=there_on_day_0(tumour),
    )  # fmt: skip
    if tumour.immune is not None:
        from sim.engines.boluses import of_each_patient

        block = replace(
            block, model=of_each_patient(block.model, count), defence=lower_immune(tumour),
            levels=start_levels(tumour.immune, cells),
        )  # fmt: skip
    body = MeanField(tolerance).body(block)
    found = np.empty((len(course.stops), *cells.shape))
    found[0] = cells
    for place, leg in enumerate(course.legs, start=1):
        body.take(leg.once)
        body.advance(leg.doses, leg.day, leg.until)
        found[place] = body.cells
        found[place, body.state == FULL] = np.inf
    return found

"""Tumours that crowd themselves, for the quick searches."""

import sim
from experiments.accuracy.genes import Genes
from sim.model.growth_curve import Growth


def crowd(genes: Genes, least: float) -> tuple[float, Growth]:
    """Return the cells on day 0, and a law of growth with room for at least so many times them."""
    start = genes.power(1e9, 1e13)
    room = start * genes.power(least, 100.0)
    return start, genes.choice(
        [sim.Logistic(room), sim.Logistic(room, acts="death"), sim.Gompertz(room)]
    )

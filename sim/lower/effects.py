"""Drugs with several effects: each further effect is a drug of its own for the kernels.

It is given when and as much as the drug, lasts as long, and adds up with it as an independent drug
does. Those stand behind all drugs of the tumour, so that places of names stay what they are.
"""

from dataclasses import replace

import numpy as np

from sim.model import Drug, Tumour


def acting(tumour: Tumour) -> list[Drug]:
    """Return the drugs with their first effects, and behind them each further effect as a drug."""
    first = [replace(drug, also=()) if drug.also else drug for drug in tumour.drugs]
    more = [replace(drug, effect=e, also=()) for drug in tumour.drugs for e in drug.also]
    return [*first, *more]


def given_as(tumour: Tumour) -> np.ndarray | None:
    """Return of which drug of the tumour each of `acting` is (acting,); None: they are the same."""
    more = [place for place, drug in enumerate(tumour.drugs) for _ in drug.also]
    if not more:
        return None
    return np.array([*range(len(tumour.drugs)), *more])

"""What acts on cells besides each drug's first effect: each is a drug of its own for the kernels.

- A further effect of a drug is given when and as much as the drug, lasts as long, and adds up with
  it as an independent drug does.
- What feeds a clone is such an effect with a maximum below zero, on that clone alone.
- A capacity that grows is one that nobody gives: K(t) / ceiling = 1 - A c / (1 + A c) with
  A = ceiling / start - 1 and a concentration c = exp(-rate t), which is 1 on day 0.

All stand behind the drugs of the tumour, so that places of names stay what they are.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sim.model import Clone, Drug, Feeding, Hill, Tumour
from sim.model.growing_capacity import growing

NOBODY = -1
"""Who gives what is not given."""


class Unchecked(Hill):
    """A Hill effect with a maximum that no description of a drug may have."""

    def __post_init__(self):
        pass


class Fed(Unchecked):
    """What feeds a clone: of that clone alone, whatever its fold."""

    clone: Clone


def acting(tumour: Tumour) -> list[Drug]:
    """Return the drugs with their first effects, and behind them each further effect as a drug."""
    first = [replace(drug, also=()) if drug.also else drug for drug in tumour.drugs]
    return [*first, *(drug for _, drug in _further(tumour))]


def given_as(tumour: Tumour) -> np.ndarray | None:
    """Return of which drug of the tumour each of `acting` is (acting,); None: they are the same.

    What nobody gives is `NOBODY`'s.
    """
    more = [place for place, _ in _further(tumour)]
    if not more:
        return None
    return np.array([*range(len(tumour.drugs)), *more])


def there_on_day_0(tumour: Tumour) -> np.ndarray | None:
    """Return the concentrations (acting,) on day 0; None: there is nothing of any yet."""
    owner = given_as(tumour)
    if owner is None or growing(tumour.growth) is None:
        return None
    return (owner == NOBODY).astype(float)


def _further(tumour: Tumour) -> Iterator[tuple[int, Drug]]:
    """Yield what acts besides: of which drug it is, and itself as a drug."""
    place = {drug.name: d for d, drug in enumerate(tumour.drugs)}
    for d, drug in enumerate(tumour.drugs):
        for effect in drug.also:
            yield d, replace(drug, effect=effect, also=())
    for clone in tumour.clones:
        for name, feeding in clone.fed_by.items():
            for effect in _fed(clone, feeding):
                yield place[name], _with(replace(tumour.drugs[place[name]], also=()), effect)
    room = growing(tumour.growth)
    if room is not None:
        fold = np.asarray(room.ceiling) / np.asarray(room.start) - 1.0
        takes = Unchecked(1.0, 1.0 / fold, 1.0, "capacity")
        half_life = np.log(2.0) / np.asarray(room.rate)
        drug = Drug("room to come", Hill(0.0, 1.0), half_life=_plain(half_life), interval=1.0)
        yield NOBODY, _with(drug, takes, name="")


def _fed(clone: Clone, feeding: Feeding) -> Iterator[Fed]:
    for size, acts in (
        (feeding.births, "birth"),
        (np.asarray(feeding.deaths) * np.asarray(clone.death), "death"),
    ):
        if np.ndim(size) or size > 0.0:  # (where patients differ, whoever stands beside whom)
            effect = Fed(-np.asarray(size), feeding.ec50, feeding.slope, acts)
            object.__setattr__(effect, "clone", clone)
            yield effect


def _with(drug: Drug, effect: Hill, **parts) -> Drug:
    """Return a drug with an effect that it could not be described with."""
    for word, value in {"effect": effect, **parts}.items():
        object.__setattr__(drug, word, value)
    return drug


def _plain(value: np.ndarray):
    return value if value.ndim else float(value)

"""What a lattice cannot hold or do, found before anything runs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.model import Clone, Tumour
from sim.model.response import joint
from sim.regimens import Regimen
from sim.regimens.parts import largest_doses
from sim.results import Snapshots

if TYPE_CHECKING:
    from sim.engines import Engine, Lattice


PER_SECOND = 1e7
"""Attempts that a processor meets in a second: 100 ns each, and less where they lie together."""
LONGEST = 3 * 86400.0
"""Seconds of a processor beyond which a run is refused, as in `sim.running.effort`."""


def check_lattice(
    engine: "Engine",
    tumour: Tumour,
    arms: Mapping[str, Regimen],
    record: object,
    patients: int,
    days: float,
) -> None:
    """Refuse what makes no sense on a lattice; nothing for other engines.

    Parameters
    ----------
    engine, arms, record, patients, days
        Of the run.
    tumour : Tumour
        Resolved for all patients.

    Raises
    ------
    InputError
    """
    from sim.engines import Lattice
    from sim.lower import start_cells

    if not isinstance(engine, Lattice):
        if isinstance(record, Snapshots):
            raise InputError(
                "Snapshots shows where cells stand, which only a lattice knows; the engine is "
                f"{type(engine).__name__}. Say engine=sim.Lattice(100), or record=sim.Visits()."
            )
        return
    engine.check(tumour)
    sizes = [clone.start for clone in tumour.clones] + [0.0 if tumour.size is None else tumour.size]
    engine.check_cells(start_cells(tumour, max(np.size(size) for size in sizes)))
    for name, regimen in arms.items():
        for clone in tumour.clones:
            rate = max(
                _attempts(engine, tumour, clone, doses) for doses in ({}, largest_doses(regimen))
            )
            if engine.exact:
                _check_events(engine, rate * days * patients)
            else:
                _check_step(engine, name, clone.name, rate)


def _attempts(engine: "Lattice", tumour: Tumour, clone: Clone, doses: Mapping[str, float]) -> float:
    """Return how many things a cell of a clone may do in a day, at these doses."""
    drugs = joint(tumour, clone, doses)
    dividing = clone.birth * (1.0 - drugs.birth) * np.maximum(drugs.division - 1.0, 1.0)
    moving = engine.movement
    moving = moving.get(clone.name, 0.0) if isinstance(moving, Mapping) else moving
    leaving = sum((np.asarray(w.rate) for w in tumour.switches if w.source == clone.name), 0.0)
    air = None if engine.vessels is None else engine.vessels.oxygen
    starving = 0.0 if air is None else air.death
    return float(np.max(dividing + clone.death + drugs.death + moving + leaving + starving))


def _check_step(engine: "Lattice", arm: str, clone: str, rate: float) -> None:
    """Refuse steps in which a cell would do something with a probability above 1."""
    assert isinstance(engine.step, float)
    chance = rate * engine.step
    if chance > 1.0:
        raise InputError(
            f"In arm {arm!r} cells of {clone!r} may do {rate:.3g} things a day, so in a step of "
            f"{engine.step:g} days the chance would be {chance:.3g}; at most 1 is possible. Give "
            f"shorter steps, sim.Lattice(step={0.9 / rate:.2g}), or step='exact'."
        )


def _check_events(engine: "Lattice", attempts: float) -> None:
    """Refuse what cannot end: every site taken, every attempt an event."""
    seconds = attempts * engine.sites / PER_SECOND
    if seconds > LONGEST:
        raise InputError(
            f"On this lattice there may be {attempts * engine.sites:.0e} attempts in an arm, which "
            f"take some {seconds / 86400.0:.0f} days of a processor; at most {LONGEST / 86400:.0f} "
            "are begun. Take fewer sites, patients or days, or a slower movement=."
        )

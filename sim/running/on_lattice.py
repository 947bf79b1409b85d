"""What a lattice cannot hold or do, found before anything runs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.model import Tumour
from sim.model.response import joint
from sim.regimens import Regimen
from sim.regimens.parts import largest_doses
from sim.results import Snapshots

if TYPE_CHECKING:
    from sim.engines import Engine


def check_lattice(
    engine: "Engine", tumour: Tumour, arms: Mapping[str, Regimen], record: object
) -> None:
    """Refuse what makes no sense on a lattice; nothing for other engines.

    Parameters
    ----------
    engine, arms, record
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
    patients = np.broadcast(*(np.asarray(clone.start) for clone in tumour.clones)).size
    if tumour.size is not None:
        patients = max(patients, np.asarray(tumour.size).size)
    engine.check_cells(start_cells(tumour, patients))
    if not engine.exact:
        for name, regimen in arms.items():
            _check_step(engine, tumour, name, largest_doses(regimen))


def _check_step(engine, tumour: Tumour, arm: str, doses: Mapping[str, float]) -> None:
    """Refuse steps in which a cell would do something with a probability above 1."""
    for clone in tumour.clones:
        for given in ({}, doses):
            drugs = joint(tumour, clone, given)
            attempts = clone.birth * (1.0 - drugs.birth) * np.maximum(drugs.division - 1.0, 1.0)
            moving = engine.movement
            moving = moving.get(clone.name, 0.0) if isinstance(moving, Mapping) else moving
            leaving = sum(
                (np.asarray(w.rate) for w in tumour.switches if w.source == clone.name), 0.0
            )
            rate = float(np.max(attempts + clone.death + drugs.death + moving + leaving))
            if rate * engine.step > 1.0:
                raise InputError(
                    f"In arm {arm!r} cells of {clone.name!r} may do {rate:.3g} things a day, so in "
                    f"a step of {engine.step:g} days the chance would be "
                    f"{rate * engine.step:.3g}; at most 1 is possible. Give shorter steps, "
                    f"sim.Lattice(step={0.9 / rate:.2g}), or step='exact'."
                )

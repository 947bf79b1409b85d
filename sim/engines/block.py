"""A block of patients: their tumours as arrays, the same for every arm."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.base.streams import ROLE_EVENT, ROLE_GROWTH, ROLE_TREATMENT, patient_keys
from sim.engines.at_doses import hangs_on_doses
from sim.engines.boluses import of_each_patient
from sim.engines.kernels import is_crowded
from sim.engines.ways import COMPILED, Compiled, Python
from sim.kernels.model import Model
from sim.lower import given_as, lower, start_cells, there_on_day_0
from sim.model import Tumour

if TYPE_CHECKING:
    from sim.kernels.immune.defence import Defence
    from sim.kernels.origins.track import Tracks
    from sim.results.recorders import Follow


@dataclass(frozen=True)
class Block:
    """Some patients before treatment.

    Parameters
    ----------
    model : Model
        Their tumours and drugs as arrays.
    patients : ndarray (patient,), int64
        Their numbers.
    cells : ndarray (patient, clone), int64
        On day 0.
    keys : ndarray (patient,), uint64
        Address of everything random under treatment. The arms share it: that is what pairs them.
    event_keys : ndarray (patient,), uint64
        The same for local treatments.
    tracks : Tracks, optional
        Where cells came from, if that is followed.
    way : Compiled or Python
        How kernels are run.
    defence : Defence, optional
        The immune system, if there is one.
    levels : ndarray (patient, LEVELS), optional
        Its cells on day 0.
    worst : ndarray (1,)
        The largest relative error that was estimated for a step of growth.
    given_as : ndarray (effect,), optional
        Of which drug each effect is, where any has several (`sim.lower.given_as`).
    there : ndarray (effect,), optional
        Concentrations on day 0, where any is there (`sim.lower.there_on_day_0`).
    """

    model: Model
    patients: np.ndarray
    cells: np.ndarray
    keys: np.ndarray
    event_keys: np.ndarray
    tracks: "Tracks | None" = None
    way: Compiled | Python = COMPILED
    defence: "Defence | None" = None
    levels: np.ndarray | None = None
    worst: np.ndarray = field(default_factory=lambda: np.zeros(1))
    given_as: np.ndarray | None = None
    there: np.ndarray | None = None


def make_block(
    tumour: Tumour,
    patients: np.ndarray,
    seed: int,
    tolerance: float,
    exact: bool,
    follow: "Follow | None" = None,
    way: Compiled | Python = COMPILED,
) -> Block:
    """Return the block of these patients; tumours that start from one cell are grown here.

    Parameters
    ----------
    tumour : Tumour
        Resolved for these patients.
    patients : ndarray (patient,), int64
        Their numbers.
    seed : int
        Seed of the simulation.
    tolerance, exact
        Of the growth (`sim.engines.Jump`).
    follow : Follow, optional
        Whether, and how, it is followed where cells came from.
    way : Compiled or Python
        How kernels are run.
    """
    model = lower(tumour)
    grown = tumour.grown_from_one_cell
    cells = start_cells(tumour, len(patients)) if not grown else _no_cells(tumour, len(patients))
    tracks = None
    if follow is not None:
        from sim.engines.follow import new_tracks

        tracks = new_tracks(cells, follow)
    worst = np.zeros(1)
    if grown:
        _grow(tumour, model, patients, seed, tolerance, exact, worst, cells, tracks, way)
    if hangs_on_doses(model):
        model = of_each_patient(model, len(patients))
    keys, event_keys = (patient_keys(seed, patients, r) for r in (ROLE_TREATMENT, ROLE_EVENT))
    block = Block(
        model, patients, cells, keys, event_keys, tracks, way, worst=worst,
        given_as=given_as(tumour), there=there_on_day_0(tumour),
    )  # fmt: skip
    return block if tumour.immune is None else _defended(tumour, block)


def _defended(tumour: Tumour, block: Block) -> Block:
    """Return the block with its immune system; each patient then has deaths of their own."""
    from sim.lower import lower_immune, start_levels

    return replace(
        block,
        model=of_each_patient(block.model, len(block.patients)),
        defence=lower_immune(tumour),
        levels=start_levels(tumour.immune, block.cells),  # type: ignore[arg-type]
    )


def needed(part: bool) -> bool | None:
    """Return what tells a kernel whether to compile a part of it: True, or None for not."""
    return True if part else None


def _no_cells(tumour: Tumour, patients: int) -> np.ndarray:
    return np.zeros((patients, len(tumour.clones)), dtype=np.int64)


def _grow(tumour, model, patients, seed, tolerance, exact, worst, cells, tracks, way) -> None:
    sizes = np.ascontiguousarray(np.broadcast_to(tumour.size, len(patients)), dtype=float)
    keys = patient_keys(seed, patients, ROLE_GROWTH)
    switching = needed(len(model.switch_ends) > 0)
    crowding = needed(is_crowded(model))
    failed = way.run(
        "growth.grow", "grow", model, sizes, keys, cells, tolerance, exact, worst, switching,
        crowding, tracks,
    )  # fmt: skip
    if failed >= 0:
        raise InputError(
            f"The tumour of patient {patients[failed]} never grew to {sizes[failed]:g} cells: its "
            "founder clone does not grow far enough untreated. Raise birth above death, or the "
            "capacity well above the size."
        )

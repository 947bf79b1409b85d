"""What reaches each site of the patients of a block, found anew as their tumours change."""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.streams import ROLE_GROWTH, fold_in, patient_keys, uniforms
from sim.kernels.lattice import field
from sim.kernels.lattice.places import Standing, Supply
from sim.model import Tumour

if TYPE_CHECKING:
    from sim.engines.lattice import Lattice
    from sim.engines.vessels import Vessels

ERROR = 1e-3
"""Of what reaches a site, over the concentration in the blood, at most (`lattice.field`)."""
STEPS = 100_000
"""Conjugate gradients take some hundred; so many are a fault."""
GRADES = 100
"""What reaches a site is taken to the nearest per cent."""
VESSELS = 1
"""With a patient's address, that of the draws of its vessels."""


def no_supply(drugs: int) -> Supply:
    """Return that everything reaches every site."""
    return Supply(
        np.zeros((0, 0), dtype=np.int32), np.zeros((0, 0, drugs)), np.zeros((0, 0, 2))
    )  # fmt: skip


def vessel_sites(
    vessels: "Vessels", shape: tuple[int, int], seed: int, patients: np.ndarray
) -> np.ndarray:
    """Return which sites a vessel crosses, (patient, y, x) bool.

    Parameters
    ----------
    vessels : Vessels
    shape : (int, int)
        Sites along x and y.
    seed, patients
        Address of the draws.
    """
    width, height = shape
    found = np.zeros((len(patients), height, width), dtype=bool)
    if not isinstance(vessels.places, int):
        for x, y in vessels.places:
            found[:, y, x] = True
        return found
    keys = fold_in(patient_keys(seed, patients, ROLE_GROWTH), VESSELS)
    sites = np.arange(width * height)
    for one, key in zip(found, keys, strict=True):
        lot = uniforms(fold_in(key, sites))
        one.flat[np.argsort(lot, kind="stable")[: vessels.places]] = True
    return found


class Reached:
    """How much of what is in the blood reaches each site; the tumours' cells are elsewhere.

    Parameters
    ----------
    options : Lattice
        With vessels.
    tumour : Tumour
    crossed : ndarray (patient, y, x), bool
        Where vessels are.
    """

    def __init__(self, options: "Lattice", tumour: Tumour, crossed: np.ndarray):
        assert options.vessels is not None
        self.vessels, self._options = options.vessels, options
        self._column = {name: place for place, name in enumerate(tumour.drug_names)}
        margin = ((0, 0), (1, 1), (1, 1))
        self._free = np.pad(~crossed, margin, constant_values=True).astype(float)
        of = {far: 1.0 - self._free for far in sorted(set(self.vessels.carried.values()))}
        self._fields = {far: values.copy() for far, values in of.items()}
        self._found: float | None = None
        self.supply = no_supply(len(tumour.drugs))

    def choose(self, chosen: np.ndarray) -> None:
        """Put copies of other tumours, with their vessels, in the place of each."""
        self._free = self._free[chosen]
        self._fields = {far: values[chosen] for far, values in self._fields.items()}
        self.supply = Supply(*(part[chosen] for part in self.supply))

    def update(self, standing: Standing, who: np.ndarray, day: float) -> None:
        """Find it anew for some patients, unless what is known is young enough."""
        if self._found is not None and day - self._found < self.vessels.every - 1e-9:
            return
        self._found = day
        work = np.zeros((field.FIELD_ROWS, *self._free.shape[1:]))
        for far, values in self._fields.items():
            steps = field.solve(
                who, standing.grid, self._free, far, self.vessels.empty,
                self._options.border == "wrapped", ERROR, STEPS, values, work,
            )  # fmt: skip
            if steps >= STEPS:
                raise ArithmeticError(f"The field did not converge in {STEPS} steps.")
        self.supply = self._levels()

    def shares(self) -> dict[str, np.ndarray]:
        """Return what reaches each site, (patient, y, x) from 0 to 1, of all that is carried."""
        return {
            name: np.clip(self._fields[far][:, 1:-1, 1:-1], 0.0, 1.0)
            for name, far in self.vessels.carried.items()
        }

    def _levels(self) -> Supply:
        """Return sites with the same per cents, and the same lack of oxygen, as one level.

        Patients with fewer levels than others of the block have their first one again in the rest:
        so nothing of one patient hangs on another.
        """
        shares, oxygen = self.shares(), self.vessels.oxygen
        patients, drugs = len(self._free), self.supply.share.shape[2]
        code = np.zeros((patients, self._options.sites), dtype=np.int64)
        idle = starved = np.zeros_like(code)
        if oxygen is not None:
            air = shares.pop("oxygen").reshape(code.shape)
            idle = (air < oxygen.no_division_below).astype(np.int64)
            starved = (air < oxygen.death_below).astype(np.int64)
        per_cent = {
            drug: np.rint(share.reshape(code.shape) * GRADES).astype(np.int64)
            for drug, share in shares.items()
        }
        for part, size in ((idle, 2), (starved, 2), *((p, GRADES + 1) for p in per_cent.values())):
            code = code * size + part
        level = np.zeros(code.shape, dtype=np.int32)
        firsts = []
        for p in range(patients):
            _, first, level[p] = np.unique(code[p], return_index=True, return_inverse=True)
            firsts.append(first)
        most = max(map(len, firsts))
        at = np.array([np.concatenate([f, np.full(most - len(f), f[0])]) for f in firsts])
        share, air = np.ones((patients, most, drugs)), np.zeros((patients, most, 2))
        for drug, values in per_cent.items():
            share[:, :, self._column[drug]] = np.take_along_axis(values, at, axis=1) / GRADES
        air[:, :, 0] = 1 - np.take_along_axis(idle, at, axis=1)
        if oxygen is not None:
            air[:, :, 1] = oxygen.death * np.take_along_axis(starved, at, axis=1)
        return Supply(level, share, air)

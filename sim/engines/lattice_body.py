"""Patients on a lattice: their cells, and where each stands."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.base.streams import ROLE_GROWTH, day_number, fold_in, patient_keys
from sim.engines.block import Block, make_block
from sim.engines.body import Body
from sim.engines.ground import make_rings
from sim.engines.supply import Reached, no_supply, vessel_sites
from sim.kernels.lattice import exact, filling, steps
from sim.kernels.lattice.places import WALL, Ground, Standing, Supply
from sim.kernels.model import RUNNING
from sim.model import Tumour

if TYPE_CHECKING:
    from sim.engines.lattice import Lattice
    from sim.engines.ways import Compiled, Python

POSSIBLE = 1.0 + 1e-9
"""A probability beyond this is none; rounding apart."""
LAYOUTS = {"random": filling.RANDOM, "disc": filling.DISC, "nests": filling.NESTS}


@dataclass(frozen=True, kw_only=True)
class LatticeBlock(Block):
    """Some patients before treatment, with what `places.Ground` and `places.Standing` say."""

    ground: Ground
    standing: Standing
    tumour: Tumour
    crossed: np.ndarray | None
    """(patient, y, x) bool: where vessels are, if there are any."""


def lattice_block(
    options: "Lattice", tumour: Tumour, patients: np.ndarray, seed: int, way: "Compiled | Python"
) -> LatticeBlock:
    """Return the block of these patients, each of whose cells has its site."""
    plain = make_block(tumour, patients, seed, tolerance=1e-3, exact=True, way=way)
    options.check_cells(plain.cells)
    sites = options.sites
    grid = np.zeros((len(patients), sites + 1), dtype=np.uint8)
    grid[:, sites] = WALL
    standing = Standing(grid, np.zeros((len(patients), sites), dtype=np.int32))
    rings = make_rings(options.shape) if options.start != "random" else np.zeros((0, 2), np.int32)
    filling.fill(
        standing.grid, standing.taken, plain.cells, patient_keys(seed, patients, ROLE_GROWTH),
        LAYOUTS[options.start], rings, np.array(options.shape, dtype=np.int64),
        np.zeros(plain.cells.shape[1], dtype=bool),
    )  # fmt: skip
    parts = {f.name: getattr(plain, f.name) for f in fields(plain)}
    crossed = None
    if options.vessels is not None:
        crossed = vessel_sites(options.vessels, options.shape, seed, patients)
    return LatticeBlock(
        **parts, ground=options.ground(tumour), standing=standing, tumour=tumour, crossed=crossed
    )


class LatticeBody(Body):
    """Cells are whole numbers, each with a site of its own.

    Attributes
    ----------
    standing : Standing
        Who stands where.
    reached : Reached or None
        What reaches each site, if there are vessels.
    """

    def __init__(self, block: LatticeBlock, options: "Lattice"):
        super().__init__(block, block.cells.copy())
        self._options, self._ground = options, block.ground
        self.standing = Standing(*(part.copy() for part in block.standing))
        self._supply = no_supply(block.model.kind.shape[0])
        self.reached: Reached | None = None
        if block.crossed is not None:
            self.reached = Reached(options, block.tumour, block.crossed)
            self.reached.update(self.standing, np.ones(len(self.cells), dtype=bool), 0.0)

    def grids(self) -> np.ndarray:
        """Return what stands where (patient, y, x) uint8: 0 for nobody, else 1 + the clone."""
        width, height = self._options.shape
        return self.standing.grid[:, :-1].reshape(-1, height, width)

    def reaching(self) -> np.ndarray:
        """Return how much of what vessels carry reaches each site (patient, carried, y, x) [%].

        It is what the cells live by, which is found anew at visits only (`Vessels.every`).
        """
        assert self.reached is not None
        shares = list(self.reached.shares().values())
        return np.rint(100.0 * np.stack(shares, axis=1)).astype(np.uint8)

    def choose(self, chosen: np.ndarray) -> None:
        """Put copies of other tumours in the place of each; see `Body.choose`."""
        super().choose(chosen)
        for part in self.standing:
            part[:] = part[chosen]
        if self.reached is not None:
            self.reached.choose(chosen)

    def _advance(self, doses: np.ndarray, day: float, until: float) -> None:
        patients = (
            self.model, self._ground, self.standing, self._reaching(day), self.cells, self.state,
            self._concentration, doses, self._anchor, fold_in(self._keys, day_number(day)), day,
            until,
        )  # fmt: skip
        if self._options.exact:
            exact.advance(*patients)
            return
        largest = steps.advance(*patients, self._options.step)
        if largest > POSSIBLE:
            raise InputError(
                f"Between day {day:g} and day {until:g} what a cell may do in a step of the "
                f"lattice has a probability of {largest:.3g} in all; at most 1 is possible. Give "
                f"shorter steps, sim.Lattice(step={self._options.step / largest:.2g}), or "
                "step='exact'."
            )

    def _reaching(self, day: float) -> Supply:
        """Return what reaches each site from today on."""
        if self.reached is None:
            return self._supply
        self.reached.update(self.standing, self.state == RUNNING, day)
        return self.reached.supply

    def _thin(self, survival: np.ndarray, who: np.ndarray, keys: np.ndarray) -> None:
        filling.thin(self.standing.grid, self.standing.taken, self.cells, survival, who, keys)

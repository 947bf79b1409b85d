"""The lattice: cells stand at sites, at most one at each, and divide where a neighbour is empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.citations import Reference
from sim.base.errors import InputError
from sim.engines.ground import BORDERS, NEIGHBOURHOODS, make_ground, make_ways
from sim.engines.lattice_asked import checked_movement, checked_side, not_yet
from sim.engines.vessels import Vessels
from sim.engines.ways import COMPILED, Compiled, Python
from sim.model import Exponential, Tumour
from sim.results.recorders import Follow

if TYPE_CHECKING:
    from sim.kernels.lattice.places import Ground

REFERENCES = (
    Reference(
        "Strobl MAR, Gallaher J, West J, Robertson-Tessi M, Maini PK, Anderson ARA",
        2022,
        "Spatial structure impacts adaptive therapy by shaping intra-tumoral competition",
        "Commun Med 2:46",
        "10.1038/s43856-022-00110-x",
        "the lattice engine: its rules in steps of a day",
    ),
    Reference(
        "Lewis PAW, Shedler GS",
        1979,
        "Simulation of nonhomogeneous Poisson processes by thinning",
        "Naval Res Logist Q 26:403",
        "10.1002/nav.3800260304",
        "the lattice engine: its exact clock",
    ),
)

STARTS = ("random", "disc", "nests")
TRIES = ("all", "one")
MOST_CLONES = 254
"""A site is one byte: empty, the wall, or one of these."""
MOST_PUSH = 200
"""Sites; some 80,000 are looked at for every division in a crowd, then."""
MEMORY = 1.5e8
"""Bytes of lattices of the patients that are run together."""


@dataclass(frozen=True)
class Lattice:
    """Cells on a square lattice in two dimensions, under the same tumour, drugs and clinic.

    A cell divides only if a neighbouring site is empty, and its daughter stands there. Rates, drugs
    and mutations are the tumour's; the room is the lattice's, so the tumour itself grows without
    crowding (`sim.Exponential`).

    Parameters
    ----------
    side : int or (int, int)
        Sites along each side, or along x and y.
    neighbourhood : {"von Neumann", "Moore"}
        Who the neighbours of a site are: the four beside it, or those at its corners too.
    border : {"closed", "wrapped"}
        What is beyond the last site: a wall, or the first site again.
    step : float or "exact"
        The clock. A number: in steps of so many days [days] every cell has one turn, in random
        order, as in published models; from visit to visit, steps are equal and at most so long.
        ``"exact"``: every attempt is an event at a time of its own (Gillespie's), the referee.
    start : {"random", "disc", "nests"}
        Where cells stand on day 0: anywhere; in one disc about the middle; or the largest clone
        anywhere and each other clone together, about a site drawn at random.
    movement : float or mapping of clone to float
        How often a cell tries to move to a neighbouring site [1/day]; it does if that is empty.
    tries : {"all", "one"}
        Where a dividing cell looks for room: at all neighbours, or at one that it draws. With
        "one" a well-mixed lattice is the logistic law: births fall in proportion to what is taken.
    push : int
        A cell without an empty neighbour shoves the cells between it and the nearest empty site,
        along a shortest way of at most so many steps [sites]. 0: nobody is shoved.
    vessels : Vessels, optional
        Where what is in the blood comes from, and how far drugs and oxygen reach:
        ``sim.Vessels(40, reach={"A": 65})``. Without, they reach every site alike.

    Notes
    -----
    A drug that kills in proportion to divisions (L deaths per division) kills L / 2 of the attempts
    that have room, and the others divide: cells grow by b (1 - L) on average, as under the other
    engines.
    """

    side: int | tuple[int, int] = 100
    neighbourhood: str = "von Neumann"
    border: str = "closed"
    step: float | str = 1.0
    start: str = "random"
    movement: float | Mapping[str, float] = 0.0
    tries: str = "all"
    push: int = 0
    vessels: Vessels | None = None

    def __post_init__(self):
        object.__setattr__(self, "side", checked_side(self.side))
        of = "of the lattice"
        checks.one_of(f"neighbourhood {of}", self.neighbourhood, NEIGHBOURHOODS, "neighbourhood")
        checks.one_of(f"border {of}", self.border, BORDERS, "border")
        checks.one_of(f"start {of}", self.start, STARTS, "start")
        checks.one_of(f"tries {of}", self.tries, TRIES, "word", "words")
        if not self.exact:
            if isinstance(self.step, str):
                raise InputError(
                    f"step {of} is {self.step!r}; give a number of days such as 1.0, or 'exact'."
                )
            step = checks.one_number(f"step {of}", self.step, 1e-4, 30.0, unit="days")
            object.__setattr__(self, "step", step)
        object.__setattr__(self, "movement", checked_movement(self.movement))
        push = checks.whole(f"push {of}", self.push, 0, MOST_PUSH, "It counts sites.")
        object.__setattr__(self, "push", push)
        if push and self.tries == "one":
            raise InputError(
                f"push {of} is {push}, and tries='one' lets a cell do nothing where the neighbour "
                "that it draws is taken; a cell that shoves looks at all: tries='all'."
            )
        if self.vessels is not None:
            if not isinstance(self.vessels, Vessels):
                raise InputError(f"vessels {of} is {self.vessels!r}; give sim.Vessels(40, ...).")
            self.vessels.check_shape(self.shape)

    @property
    def shape(self) -> tuple[int, int]:
        """Sites along x and y."""
        return (self.side, self.side) if isinstance(self.side, int) else self.side

    @property
    def sites(self) -> int:
        """How many sites there are."""
        return self.shape[0] * self.shape[1]

    @property
    def exact(self) -> bool:
        """Whether every attempt is an event at a time of its own."""
        return isinstance(self.step, str) and self.step == "exact"

    @property
    def at_once(self) -> int:
        """How many patients are run together at most, so that their lattices fit into memory."""
        each = 5.0 if self.vessels is None else 17.0 + 8.0 * len(self.vessels.carried)
        return max(1, int(MEMORY / (each * self.sites)))

    def sentence(self, tumour: Tumour) -> str:
        """Say which engine this is, and why it fits."""
        x, y = self.shape
        clock = (
            "every attempt an event (exact)"
            if self.exact
            else f"steps of at most {self.step:g} days, one turn a cell in random order"
        )
        shoving = f"; cells shove others, up to {self.push} sites" if self.push else ""
        carried = "" if self.vessels is None else f"; {self.vessels.sentence()}"
        return (
            f"lattice: {x} x {y} sites, at most one cell a site, {self.neighbourhood} neighbours, "
            f"{self.border} border; {clock}{shoving}{carried}."
        )

    def check(self, tumour: Tumour) -> None:
        """Refuse a tumour that makes no sense on a lattice, before anything runs."""
        if not isinstance(tumour.growth, Exponential):
            law = type(tumour.growth).__name__
            raise InputError(
                f"The tumour grows by sim.{law}, and on a lattice room is what crowds cells: with "
                "both they would be crowded twice. Leave growth out: "
                "dataclasses.replace(tumour, growth=sim.Exponential())."
            )
        if tumour.immune is not None:
            raise InputError(
                "The tumour has an immune system (immune=), whose cells the lattice does not "
                "know. Leave it out, or take engine='jump'."
            )
        if tumour.grown_from_one_cell:
            raise InputError(
                "The tumour is grown from one cell (grown_from_one_cell=True), which the lattice "
                "does not do before treatment. Give every clone its start=, or start with one "
                "cell and treat later."
            )
        if len(tumour.clones) > MOST_CLONES:
            raise InputError(
                f"The tumour has {len(tumour.clones)} clones; a lattice tells {MOST_CLONES} apart."
            )
        for reason in not_yet(tumour):
            raise InputError(
                f"The tumour {reason}, which the lattice does not know. Take engine='gillespie'."
            )
        if isinstance(self.movement, Mapping):
            for name in self.movement:
                checks.one_of("movement of the lattice is for", name, tumour.clone_names, "clone")
        if self.vessels is not None:
            self.vessels.check_drugs(tumour.drug_names)

    def check_cells(self, cells: np.ndarray) -> None:
        """Refuse patients with more cells (patient, clone) on day 0 than there are sites."""
        most = float(cells.sum(axis=1).max())
        if most > self.sites:
            x, y = self.shape
            raise InputError(
                f"The tumour starts with {most:,.0f} cells, and a lattice of {x} x {y} has "
                f"{self.sites:,} sites for one cell each. Give more sites, "
                f"sim.Lattice({int(np.ceil(np.sqrt(2.0 * most)))}), or start with fewer cells."
            )

    def ground(self, tumour: Tumour) -> "Ground":
        """Return the lattice as the kernels take it."""
        from sim.kernels.lattice.places import Ground

        moving = [
            self.movement.get(name, 0.0) if isinstance(self.movement, Mapping) else self.movement
            for name in tumour.clone_names
        ]
        rule = np.array([TRIES.index(self.tries)], dtype=np.int64)
        near = make_ground(self.shape, self.neighbourhood, self.border)
        ways = make_ways(self.shape, self.neighbourhood, self.push)
        shape = np.array([*self.shape, self.border == "wrapped"], dtype=np.int64)
        return Ground(near, np.array(moving, dtype=float), rule, ways, shape)

    def block(
        self,
        tumour: Tumour,
        patients: np.ndarray,
        seed: int,
        follow: Follow | None = None,
        way: Compiled | Python = COMPILED,
    ) -> Any:
        """Return the block of these patients on day 0, each cell at its site."""
        from sim.engines.lattice_body import lattice_block

        return lattice_block(self, tumour, patients, seed, way)

    def body(self, block: Any) -> Any:
        """Return the block's patients at the start of an arm."""
        from sim.engines.lattice_body import LatticeBody

        return LatticeBody(block, self)

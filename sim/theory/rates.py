"""Birth, death, mutation and switching rates of every clone, at given concentrations and sizes.

For clone i with birth b0 and death d0, drugs that add K deaths, let a fraction F of the divisions
through and kill V per division, and crowding x_i = sum_j a_ij N_j / K_i:

- birth ``b = b0 F g`` with g = 1 (exponential, or logistic acting on death), max(0, 1 - x)
  (logistic acting on birth), max(0, ln(1/x)) (Gompertz), a table over ln(sum_j a_ij N_j), max(0, 1
  - x) x / (x + half / K) (Allee), or sum_j p_ij N_j / N max(0, 1 - N / K) (a game);
- death ``d = d0 + K + V b``, and ``+ b0 x`` for logistic growth acting on death;
- drugs that act on capacity leave ``prod (1 - effect)`` of K_i; one that grows is K_i on that day;
- a clone that is fed has b0 prod (1 + births f) and d0 (1 - sum of deaths f) for b0 and d0, but in
  the deaths of logistic growth;
- switching i to j: ``rate + sum over drugs of induced * fractional effect``;
- a mutation has the probability ``u (1 + sum over drugs of (raised - 1) * fractional effect)``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.model import (
    Allee,
    Exponential,
    Game,
    GrowingCapacity,
    GrowthCurve,
    Inside,
    Logistic,
    Tumour,
)
from sim.model.growing_capacity import growing
from sim.theory.effects import Response, joint_effect, response
from sim.theory.inside import Cell
from sim.theory.patient import scalar


@dataclass(frozen=True)
class Treated:
    """The clones under given concentrations, crowding not yet counted.

    Parameters
    ----------
    birth : ndarray (clone,)
        Divisions under the drugs [1/day per cell].
    death : ndarray (clone,)
        Deaths that do not depend on division [1/day per cell].
    per_division : ndarray (clone,)
        Deaths per division.
    switching : ndarray (clone, clone)
        Rates from row to column [1/day per cell], diagonal 0.
    mutation : ndarray (clone, clone)
        Probability per division of row that one daughter is of column, the other of row.
    room : ndarray (clone,)
        The share of its capacity that drugs leave to each clone.
    pairs : tuple of (int, int, int, float)
        Mother, daughter, other daughter and probability per division, where neither daughter is as
        her mother.
    """

    birth: np.ndarray
    death: np.ndarray
    per_division: np.ndarray
    switching: np.ndarray
    mutation: np.ndarray
    room: np.ndarray
    pairs: tuple[tuple[int, int, int, float], ...] = ()


class Rates:
    """The rates of one patient's tumour, read from its description.

    Attributes
    ----------
    mutation : ndarray (clone, clone)
        Probability per division of row that one daughter is of column, without drug.
    arrivals, batch : ndarray (clone,)
        Batches that come from elsewhere [1/day], and cells of one.
    """

    @typed
    def __init__(self, tumour: Tumour):
        self.tumour = tumour
        place = {name: k for k, name in enumerate(tumour.clone_names)}
        n = len(place)
        self.birth = np.array([scalar(f"birth of {c.name!r}", c.birth) for c in tumour.clones])
        self.death = np.array([scalar(f"death of {c.name!r}", c.death) for c in tumour.clones])
        self.mutation = np.zeros((n, n))
        self._mutations = [
            (
                place[m.source],
                place[m.target],
                None if m.other is None else place[m.other],
                scalar("per_division", m.per_division),
                [(tumour.drug_names.index(d), scalar("raised", x)) for d, x in m.raised.items()],
            )
            for m in tumour.mutations
        ]
        for i, j, other, u, _ in self._mutations:
            self.mutation[i, j] += u if other is None else 0.0
        self._switch = [
            (
                place[s.source],
                place[s.target],
                scalar("rate of a switch", s.rate),
                [
                    (tumour.drug_names.index(d), scalar("an induced rate", x))
                    for d, x in s.induced.items()
                ],
            )
            for s in tumour.switches
        ]
        self._responses = [[response(c, d) for d in tumour.drugs] for c in tumour.clones]
        self.arrivals, self.batch = np.zeros(n), np.zeros(n)
        for part in tumour.immigration:
            self.arrivals[place[part.clone]] = scalar("rate of an immigration", part.rate)
            self.batch[place[part.clone]] = part.batch
        self._also = [
            [
                (d, response(c, replace(drug, effect=effect, also=())))
                for d, drug in enumerate(tumour.drugs)
                for effect in drug.also
            ]
            for c in tumour.clones
        ]
        self._cells = [
            Cell(tumour, c, row) for c, row in zip(tumour.clones, self._responses, strict=True)
        ]
        self._fed = [
            (i, tumour.drug_names.index(d), clone.inside.get(d, Inside()).uptake, feeding)
            for i, clone in enumerate(tumour.clones)
            for d, feeding in clone.fed_by.items()
        ]
        self._crowding = _crowding_matrix(tumour)
        if isinstance(tumour.growth, GrowthCurve):
            from scipy.interpolate import PchipInterpolator

            sizes = np.array(tumour.growth.cells)
            self._ends = sizes[0], sizes[-1]
            self._table = PchipInterpolator(np.log(sizes), tumour.growth.births)

    def under(self, concentrations: np.ndarray) -> Treated:
        """Return the clones under concentrations (drug,), relative to the standard dose's mean."""
        c = [float(x) for x in concentrations]
        inner = [cell.concentrations(c) for cell in self._cells]
        acting = [
            self._acting(cell, row, within)
            for cell, row, within in zip(self._cells, self._also, inner, strict=True)
        ]
        effects = [
            joint_effect(self.tumour.interaction, responses, levels, birth)
            for (responses, levels), birth in zip(acting, self.birth, strict=True)
        ]
        switching = np.zeros_like(self.mutation)
        for i, j, rate, induced in self._switch:
            switching[i, j] += rate + sum(
                x * self._responses[i][d].fraction(inner[i][d]) for d, x in induced
            )
        mutation, pairs = np.zeros_like(self.mutation), []
        for i, j, other, u, raised in self._mutations:
            often = u * (
                1.0
                + sum((x - 1.0) * self._responses[i][d].fraction(inner[i][d]) for d, x in raised)
            )
            if other is None:
                mutation[i, j] += often
            else:
                pairs.append((i, j, other, often))
        more, spared = self._feeding(c)
        return Treated(
            birth=self.birth * more * np.array([e.divisions for e in effects]),
            death=self.death * (1.0 - spared) + np.array([e.kill for e in effects]),
            per_division=np.array([e.per_division for e in effects]),
            switching=switching,
            mutation=mutation,
            room=np.array([_room(*each) for each in acting]),
            pairs=tuple(pairs),
        )

    def _feeding(self, c: list[float]) -> tuple[np.ndarray, np.ndarray]:
        """Return by what births (clone,) are multiplied, and which share of deaths is spared."""
        more, spared = np.ones(len(self.birth)), np.zeros(len(self.birth))
        for i, d, uptake, feeding in self._fed:
            ec50, slope = scalar("an ec50", feeding.ec50), scalar("a slope", feeding.slope)
            x = (scalar("an uptake", uptake) * c[d] / ec50) ** slope
            f = x / (1.0 + x)
            more[i] *= 1.0 + scalar("births of a Feeding", feeding.births) * f
            spared[i] += scalar("deaths of a Feeding", feeding.deaths) * f
        return more, spared

    def _acting(
        self, cell: Cell, also: list[tuple[int, Response]], within: list[float]
    ) -> tuple[list[Response], list[float]]:
        """Return all responses of a cell, a drug's further ones too, and their concentrations."""
        more = [
            replace(full, maximum=full.maximum * cell.share_left(d, within)) for d, full in also
        ]
        return [*cell.left(within), *more], [*within, *(within[d] for d, _ in also)]

    def birth_and_death(
        self, treated: Treated, cells: np.ndarray | None = None, day: float = 0.0
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return birth and death rates (clone,) [1/day per cell] among `cells` (clone,).

        Of many states, `cells` (clone, state), both are (clone, state). A capacity that grows is
        that of the `day`.
        """
        growth, more_death = 1.0, 0.0
        model = self.tumour.growth
        if not isinstance(model, Exponential):
            if cells is None:
                raise InputError(f"{type(model).__name__} growth needs the number of cells.")
            x = ((self._crowding @ cells).T / (treated.room * self._grown(day))).T
            if isinstance(model, Allee):
                growth = np.maximum(0.0, 1.0 - x) * x / (x + model.half / model.capacity)
            elif isinstance(model, Game):
                everyone = cells.sum(axis=0)
                room = 1.0 if model.capacity is None else 1.0 - everyone / model.capacity
                growth = x / np.maximum(everyone, 1e-300) * np.maximum(room, 0.0)
            elif isinstance(model, Logistic) and model.acts == "death":
                more_death = (self.birth * x.T).T
            elif isinstance(model, Logistic):
                growth = np.maximum(0.0, 1.0 - x)
            elif isinstance(model, GrowthCurve):
                growth = np.maximum(0.0, self._table(np.log(np.clip(x, *self._ends))))
            else:
                growth = np.maximum(0.0, -np.log(np.maximum(x, 1e-300)))
        birth = (treated.birth * np.transpose(growth)).T
        death = (treated.death + treated.per_division * birth.T + np.transpose(more_death)).T
        return birth, death

    def _grown(self, day: float) -> float:
        """Return the share of its ceiling to which a capacity has grown."""
        room = growing(self.tumour.growth)
        if room is None:
            return 1.0
        start, ceiling = scalar("a start", room.start), scalar("a ceiling", room.ceiling)
        left = np.exp(-scalar("a rate", room.rate) * day)
        return float(start / (start + (ceiling - start) * left))

    def mean_matrix(self, treated: Treated, birth: np.ndarray, death: np.ndarray) -> np.ndarray:
        """Return A (clone, clone) [1/day] with d mean / dt = mean @ A.

        ``A[i, j]`` is the rate at which one cell of i adds cells of j, on average.
        """
        matrix = birth[:, None] * treated.mutation + treated.switching
        stays = birth * (1.0 - treated.mutation.sum(axis=1))
        for i, j, other, u in treated.pairs:
            matrix[i, j] += birth[i] * u
            matrix[i, other] += birth[i] * u
            stays[i] -= 2.0 * birth[i] * u  # (no cell more of her kind, but one less)
        matrix[np.diag_indices_from(matrix)] += stays - death - treated.switching.sum(axis=1)
        return matrix


def _room(responses: list[Response], levels: list[float]) -> float:
    """Return the share of a clone's capacity that the drugs which act on it leave."""
    takes = [
        r.maximum * r.fraction(c)
        for r, c in zip(responses, levels, strict=True)
        if r.acts == "capacity"
    ]
    return float(np.prod([1.0 - share for share in takes]))


def _crowding_matrix(tumour: Tumour) -> np.ndarray:
    """Return a_ij / K_i (clone, clone) [1/cell]."""
    growth, size = tumour.growth, len(tumour.clones)
    if isinstance(growth, Exponential):
        return np.zeros((size, size))
    if isinstance(growth, Game):
        return np.array(growth.payoffs)
    # (what crowds by a table is a number of cells of a patient of scale 1)
    capacity = growth.scale if isinstance(growth, GrowthCurve) else growth.capacity
    if isinstance(capacity, GrowingCapacity):
        capacity = capacity.ceiling
    if not isinstance(capacity, Mapping):
        capacity = dict.fromkeys(tumour.clone_names, capacity)
    room = np.array([scalar(f"capacity for {n!r}", capacity[n]) for n in tumour.clone_names])
    weight = np.ones((size, size)) if growth.competition is None else np.array(growth.competition)
    return weight / room[:, None]

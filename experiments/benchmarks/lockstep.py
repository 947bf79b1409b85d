"""Gillespie's direct method: patients one after the other, and side by side in vector lanes.

``python -m experiments.benchmarks.lockstep`` prints nanoseconds of processor time an event and
microseconds a patient. Both run the same draws; the script stops if one cell differs.
"""

from dataclasses import dataclass
from math import expm1

import numpy as np

import sim
from experiments.benchmarks.timing import Entry, side_by_side
from sim.base.streams import patient_keys
from sim.kernels.compile import kernel
from sim.kernels.gillespie import advance as gillespie
from sim.kernels.gillespie.direct import (
    ALL,
    BIRTHS,
    LINE_ROWS,
    Moves,
    clock_of,
    many_clones,
    one_clone,
)
from sim.kernels.gillespie.patients import give_back, next_patient
from sim.kernels.random.streams import exponential, fold_in, open_stream
from sim.lower import lower, start_cells

BIRTH, DEATH = 0.14, 0.13
MOST = 10**9


@dataclass(frozen=True)
class Case:
    """A cohort of untreated patients; every clone founds the next, which may also switch to it."""

    clones: int
    cells: float
    patients: int
    days: float
    mutation: float = 1e-3
    switch: float = 0.0

    def tumour(self) -> sim.Tumour:
        """Return the tumour of every patient, `cells` in its first clone."""
        names = [f"clone {k}" for k in range(self.clones)]
        ring = list(zip(names, names[1:] + names[:1], strict=True)) if self.clones > 1 else []
        moves = [sim.Mutation(a, b, self.mutation) for a, b in ring]
        moves += [sim.Switch(a, b, self.switch) for a, b in ring if self.switch]
        start = [self.cells] + [self.cells / 4] * (self.clones - 1)
        return sim.Tumour(
            [sim.Clone(a, BIRTH, DEATH, start=n) for a, n in zip(names, start, strict=True)], moves
        )

    def events(self) -> float:
        """Return the expected number of events of one patient."""
        net, cells = BIRTH - DEATH, self.cells * (1 + (self.clones - 1) / 4)
        return (BIRTH + DEATH + self.switch) * cells * expm1(net * self.days) / net


CASES = (
    Case(1, 1e5, 4, 28.0),
    Case(1, 1000, 1000, 28.0),
    Case(1, 100, 2000, 100.0),
    Case(1, 100, 2000, 7.0),
    Case(1, 4, 2000, 100.0),
    Case(1, 100, 16, 100.0),
    Case(2, 100, 2000, 100.0),
    Case(3, 100, 2000, 100.0),
    Case(4, 100, 2000, 100.0),
    Case(8, 100, 2000, 100.0),
    Case(2, 4, 2000, 100.0),
    Case(2, 100, 16, 100.0),
    Case(3, 100, 2000, 100.0, switch=0.03),
    Case(3, 100, 2000, 100.0, switch=0.3),
)


@kernel
def one_after_the_other(model, n, c, line, switching, cells, state, doses, keys, days, most):
    """Advance all patients, each when the one before has come to the end."""
    moves = Moves(model.switch_ends, model.flow, model.target, model.probability)
    p = next_patient(model, n, c, line, switching, cells, state, doses, 0)
    while p < cells.shape[0]:
        wait, s = exponential(open_stream(fold_in(keys[p], np.uint64(0))))
        if n.shape[0] > 1:
            out = many_clones(moves, 0, s, wait, 0.0, n, line, switching, days, most)
            events = out[0]
        else:
            birth = line[BIRTHS, 0]
            until, divides = clock_of(birth, line[ALL, 0] - birth, days)
            n[0], events = one_clone(s, wait, 0.0, n[0], until, divides, most)
        give_back(n, cells, state, p, events > most)
        p = next_patient(model, n, c, line, switching, cells, state, doses, p + 1)


def both(case: Case):
    """Return two functions that run the cohort and return its cells."""
    tumour = case.tumour()
    model, start = lower(tumour), start_cells(tumour, case.patients)
    keys, doses = patient_keys(1, np.arange(case.patients), 1), np.zeros((1, 0))

    def one_by_one() -> np.ndarray:
        cells, state = start.copy(), np.zeros(case.patients, dtype=np.int8)
        one_after_the_other(
            model, np.zeros(case.clones), np.zeros(0), np.zeros((LINE_ROWS, case.clones)),
            np.zeros(len(model.switch_ends)), cells, state, doses, keys, case.days, MOST,
        )  # fmt: skip
        return cells

    def together() -> np.ndarray:
        cells, state = start.copy(), np.zeros(case.patients, dtype=np.int8)
        gillespie.advance(
            model, cells, state, np.zeros((1, 0)), doses, np.zeros((1, 0)), keys, 0.0, case.days,
            MOST,
        )  # fmt: skip
        return cells

    return one_by_one, together


def measured(case: Case) -> str:
    """Return a line of the table."""
    one_by_one, together = both(case)
    assert (one_by_one() == together()).all()
    repeats = max(1, round(2e6 / (case.events() * case.patients)))

    def entry(name, what):
        return Entry(name, lambda: [what() for _ in range(repeats)], repeats * case.patients)

    side, single = side_by_side("", [entry("side", together), entry("single", one_by_one)])
    text = f"{case.clones:6}{case.cells:7g}{case.patients:10}{case.days:6g}{case.switch:12g}"
    for row in (single, side):
        text += f"{row.microseconds * 1e3 / case.events():11.2f}{row.microseconds:11.4g}"
    return f"{text}{single.ratio:7.2f}"


def main() -> None:
    """Print the table."""
    print(f"{'':41}{'one after the other':>22}{'side by side':>22}")
    print("clones  cells  patients  days  switch/day", end="")
    print(f"{'ns/event':>11}{'us/patient':>11}" * 2 + f"{'gain':>7}")
    for case in CASES:
        print(measured(case), flush=True)


if __name__ == "__main__":
    main()

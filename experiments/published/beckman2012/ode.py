"""The paper's differential equation, and its two strategies: every patient at once.

    dX/dt = ((I + T) g0 - diag(kill . dose)) X,   X = (S, R1, R2, R12),

with one rule: a kind with less than one cell neither divides nor mutates nor dies until it has one.
It takes the place of chance, and no equation of `sim` has it, so this is NumPy of its own. A day is
one matrix exponential, as in the authors' published code.
"""

import numpy as np

from experiments.published.beckman2012.virtual import Patients

STEP = 45
"""Days between two decisions."""

STEPS = 40
"""Decisions in five years of 360 days."""

DEATH, DETECTABLE, LARGE = 1e13, 1e9, 1e11
"""Cells: that kill the patient; that can be seen; above which strategy 2.2 shrinks the tumour."""

DOSES = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
"""What can be given for the next 45 days: drug 1, drug 2, or half of each."""

NOTHING = np.zeros((1, 2))


class Equation:
    """One day of every patient, for each of some doses: matrices for each set of kinds present."""

    def __init__(self, patients: Patients, doses: np.ndarray = DOSES):
        self._days = np.stack([_one_day(patients, dose) for dose in doses], axis=1)
        self._who = np.arange(len(patients))

    def advance(self, cells: np.ndarray, dose: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the cells (patient, clone) 45 days later, and the day of death, inf if none.

        Parameters
        ----------
        cells : ndarray (patient, clone)
        dose : ndarray (patient,), int
            Which of the doses.
        """
        died = np.full(len(cells), np.inf)
        days = self._days[self._who, dose]
        for day in range(1, STEP + 1):
            present = (cells >= 1.0) @ (1, 2, 4, 8)
            cells = np.einsum("nij,nj->ni", days[self._who, present], cells)
            cells = np.minimum(cells, 1e30)
            died = np.minimum(died, np.where(cells.sum(axis=1) >= DEATH, day, np.inf))
        return cells, died


def _one_day(patients: Patients, dose: np.ndarray) -> np.ndarray:
    """Return exp of the matrix of one day (patient, present, clone, clone), for 16 sets present."""
    to_1, to_2 = patients.mutation.T
    size = (len(patients), 4, 4)
    rates = np.zeros(size)
    net = patients.growth[:, None] - patients.kill @ dose
    rates[:, range(4), range(4)] = net
    rates[:, 1, 0] = rates[:, 3, 2] = to_1 * patients.growth
    rates[:, 2, 0] = rates[:, 3, 1] = to_2 * patients.growth
    sets = (np.arange(16)[:, None] >> np.arange(4)) & 1
    return exponential(rates[:, None] * sets[None, :, None, :])


def exponential(matrices: np.ndarray) -> np.ndarray:
    """Return the matrix exponentials, by a Taylor series of 2^-k of each, squared k times."""
    largest = np.abs(matrices).max()
    halvings = max(0, int(np.ceil(np.log2(max(largest, 1e-300)))) + 4)
    small = matrices / 2.0**halvings
    term = np.broadcast_to(np.eye(4), matrices.shape).copy()
    total = term.copy()
    for order in range(1, 9):
        term = term @ small / order
        total += term
    for _ in range(halvings):
        total = total @ total
    return total


def survival(patients: Patients, choose, equation: Equation) -> dict[str, np.ndarray]:
    """Follow every patient under a strategy.

    Parameters
    ----------
    choose : callable
        ``choose(cells, step)`` returns which dose each patient gets (patient,).

    Returns
    -------
    dict
        ``death`` (patient,) in days, inf for who lives; ``cured`` (patient,): less than one cell of
        every kind; ``plan`` (patient, step): the doses, the last one repeated after the end.
    """
    cells = patients.start.copy()
    death = np.full(len(patients), np.inf)
    cured = np.zeros(len(patients), dtype=bool)
    plan = np.zeros((len(patients), STEPS), dtype=int)
    for step in range(STEPS):
        dose = choose(cells, step)
        if step:  # who has died or is cured is no longer decided for
            dose = np.where(cured | np.isfinite(death), plan[:, step - 1], dose)
        plan[:, step] = dose
        later, died = equation.advance(cells, dose)
        death = np.where(cured | np.isfinite(death), death, step * STEP + died)
        cells = np.where((cured | np.isfinite(death))[:, None], cells, later)
        cured |= ~np.isfinite(death) & (later < 1.0).all(axis=1)
    return {"death": death, "cured": cured, "plan": plan}


class BestDrug:
    """Strategy 0: the best drug for most cells; the other one, once, when that fails.

    It fails when the tumour is twice its smallest visible size since the drug was begun, or becomes
    visible again.
    """

    def __init__(self, patients: Patients):
        most = patients.start.argmax(axis=1)
        self._dose = patients.kill[np.arange(len(patients)), most].argmax(axis=1)
        self._switched = np.zeros(len(patients), dtype=bool)
        self._nadir = self._before = patients.start.sum(axis=1)

    def __call__(self, cells: np.ndarray, step: int) -> np.ndarray:
        """Return the dose of each patient."""
        now = cells.sum(axis=1)
        visible = now >= DETECTABLE
        doubled = (now >= 2 * self._nadir) & visible
        again = (self._before < DETECTABLE) & visible
        fails = (doubled | again) & ~self._switched & (step > 0)
        self._dose = np.where(fails, 1 - self._dose, self._dose)
        self._switched = self._switched | fails
        self._nadir = np.where(fails | (visible & (now < self._nadir)), now, self._nadir)
        self._before = now
        return self._dose


class FewestDoublyResistant:
    """Strategy 2.2: the dose that leaves fewest R12 cells; above 1e11 cells, fewest of all cells.

    Doses that are fatal within the 45 days are not chosen while there is another one.

    Parameters
    ----------
    equation : Equation
    whole : bool
        Whether one drug alone is given at a time, and not half of each.
    """

    def __init__(self, equation: Equation, whole: bool = False):
        self._equation = equation
        self._among = range(2 if whole else len(DOSES))

    def __call__(self, cells: np.ndarray, step: int) -> np.ndarray:
        """Return the dose of each patient."""
        after = [self._equation.advance(cells, np.full(len(cells), k)) for k in self._among]
        total = np.stack([x.sum(axis=1) for x, _ in after], axis=1)
        doubly = np.stack([x[:, 3] for x, _ in after], axis=1)
        died = np.stack([day for _, day in after], axis=1)
        large = cells.sum(axis=1)[:, None] > LARGE
        fatal = np.isfinite(died)
        all_fatal = fatal.all(axis=1)
        # the smaller the better; of equal numbers of R12, the fewest cells of all
        first = np.where(fatal, np.inf, np.where(large, total, doubly))
        equal = first == first.min(axis=1, keepdims=True)
        choice = np.where(equal & ~fatal, total, np.inf).argmin(axis=1)
        return np.where(all_fatal, np.where(fatal, died, -1).argmax(axis=1), choice)


class UnlessTheFirstComes(FewestDoublyResistant):
    """Strategy 3: fewest cells of all, unless the first R12 cell would come of that.

    Then the dose that leaves fewest R12 cells; where they are there, fewest of all cells again.
    """

    def __call__(self, cells: np.ndarray, step: int) -> np.ndarray:
        """Return the dose of each patient."""
        after = [self._equation.advance(cells, np.full(len(cells), k)) for k in self._among]
        total = np.stack([x.sum(axis=1) for x, _ in after], axis=1)
        doubly = np.stack([x[:, 3] for x, _ in after], axis=1)
        fatal = np.isfinite(np.stack([day for _, day in after], axis=1))
        fatal &= ~fatal.all(axis=1, keepdims=True)
        smallest = np.where(fatal, np.inf, total).argmin(axis=1)
        comes = np.take_along_axis(doubly, smallest[:, None], axis=1)[:, 0] >= 1.0
        safest = np.lexsort((total, np.where(fatal, np.inf, doubly)), axis=1)[:, 0]
        return np.where(comes & (cells[:, 3] < 1.0), safest, smallest)


class LongestToAThreat(FewestDoublyResistant):
    """Strategy 4: the dose under which the first R12 cell and death are farthest away.

    Days are whole, and ties are the smallest tumour's after 45 days. Where R12 cells are there, or
    no dose keeps the patient alive for 45 days, death alone counts.
    """

    def __call__(self, cells: np.ndarray, step: int) -> np.ndarray:
        """Return the dose of each patient."""
        born, died, total = (np.stack(x, axis=1) for x in zip(*self._all(cells, step), strict=True))
        lives = died > STEP
        nearer = np.where(cells[:, 3:] < 1.0, np.minimum(born, died), died)
        time = np.where(lives.any(axis=1, keepdims=True), np.where(lives, nearer, -1), died)
        equal = time == time.max(axis=1, keepdims=True)
        return np.where(equal, total, np.inf).argmin(axis=1)

    def _all(self, cells: np.ndarray, step: int):
        """Yield for each dose the day of the first R12 cell, of death, and the cells in 45 days."""
        left = (STEPS - step) * STEP
        for k in self._among:
            now, dose = cells, np.full(len(cells), k)
            born, died = np.full((2, len(cells)), float(left))
            total = cells.sum(axis=1)
            for wait in range(STEPS - step):
                later, death = self._equation.advance(now, dose)
                died = np.minimum(died, wait * STEP + death)
                part = np.clip((1.0 - now[:, 3]) / np.maximum(later[:, 3] - now[:, 3], 1e-9), 0, 1)
                born = np.minimum(born, np.where(later[:, 3] >= 1.0, (wait + part) * STEP, np.inf))
                total = later.sum(axis=1) if wait == 0 else total
                now = later
            yield born, died, total

"""Lines of therapy: where one begins is told by what is given and seen, and by nothing else.

The rule stands here, once. A line of therapy begins

- with a drug that was not given before, or not since the last progression on drug;
- where the drugs change on the day on which progression on drug becomes known.

So the same doses and results make the same lines, whether the plan is a schedule, a list of lines,
a range or a function. A holiday that was planned, a pause, and drugs that come back after either
belong to the line before; so does a lower dose, or one drug of two that is left out. What a plan
calls its lines (`Seen.begin_line`) is its own affair: from there its smallest result counts.

References
----------
Saini and Twelves (2021), Br J Cancer 125:155 (lines of therapy in solid cancers: an interruption or
a lower dose is none, a new drug or a change at progression is one); the sharp form is ours.
"""

import numpy as np

from sim.clinic.given import for_each


class TherapyLines:
    """Which drugs belong to the present line of each patient, and how many lines there were.

    Parameters
    ----------
    count, drugs : int
        How many patients and drugs.

    Attributes
    ----------
    begun : ndarray (patient,), int64
        Lines begun with a drug.
    """

    def __init__(self, count: int, drugs: int):
        self.begun = np.zeros(count, dtype=np.int64)
        self._planned: np.ndarray | None = None
        self._given = np.zeros((count, drugs), dtype=bool)
        self._known = self._given  # (a drug of these is no new one)
        self._failed: np.ndarray | None = None

    def note(
        self, planned: np.ndarray, failed: np.ndarray | None, dead: np.ndarray | None = None
    ) -> np.ndarray | None:
        """Take note of what is planned from today on; return for whom a line begins today.

        Parameters
        ----------
        planned : ndarray (patient or 1, drug)
            Doses [standard doses]: what is held for side effects is planned all the same.
        failed : ndarray (patient,), bool, or None
            Who has progressed on drug in the present line; None: nobody could be seen to.
        dead : ndarray (patient,), bool, optional
            Who is dead, and begins nothing. Default: nobody.

        Returns
        -------
        ndarray (patient,), bool, or None
            None: for nobody.
        """
        before, self._failed = self._failed, failed
        if planned is self._planned:
            return None
        first, self._planned = self._planned is None, planned
        given = for_each(planned > 0, len(self.begun))
        change, self._given = given != self._given, given
        if first:
            self._known = given
            self.begun = self.begun + given.any(axis=1)
            return None
        if not np.count_nonzero(change):
            return None
        begun = np.asarray((given & ~self._known).any(axis=1))
        if failed is not None:
            newly = failed if before is None else failed & ~before
            begun = begun | (newly & change.any(axis=1))
        if dead is not None:
            begun = begun & ~dead
        self._known = self._known | given
        if not np.count_nonzero(begun):
            return None
        if failed is not None:
            self._known = np.where((begun & failed)[:, None], given, self._known)
            # (of them nothing is behind: they have not progressed in the line that begins)
            self._failed = failed & ~begun
        self.begun = self.begun + (begun & given.any(axis=1))
        return begun

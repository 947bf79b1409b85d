"""Where every cell stands, kept with the curves."""

from dataclasses import dataclass

from sim.results.recorders import Visits


@dataclass(frozen=True)
class Snapshots(Visits):
    """Keep also who stands where on a lattice, on every day of the curves.

    Adds to the data ``lattice`` (arm, patient, time, y, x), uint8: 0 where nobody stands, else 1 +
    the place of the clone on the axis `clone`. On a day that only another arm has, it is that of
    the arm's visit before (``own_visit`` is False there). A byte a site, arm, patient and day;
    files hold them compressed. With vessels also ``reaching`` (arm, patient, time, carried, y, x),
    how much of the oxygen or drug in the blood reaches each site, in per cent. Needs
    ``engine=sim.Lattice(...)``.

    Parameters
    ----------
    every : float, optional
        Of the curves and of the lattices, as in `Visits`; four weeks if nothing is said [days].
    """

    every: float | None = 28.0

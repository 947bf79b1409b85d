"""How a rectangle of points x patients is cut into blocks, the same whoever runs them."""

from dataclasses import dataclass

from sim.base.errors import InputError

ROWS = 16384
"""Rows (points x patients) of a block: enough to amortise Python, few enough to stay in cache."""

FEWEST_ROWS, BLOCKS = 1024, 16
"""A small sweep has smaller blocks, so that there is something to share out."""

MOST_ROWS = 10**11
"""Rows of a sweep: six million blocks, each a file or more, are what a file system bears."""

BYTES = 2**29
"""The curves of a block take no more than this."""


@dataclass(frozen=True)
class Size:
    """Size of a part and of its blocks."""

    points: int
    first_patient: int
    patients: int
    points_per_block: int
    patients_per_block: int

    @property
    def blocks(self) -> int:
        """How many blocks it is cut into."""
        return -(-self.points // self.points_per_block) * self.across

    @property
    def across(self) -> int:
        """How many blocks lie side by side along the patients."""
        return -(-self.patients // self.patients_per_block)


def check_rows(points: int, patients: int) -> None:
    """Refuse a sweep of more rows than can be stored, before any block of it is listed."""
    if points * patients > MOST_ROWS:
        raise InputError(
            f"A sweep of {points:,} points with {patients:,} patients each has "
            f"{points * patients:.0e} rows; at most {MOST_ROWS:.0e} can be stored. Take fewer "
            "patients at each point, or fewer points."
        )


def size_for(points: int, first_patient: int, patients: int, bytes_per_row: float) -> Size:
    """Return the size of a part; it follows from what is run, not from who runs it."""
    most = max(1, min(ROWS, int(BYTES / max(bytes_per_row, 1.0))))
    rows = min(most, max(FEWEST_ROWS, -(-points * patients // BLOCKS)))
    across = min(patients, rows)
    return Size(points, first_patient, patients, max(1, min(points, rows // across)), across)


@dataclass(frozen=True)
class Block:
    """One block: which points (places in its part) and which patients (their numbers)."""

    part: int
    number: int
    points: slice
    patients: range

"""Whether what is about to be read or made fits into the memory that there is."""

import os
from pathlib import Path

from sim.base.errors import InputError

SHARE = 0.5
"""How much of the memory at hand one thing may take; what is done with it takes the rest."""
USUAL = 8e9
"""Memory [bytes] where the system does not say."""


def memory_at_hand() -> float:
    """Return the memory that can be had without swapping [bytes]."""
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable"):
                return float(line.split()[1]) * 1024.0
    except (OSError, ValueError, IndexError):  # not Linux
        pass
    try:
        return float(os.sysconf("SC_PAGE_SIZE")) * os.sysconf("SC_PHYS_PAGES") / 2.0
    except (AttributeError, OSError, ValueError):  # Windows
        return USUAL


def check_fits(what: str, size: float, way_out: str) -> None:
    """Refuse what takes more than half of the memory at hand.

    Parameters
    ----------
    what : str
        What it is: "The table 'patients.csv.gz'".
    size : float
        How much it takes [bytes].
    way_out : str
        What to do instead, as a sentence.
    """
    room = memory_at_hand()
    if size > SHARE * room:
        raise InputError(
            f"{what} takes {size / 1e9:,.3g} GB of memory, and {room / 1e9:.3g} GB are free here; "
            f"at most half of that is taken. {way_out}"
        )

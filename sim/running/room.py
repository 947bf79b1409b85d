"""Whether what a run keeps fits into the memory at hand, before anything is computed.

It is asked of what is kept at once: of a whole run, and not of a sweep, whose blocks are small and
go to the disk.
"""

import warnings
from typing import TYPE_CHECKING

from sim.base.room import check_fits
from sim.results import Snapshots

if TYPE_CHECKING:
    from sim.running.plan import Plan

END_POINTS = 170.0
"""Bytes of a patient's end points in one arm, without those by clone, drug and scan; measured, with
what is in use while they are filled."""
LARGE = 2e9
"""Curves of more bytes than this are announced: they may be more than a laptop has left."""


def check_room(plan: "Plan") -> None:
    """Refuse more patients than have room for what is kept of them; say so where it is much.

    Raises
    ------
    InputError
        If it takes more than half of the memory at hand.
    """
    arms, patients, days = len(plan.arms), len(plan.patients), len(plan.kept)
    each = END_POINTS + 8.0 * len(plan.tumour.clones) + 4.0 * len(plan.tumour.drugs)
    kept = "end points"
    if plan.record.keeps_scans:
        each += 10.0 * len(plan.clinic.scans(plan.days))
        kept += " and scans"
    curves = _curve_bytes(plan)
    less, way_out = "", (
        "Run parts of them, patients=range(0, 1_000_000) and so on, save each, and put what you "
        "need together with sim.join."
    )  # fmt: skip
    if curves:
        kept = f"curves on {days} days, {kept}"
        less = (
            "record=sim.Endpoints() keeps end points only, record=sim.Visits(every=28) fewer days."
        )
        way_out = f"{less} {way_out}"
    check_fits(
        f"What is kept of {patients:,} patients in {arms} arms ({kept})",
        (each + curves) * arms * patients,
        way_out,
    )
    if curves * arms * patients > LARGE:
        warnings.warn(
            f"The curves of {patients} patients in {arms} arms on {days} days take "
            f"{curves * arms * patients / 1e9:.1f} GB of memory. {less}",
            stacklevel=3,
        )


def _curve_bytes(plan: "Plan") -> float:
    """Return what the curves of one patient in one arm take [bytes]."""
    per_day: float = len(plan.tumour.clones) + 1 + 2 * len(plan.tumour.drugs)
    per_day += len(getattr(plan.record, "functions", ()))
    if isinstance(plan.record, Snapshots):
        per_day += (1 + len(plan.carried)) * plan.lattice[0] * plan.lattice[1] / 8.0
    if plan.record.follow:
        per_day += plan.record.follow.lineages * len({t.target for t in plan.tumour.transitions})
    return 8.0 * len(plan.kept) * per_day

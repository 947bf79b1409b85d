"""Whether what a run keeps fits into the memory at hand, before anything is computed."""

from typing import TYPE_CHECKING

from sim.base.room import check_fits

if TYPE_CHECKING:
    from sim.running.plan import Plan

END_POINTS = 170.0
"""Bytes of a patient's end points in one arm, without those by clone, drug and scan; measured, with
what is in use while they are filled."""


def check_room(plan: "Plan") -> None:
    """Refuse more patients than have room for their end points and scans.

    Raises
    ------
    InputError
        If they take more than half of the memory at hand.
    """
    arms, patients = len(plan.arms), len(plan.patients)
    each = END_POINTS + 8.0 * len(plan.tumour.clones) + 4.0 * len(plan.tumour.drugs)
    kept = "end points"
    if plan.record.keeps_scans:
        each += 9.0 * len(plan.clinic.scan_days(plan.days))
        kept += " and scans"
    check_fits(
        f"What is kept of {patients:,} patients in {arms} arms ({kept})", each * arms * patients,
        "Run parts of them, patients=range(0, 1_000_000) and so on, save each, and put what you "
        "need together with sim.join.",
    )  # fmt: skip

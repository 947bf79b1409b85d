"""What can happen to a patient at a visit, as bits of one small number."""

BEGAN_LINE, NEW_RESULT, PROGRESSED, HELD, MISSED, OFF_DRUG, PLAN_LINE = 1, 2, 4, 8, 16, 32, 64
HAPPENED = {
    "line_begun": BEGAN_LINE,
    "result": NEW_RESULT,
    "first_progression": PROGRESSED,
    "dose_held_or_reduced": HELD,
    "scan_missed": MISSED,
    "growth_off_drug": OFF_DRUG,
    "line_of_plan_begun": PLAN_LINE,  # (whether it is one of therapy or not: `TherapyLines`)
}
"""Bits of what happened at a visit (`Desk.happened`), in words."""

"""What can happen to a patient at a visit, as bits of one small number."""

BEGAN_LINE, NEW_RESULT, PROGRESSED, HELD, MISSED, OFF_DRUG = 1, 2, 4, 8, 16, 32
HAPPENED = {
    "line_begun": BEGAN_LINE,
    "result": NEW_RESULT,
    "first_progression": PROGRESSED,
    "dose_held_or_reduced": HELD,
    "scan_missed": MISSED,
    "growth_off_drug": OFF_DRUG,
}
"""Bits of what happened at a visit (`Desk.happened`), in words."""

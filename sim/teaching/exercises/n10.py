"""10, treat this patient."""

from typing import Any

from sim.teaching.kinds import Choice, Exercise, Made

PATIENT, DAYS, WELL = 7, 900, 500
"""The goal: no constant doses reach both numbers, whatever they are (tests/teaching)."""


def _doctor() -> Any:
    from sim.teaching.doctor import Doctor

    return Doctor


def _wrong_doctor(doctor: Any) -> str:
    if doctor.patient != PATIENT:
        return f"This is patient {doctor.patient}; patient {PATIENT} is waiting."
    if not doctor.decisions:
        return "Nothing was decided yet."
    score = doctor.score()
    so = f"With this plan the patient lives for {score.last_day} days, {score.days_well} of them well."
    if score.last_day < DAYS:
        return f"{so} Longer is possible: what do the sensitive cells do for you?"
    if score.days_well < WELL:
        return f"{so} It is long enough. On which days could the patient do without the drug?"
    return ""


EXERCISES: dict[str, Exercise] = {
    "10.1": Choice(
        "b",
        "abc",
        hint="Compare the A-resistant cells and the cells resistant to both on day 0: `truth()` prints them.",
        hints={
            "a": "The tumour fell at first under A.",
            "c": "Look at the row `sequential`, and at which cells were left after A.",
        },
        right="Each drug killed what the other one left.",
    ),
    "10.2": Choice(
        "a",
        "abc",
        hint="Which line goes up all the time in the truth?",
        hints={
            "b": "They act independently; sensitive cells fell fastest with both.",
            "c": "The side effects of this game make days worse, but nobody dies of them; see the notebook.",
        },
        right="Competitive release: what cannot be killed inherits the room of what can.",
    ),
    "10.3": Made(
        _doctor,
        "your doctor: game.doctor, or the one you made with sim.teaching.Doctor(patient=7)",
        _wrong_doctor,
        example=(
            "my_answer, on = sim.teaching.Doctor(patient=7), True\n"
            "while not my_answer.ending:\n"
            "    size = sim.diameter_mm_from_cells(my_answer.scans()[1][-1])\n"
            "    on = size > 45 if on else size > 55  # half a dose of B between 45 and 55 mm\n"
            "    my_answer.next_visit(B=0.5 if on else 0.0)"
        ),
        right="Long, and lived well: that took holding back, and pauses.",
    ),
}

"""10, treat this patient."""

from typing import Any

from sim.teaching.kinds import Choice, Exercise, Made

PATIENT, DAYS = 7, 750


def _doctor() -> Any:
    from sim.teaching.doctor import Doctor

    return Doctor


def _wrong_doctor(doctor: Any) -> str:
    from sim.teaching.doctor import standings

    if doctor.patient != PATIENT:
        return f"This is patient {doctor.patient}; patient {PATIENT} is waiting."
    if not doctor.decisions:
        return "Nothing was decided yet."
    lived = int(standings(doctor.runs({})).loc["you", "last day alive"])
    if lived >= DAYS:
        return ""
    return (
        f"With this plan the patient lives for {lived} days. Scans that show nothing for long are "
        "not the aim here; what do the sensitive cells do for you?"
    )


EXERCISES: dict[str, Exercise] = {
    "10.1": Choice(
        "b",
        "abc",
        hint="Compare the lines of A-resistant cells and of cells resistant to both on day 0.",
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
            "c": "In this game drugs have no side effects, so it cannot be that.",
        },
        right="Competitive release: what cannot be killed inherits the room of what can.",
    ),
    "10.3": Made(
        _doctor,
        "your doctor: game.doctor, or the one you made with sim.teaching.Doctor(patient=7)",
        _wrong_doctor,
        right="That took holding back.",
    ),
}

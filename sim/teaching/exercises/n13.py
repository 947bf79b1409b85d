"""13, what the blood says."""

from math import exp

from sim.clinic import Clinic
from sim.teaching.kinds import Choice, Exercise, Made, Number

DEPTH, FRACTION = 5000, 0.001


def _wrong_clinic(clinic: Clinic) -> str:
    from sim.clinic import Sequencing

    reads = {name: e for name, e in clinic.exams.items() if isinstance(e.measure, Sequencing)}
    if not reads:
        return "Nothing in it reads blood: put a sim.Sequencing(...) among its measures."
    exam = next(iter(reads.values()))
    assert isinstance(exam.measure, Sequencing)
    if "KRAS" not in exam.measure.panel:
        return "Its panel has no KRAS; which clones carry it? {'KRAS': ['KRAS']}."
    if exam.measure.limit > 1e-4:
        return (
            f"It finds a variant from a fraction of {exam.measure.limit:.2g} on. How many molecules "
            "must be read for 0.0001, and how many of them must show it?"
        )
    if (exam.every or 0.0) > 28:
        return f"Blood is drawn every {exam.every:g} days; sim.Exam(..., every=28)."
    if not any(e.judged and e is not exam for e in clinic.exams.values()):
        return "No scan is left in it to say what is progression."
    return ""


EXERCISES: dict[str, Exercise] = {
    "13.1": Number(
        DEPTH * FRACTION,
        "",
        within=0.02,
        hint="Each of the molecules shows it with that probability.",
        hints={DEPTH * FRACTION / 2: "The fraction is that of the molecules read, halved already."},
        right="Five of five thousand: few enough for chance to matter.",
    ),
    "13.2": Number(
        (1 - FRACTION) ** DEPTH,
        "share",
        within=0.03,
        hint="None of 5,000 shows it: 0.999 to the power of 5,000, or nearly exp(-5).",
        hints={
            1 - exp(-5.0): "That is the chance of one read at least.",
            FRACTION: "That is the chance of one molecule.",
        },
        right="One patient in 150 is called clear and is not.",
    ),
    "13.3": Number(
        0.04,
        "share",
        within=0.02,
        hint="A cell has two copies of the gene, and the mutation is in one of them.",
        hints={
            0.02: "That is the fraction itself; the other copy in each cell is normal.",
            0.01: "The other way round.",
        },
        right="The share of tumour DNA is twice the fraction of a variant in one copy of two.",
    ),
    "13.4": Choice(
        "b",
        "abc",
        hint="What are the sensitive cells doing meanwhile, and what is a fraction a fraction of?",
        hints={
            "a": "Without the drug nothing kills them more than others.",
            "c": "DNA is cleared within hours, whatever it carries.",
        },
        right="A share falls when the rest grows faster; the KRAS cells themselves increase.",
    ),
    "13.5": Made(
        lambda: Clinic,
        "a clinic: sim.Clinic(measures={...})",
        _wrong_clinic,
        example='my_answer = sim.Clinic(measures={"ct": sim.Lesions(3), "blood": sim.Exam(sim.Sequencing({"KRAS": ["KRAS"]}, depth=200_000), every=28)})',
        right="Deep enough, often enough, and the scan still says what is progression.",
    ),
}

"""07, mechanisms."""

from sim.model import Efflux, TargetMutation, Tumour
from sim.teaching.kinds import Choice, Exercise, Made, Matched
from sim.teaching.unknown import MECHANISMS

WORDS = {
    "TargetMutation": "target mutation",
    "Efflux": "pump",
    "Tolerance": "tolerance",
    "Inactivation": "inactivation",
    "Silencing": "silencing",
}
LOOK_AT = {
    "target mutation": "which tests did nothing at all, and which single one cured?",
    "pump": "did the second drug help at all? What throws out both?",
    "tolerance": "on the drug, does it come back, or does it wait?",
    "inactivation": "what does twice the dose do to it?",
    "silencing": "one of the drugs that kill nothing changed its course.",
}


def _wrong_tumour(tumour: Tumour) -> str:
    kinds = [type(mechanism) for mechanism in tumour.mechanisms]
    if TargetMutation not in kinds:
        return "No target can mutate in it: sim.TargetMutation."
    if Efflux not in kinds:
        return "It has no pump: sim.Efflux."
    pump = next(m for m in tumour.mechanisms if isinstance(m, Efflux))
    if set(pump.drugs) != {"A", "B"}:
        return "The pump should throw out both drugs, A and B: a list of their names."
    if len(tumour.clones) != 4:
        return (
            f"It has {len(tumour.clones)} kinds of cells; two mechanisms alone give another number."
        )
    return ""


EXERCISES: dict[str, Exercise] = {
    "7.1": Matched(
        {name: WORDS[type(mechanism).__name__] for name, mechanism in MECHANISMS.items()},
        hint="Ask for each test what it would do to each mechanism.",
        hints={
            name: f"Look at {name} again: {LOOK_AT[WORDS[type(mechanism).__name__]]}"
            for name, mechanism in MECHANISMS.items()
        },
        also={
            "efflux": "pump",
            "efflux pump": "pump",
            "drug pump": "pump",
            "tolerant": "tolerance",
            "persister": "tolerance",
            "persisters": "tolerance",
            "drug tolerance": "tolerance",
            "mutation": "target mutation",
            "gene silencing": "silencing",
            "epigenetic silencing": "silencing",
            "drug inactivation": "inactivation",
        },
        right="Found by treatment alone, without looking at a single gene. (On A for three to four years, R dies out.)",
    ),
    "7.2": Choice(
        "bc",
        "abcd",
        hint="Two are right. What keeps these cells alive is where they are.",
        hints={
            "a": "It would not get there either.",
            "d": "These cells have no pump that does anything; they are not resistant.",
        },
        right="Bring the drug there, or take the place away.",
    ),
    "7.3": Made(
        lambda: Tumour,
        "a tumour: sim.Tumour.from_founder(founder, [...], drugs=drugs)",
        _wrong_tumour,
        example='my_answer = sim.Tumour.from_founder(founder, [sim.TargetMutation("A"), sim.Efflux(["A", "B"])], drugs=drugs)',
        right="Four: neither, the one, the other, and both.",
    ),
}

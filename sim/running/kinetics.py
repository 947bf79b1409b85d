"""What does not go with the kinetics of a drug (`sim.model.kinetics`), refused before a run."""

from collections.abc import Mapping

from sim.base.errors import InputError
from sim.model import Drug, Infused, Tumour, TwoCompartments
from sim.regimens import Doses, Regimen
from sim.regimens.parts import parts_of


def check_kinetics(tumour: Tumour, arms: Mapping[str, Regimen]) -> None:
    """Refuse them beside an immune system, and infusions of a drug that is none to infuse."""
    for drug in tumour.drugs:
        if drug.kinetics is None:
            continue
        what = f"{drug.name!r} has kinetics=sim.{type(drug.kinetics).__name__}(...)"
        if tumour.immune is not None:
            raise InputError(
                f"{what}, but with an immune system drugs have one half-life only. Give "
                f"{drug.name!r} half_life= instead of kinetics=, or leave immune= out."
            )
    drugs = {drug.name: drug for drug in tumour.drugs}
    for name, regimen in arms.items():
        for doses in parts_of(regimen, Doses):
            if doses.longest > 0.0:
                _check_infused(name, drugs[doses.drug])


def _check_infused(arm: str, drug: Drug) -> None:
    """Refuse an infusion of a drug that is swallowed, or whose doses have no length."""
    if isinstance(drug.kinetics, Infused | TwoCompartments):
        return
    why = "is swallowed (sim.Oral)"
    if drug.kinetics is None:
        why = "has a half-life alone, and is given at once"
    raise InputError(
        f"Arm {arm!r} gives infusions of {drug.name!r}, which {why}. Say how it is infused: "
        f"sim.Drug({drug.name!r}, ..., kinetics=sim.Infused(lasts=sim.hours(1), half_life=))."
    )

"""Which kernels of the jump engine advance a tumour."""

from sim.kernels.model import CROWDING, LOGISTIC_BIRTH, NO_CROWDING, Model

SHARE = 32
"""Where fewer patients than this share their rates and doses, on average, each has a plan."""


def is_crowded(model: Model) -> bool:
    """Tell whether cells are in each other's way."""
    return model.rules[CROWDING] != NO_CROWDING


def slows_births(model: Model) -> bool:
    """Tell whether all that cells do to each other is to leave fewer births."""
    return bool(model.rules[CROWDING] == LOGISTIC_BIRTH)


def one_by_one(model: Model) -> tuple[str, ...]:
    """Return the kernel that can advance one tumour after the other, as Python does."""
    return ("jump.alone",) if is_crowded(model) else ("jump.shared",)


def side_by_side(model: Model, kinetics: bool, differ: bool) -> tuple[str, ...]:
    """Return the kernels that advance many tumours; whom one leaves, the next advances.

    Parameters
    ----------
    model : Model
        The tumours.
    kinetics : bool
        Whether any drug has a half-life.
    differ : bool
        Whether few patients share what happens to them, so that a plan for those who do saves
        nothing.
    """
    if not is_crowded(model):
        return ("jump.planned",) if differ else ("jump.shared",)
    if not kinetics:
        return ("jump.crowded",)
    return ("jump.alone",) if len(model.switch_ends) > 0 else ("jump.crowded", "jump.alone")


def all_of(model: Model, kinetics: bool, differ: bool) -> tuple[str, ...]:
    """Return the kernels that tumours may need in any arm: where patients are alike, both.

    Their plans differ as soon as each is treated by what is seen of them; without half-lives that
    hardly matters.
    """
    kernels = side_by_side(model, kinetics, differ)
    return (*kernels, "jump.planned") if kinetics and kernels == ("jump.shared",) else kernels

"""Which kernels of the jump engine advance a tumour."""

from sim.kernels.model import CROWDING, NO_CROWDING, Model


def one_by_one(model: Model) -> tuple[str, ...]:
    """Return the kernel that can advance one tumour after the other, as Python does."""
    return ("jump.shared",) if model.rules[CROWDING] == NO_CROWDING else ("jump.crowded",)


def side_by_side(model: Model, kinetics: bool, differ: bool) -> tuple[str, ...]:
    """Return the kernels that advance many tumours; whom one leaves, the next advances.

    Parameters
    ----------
    model : Model
        The tumours.
    kinetics : bool
        Whether any drug has a half-life.
    differ : bool
        Whether few patients share their rates, so that a plan for those who do saves nothing.
    """
    crowded = model.rules[CROWDING] != NO_CROWDING
    switching = len(model.switch_ends) > 0
    if not kinetics:
        return ("jump.own",) if crowded or differ else one_by_one(model)
    return ("jump.own", "jump.crowded") if crowded and not switching else one_by_one(model)

"""What every mechanism of resistance keeps to."""

from collections.abc import Sequence

from sim.model import Clone, Drug, Tumour
from sim.model.mechanisms import Change, Mechanism, Step
from sim.testing.asking import hold


def check_mechanism(mechanism: Mechanism, drugs: Sequence[Drug]) -> None:
    """Check that a mechanism makes clones of a founder.

    Its states have names, each can be reached from the founder's by its steps, each step is either
    a mutation or a switch, each state says what it changes, and a tumour can be built of it.

    Parameters
    ----------
    mechanism : Mechanism
        The mechanism.
    drugs : sequence of Drug
        Those it names, and any others.

    Raises
    ------
    AssertionError
        That says what is wrong.
    InputError
        If the tumour cannot be built; it says why.
    """
    what = f"The mechanism {type(mechanism).__name__}"
    hold(isinstance(mechanism, Mechanism), what, "it is no sim.model.mechanisms.Mechanism.")
    hold(isinstance(mechanism.name, str) and bool(mechanism.name), what, "it has no name.")
    count = len(mechanism.states)
    hold(count >= 1 and len(set(mechanism.states)) == count, what,
         f"states is {mechanism.states!r}; give each changed state a name of its own.",
    )  # fmt: skip
    reached = {0}
    for _ in range(count):
        reached |= {step.target for step in mechanism.steps if step.source in reached}
    for step in mechanism.steps:
        hold(isinstance(step, Step), what, f"steps holds {step!r}; give Step(source, target, ...).")
        inside = {step.source, step.target} <= set(range(count + 1)) and step.source != step.target
        hold(
            inside, what, f"{step!r} leads from or to a state that is not there; 0 to {count} are."
        )
        hold((step.per_division is None) != (step.rate is None), what,
             f"{step!r} is a mutation (per_division=) or a switch (rate=), one of the two.",
        )  # fmt: skip
    lost = set(range(count + 1)) - reached
    hold(not lost, what, f"no steps lead to the states {sorted(lost)}.")
    for state in range(1, count + 1):
        hold(isinstance(mechanism.change(state), Change), what,
             f"change({state}) returned {mechanism.change(state)!r}; it is a Change(...).",
        )  # fmt: skip
    tumour = Tumour.from_founder(
        Clone("founder", birth=0.14, death=0.13, start=1e6), [mechanism], drugs
    )
    hold(len(tumour.clones) == 1 + count, what, f"it makes the clones {tumour.clone_names}.")

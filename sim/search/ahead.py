"""Planning ahead with a model: every so often the treatment whose near future is best is chosen."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError, listed, unknown
from sim.base.typed import typed
from sim.clinic import Clinic
from sim.model import Tumour
from sim.regimens import Schedule
from sim.regimens.doses import checked_drug, scaled, two_or_more
from sim.running.asked import check_arms
from sim.search.threats import (
    FEWEST,
    FIRST_CELL,
    LONGEST,
    RULES,
    counted,
    fewest,
    first_cell,
    longest,
    tried,
    until_threats,
)
from sim.start import Run, start

MOST_STEPS = 1000


@typed
def look_ahead(
    tumour: Tumour,
    among: Sequence[str | Mapping[str, Number]],
    *,
    days: float,
    every: float = 45.0,
    avoid: Sequence[str] = (),
    rule: str = FEWEST,
    unless_above: float = 1e11,
    fatal: float = 1e13,
    patients: int | Sequence[int] = 1,
    seed: int = 0,
) -> Schedule:
    """Plan by a model: every so many days the doses after which things look best.

    Dynamic precision medicine. At each decision every treatment is tried on the mean of the model
    until the next, and one is chosen by a `rule`; of equal ones, the one with fewest cells of all.
    What the model says is fatal before the next decision is not chosen while there is another.
    Nothing is seen on the way: it is the plan of day 0 of who knows
    the tumour, its numbers and its clones; no clinic does.

    Parameters
    ----------
    tumour : Tumour
        The model; its numbers may differ between patients, who then have plans of their own.
    among : sequence of str or mapping of drug to number
        What can be given until the next decision: ``["A", "B", {"A": 0.5, "B": 0.5}]``; ``{}`` is
        nothing.
    days : float
        How far to plan [days].
    every : float
        Days between two decisions [days].
    avoid : sequence of str
        Names of clones. Without any, the tumour as a whole is kept small: the paper's strategy 1;
        with the doubly resistant ones, 2.1 and 2.2.
    rule : {"fewest", "first cell", "longest"}
        ``"fewest"``: after which fewest cells of the clones to `avoid` are left. ``"first cell"``,
        the paper's strategy 3: fewest cells of all, unless the first of those to avoid would come
        of that before the next decision; then fewest of these; and where they are there already,
        fewest of all. ``"longest"``, strategy 4: under which it takes longest to the nearer of two
        threats, the first cell to avoid and death, if the treatment goes on; where any keeps the
        patient alive to the next decision, those that do not are left out, and otherwise, or where
        cells to avoid are there already, death alone counts.
    unless_above : float
        Of the rule ``"fewest"``: in a tumour above this [cells] the fewest cells of all count,
        whatever `avoid` says: 1e9 in the paper's strategy 2.1, 1e11 in 2.2.
    fatal : float
        Cells at which a patient dies.
    patients : int or sequence of int
        For how many patients, or which; of a plan for several the numbers are arrays.
    seed : int
        Of what patients draw, as in `sim.simulate`.

    Returns
    -------
    Schedule
        Doses by day, for the same patients in `sim.simulate`.

    Raises
    ------
    InputError
        If a drug or a clone is unknown; before anything is planned.

    References
    ----------
    Beckman, Schemmann and Yeang (2012), PNAS 109:14586 (strategies 1, 2.1, 2.2, 3 and 4). There a
    kind with less than one cell waits; here all are means, and less than one to `avoid` is none.
    There death is that of one kind of cells, in strategy 4; here of all together.

    Examples
    --------
    >>> import sim
    >>> tumour = sim.presets.melanoma_vemurafenib(n12=1)
    >>> both = list(tumour.drug_names[:2])
    >>> few = ["doubly resistant"]
    >>> plan = sim.look_ahead(tumour, both, days=360, avoid=few)  # doctest: +SKIP
    """
    options = [
        scaled(checked_drug("look_ahead", one, empty=True))
        for one in two_or_more("among of look_ahead", among, "['A', 'B']")
    ]
    step = checks.one_number("every of look_ahead", every, 1.0, 3660.0, unit="days")
    last = checks.one_number("days of look_ahead", days, step, 36600.0, unit="days")
    large = checks.one_number("unless_above of look_ahead", unless_above, unit="cells")
    few = [_place(tumour, name) for name in checks.names("avoid of look_ahead", avoid)]
    checks.one_of("rule of look_ahead", rule, RULES, "rule")
    if rule != FEWEST and not few:
        raise InputError(
            f"look_ahead by the rule {rule!r} needs the clones that must not come: "
            f"avoid=[...] of {listed(tumour.clone_names)}."
        )
    if last / step > MOST_STEPS:
        raise InputError(
            f"look_ahead would decide {last / step:.0f} times; at most {MOST_STEPS} are tried. "
            f"Plan fewer days, or say every={last / MOST_STEPS:.0f}."
        )
    for option in options:
        check_arms(tumour, {"among": Schedule((0.0,), (option,))})
    # (sizes are not looked at: the model is)
    clinic = Clinic(visit_every=step, scan_every=step, noise=0.0, detection=0.0, fatal=fatal)
    run = start(tumour, patients, clinic, seed, days=last, engine="meanfield")
    when = np.arange(0.0, last - 1e-6, step)
    asked = _Asked(options, few, large, rule, fatal)
    doses = [_decide(run, asked, min(step, last - day), last - day) for day in when]
    return Schedule(tuple(when.tolist()), tuple(doses))


class _Asked(NamedTuple):
    """Treatments, places of the clones to avoid, the size that is large, the rule, what kills."""

    options: list[dict[str, Number]]
    avoid: list[int]
    large: float
    rule: str
    fatal: float


def _decide(run: Run, asked: _Asked, wait: float, left: float) -> dict[str, Number]:
    """Choose for each patient, let the time pass, and return what is given."""
    options, avoid = asked.options, asked.avoid
    after = tried([_tried(run, option, wait) for option in options], avoid)
    cells = run._treatment.body.cells
    there = counted(cells, avoid, cells.sum(axis=1)) > 0.0
    if asked.rule == LONGEST:
        times = [_times(run, option, asked, wait, left) for option in options]
        born, died = (np.stack(each) for each in zip(*times, strict=True))
        choice = longest(after, np.where(there, np.inf, born), died, wait)
    elif asked.rule == FIRST_CELL:
        choice = first_cell(after, there)
    else:
        choice = fewest(after, cells.sum(axis=1) > asked.large)
    given = {
        drug: np.array([np.broadcast_to(x.get(drug, 0.0), choice.shape) for x in options])[
            choice, np.arange(len(choice))
        ]
        for drug in dict.fromkeys(name for option in options for name in option)
    }
    one = {drug: float(dose[0]) if np.ptp(dose) == 0 else dose for drug, dose in given.items()}
    run.give(one)
    run.advance(wait)
    return one


def _times(
    run: Run, option: dict[str, Number], asked: _Asked, wait: float, left: float
) -> tuple[np.ndarray, np.ndarray]:
    other = run.copy()
    other.give(option)
    return until_threats(other, wait, left, asked.avoid, asked.fatal)


def _tried(run: Run, option: dict[str, Number], wait: float) -> Run:
    other = run.copy()
    other.give(option)
    other.advance(wait)
    return other


def _place(tumour: Tumour, name: str) -> int:
    if name not in tumour.clone_names:
        raise unknown("avoid of look_ahead", "clone", name, tumour.clone_names)
    return tumour.clone_names.index(name)

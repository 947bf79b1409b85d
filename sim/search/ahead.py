"""Planning ahead with a model: every so often the treatment whose near future is best is chosen."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.clinic import Clinic
from sim.model import Tumour
from sim.regimens import Schedule
from sim.regimens.doses import checked_drug, scaled, two_or_more
from sim.running.asked import check_arms
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
    unless_above: float = 1e11,
    fatal: float = 1e13,
    patients: int | Sequence[int] = 1,
    seed: int = 0,
) -> Schedule:
    """Plan by a model: every so many days the doses after which fewest cells are left.

    Dynamic precision medicine. At each decision every treatment is tried on the mean of the model
    until the next, and that one is chosen after which there are fewest cells of the clones to
    `avoid`, such as those that resist every drug; of equal ones, and where the tumour is large, the
    one with fewest cells of all. What the model says is fatal before the next decision is not
    chosen while there is another. Nothing is seen on the way: it is the plan of day 0 of who knows
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
    unless_above : float
        In a tumour above this [cells] the fewest cells of all count, whatever `avoid` says: 1e9 in
        the paper's strategy 2.1, 1e11 in 2.2.
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
    Beckman, Schemmann and Yeang (2012), PNAS 109:14586 (strategies 1, 2.1 and 2.2). There a kind
    with less than one cell waits; here all are means, and less than one to `avoid` is none.

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
    doses = [_decide(run, options, few, large, min(step, last - day)) for day in when]
    return Schedule(tuple(when.tolist()), tuple(doses))


def _decide(
    run: Run, options: list[dict[str, Number]], few: list[int], large: float, wait: float
) -> dict[str, Number]:
    """Choose for each patient, let the time pass, and return what is given."""
    after = [_tried(run, option, wait) for option in options]
    cells = np.stack([run._treatment.body.cells for run in after])  # (option, patient, clone)
    total = cells.sum(axis=2)
    fatal = np.stack([run.dead for run in after])
    worst = cells[:, :, few].sum(axis=2) if few else total
    worst = np.where(worst < 1.0, 0.0, worst)  # (less than one cell on average: most likely none)
    now = run._treatment.body.cells.sum(axis=1)
    score = np.where(now > large, total, worst)
    score = np.where(fatal & ~fatal.all(axis=0), np.inf, score)
    equal = score <= score.min(axis=0)
    choice = np.where(equal, total, np.inf).argmin(axis=0)
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


def _tried(run: Run, option: dict[str, Number], wait: float) -> Run:
    other = run.copy()
    other.give(option)
    other.advance(wait)
    return other


def _place(tumour: Tumour, name: str) -> int:
    if name not in tumour.clone_names:
        raise unknown("avoid of look_ahead", "clone", name, tumour.clone_names)
    return tumour.clone_names.index(name)

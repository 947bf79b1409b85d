"""Tumours of a tile whose cells switch into other crowds: as many steps as that asks of each.

As `jump.alone` asks of them, with the same bits.
"""

from sim.kernels.compile import called, out_of_line
from sim.kernels.crowding.flow_steps import steps_for_flows
from sim.kernels.crowding.steps import mark_of, steps_of
from sim.kernels.leap.patients import take_one
from sim.kernels.leap.tile import WHO
from sim.kernels.switching.together import put_rates_at


@called
def heed_flows(
    tile, size, model, order, first, doses, days, rates, amounts, tolerance, cells, left, switcher,
    one, worst,
):  # fmt: skip
    """Raise the marks of the tumours of a tile that need more steps.

    Parameters
    ----------
    days : float
        Of the interval.
    rates : ndarray (1, RATE_ROWS, clone)
        Work space.
    amounts : ndarray (3, switch)
        Work space.
    cells : ndarray (patient, clone)
        At its start.
    left : ndarray (patient,), int8
        k + 2 for those who need 2^k steps; overwritten.
    switcher : Switcher
    one : ndarray (clone,)
        Work space.
    worst : ndarray (1,)
        Overwritten, if what these steps leave out is larger.
    """
    out_of_line()
    for i in range(size):
        p = tile.numbers[WHO + i]
        if left[p] < 2 or take_one(cells, p, one) == 0.0:
            continue
        r = put_rates_at(tile, i, model, order, first, doses, rates[0], amounts)
        count, off = steps_for_flows(
            model, r, days, steps_of(left[p]), rates, amounts, one, tolerance, switcher.flows,
            switcher.w,
        )  # fmt: skip
        worst[0] = max(worst[0], off)
        left[p] = mark_of(count)

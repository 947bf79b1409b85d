"""What a step at an average crowding leaves out."""

import math

from sim.kernels.compile import inlined
from sim.kernels.model import LOGISTIC_BIRTH, LOGISTIC_DEATH
from sim.kernels.rates.crowding import fall

LARGEST_GROWTH = 1.0
"""Largest change of the logarithm of any clone in one predicted step."""
ADDS_UP = 8.0
"""An error counts so many times where it may add up over visits: that by unevenness, and any where
crowding acts far below capacity, too, in Gompertz growth and by deaths."""
FOUNDING = 2.0
"""What is left out of births counts so many times: what their mutants grow to is crowded, too."""
ALONG = 0.15
"""Of how far a clone is off its path, times how much it grows: what the average of the one leaves
out of the average of both (by Cauchy and Schwarz, of a straight line and of what is off by 1)."""
LEFT = 0.35
"""Of what the middle of a step alone leaves out of it: what pieces with a crowding of their own may
(the longest is 0.39 of the step, so 0.15 of it, and its path is foreseen to third order)."""
MOST_STEEP = 1e3
"""A larger change of the logarithm counts as this."""
MOST_GROWTH = 700.0
"""And of a larger exponential there is no number."""
NEWCOMERS = 1e3
"""Times their share of all cells: how much the growth of those founded in a step counts."""
TURNED = 0.1
"""Of how much a rate changes along a step, times how much a weight does: what the average of the
one leaves out of the weighted average: 1/12 of straight lines, and a fifth to spare."""
MOST_TURNED = 20.0
"""No rate is taken to change by more times what it is in the middle."""
UNSEEN = 0.25
"""Of what mutants are ahead of cells of their founder at the end: what that leaves out."""
NO_BIRTHS = 1e-9
"""A factor on births below this leaves none."""
WEAK = 10.0
"""Times the tolerance: crowding that undoes less of a chance deviation in a step is neglected."""


@inlined
def error_of_founding(begun, between, ended, first, middle, last):
    """Return what average rates leave out of all births of a clone in a step, relative.

    Parameters
    ----------
    begun, between, ended : float
        Cells at the start, in the middle and at the end; at average rates they grow evenly.
    first, middle, last : float
        The factor at its start, in its middle and at its end.
    """
    grown = ended / begun
    half = math.sqrt(grown)
    even = (first + 4.0 * middle + last) * (1.0 / 6.0) * (1.0 + 4.0 * half + grown)
    true = first + 4.0 * middle * (between / begun) + last * grown
    return FOUNDING * abs(true - even) / even if even > NO_BIRTHS else 0.0


@inlined
def error_of_timing(h, apart, births, deaths, first, middle, last, felt, founded):
    """Return what average rates leave out of what mutants become, by when they are founded.

    Where mutants thrive less than the clone that founds them, those founded late are most of them,
    and the crowding of the end is what founded them, not the average. And they crowd as many cells
    of the clone that founds them would, not yet as their own.

    Parameters
    ----------
    apart : float
        By how much the clone that founds grows faster than its mutants, in the middle [1/day].
    births, deaths : float
        By how much more its own births and deaths change along the step than theirs do [1/day].
    first, middle, last : float
        The factor on its births at the start, in the middle and at the end.
    felt : float
        How fast the net growth of its mutants falls with the logarithm of all cells [1/day].
    founded : float
        Mutants of a day, as a share of all cells.
    """
    turned = min(abs(last - first) / middle, MOST_TURNED) if middle > NO_BIRTHS else 0.0
    grown = (abs(births) + abs(deaths)) * h * TURNED
    unseen = felt * h * (founded * h) * (abs(apart) * h) * UNSEEN
    return turned * abs(apart) * h * TURNED + grown + unseen


@inlined
def newcomers(h, mutants, net, cells):
    """Return how many cells a step of h days may add to a clone by `mutants` a day, and its error.

    Which no step foresees: they crowd nobody in it. Where they grow or fall by much, and come to be
    some of all cells, steps are as short as if they had been there.

    Parameters
    ----------
    net : float
        The growth of the clone [1/day].
    cells : float
        All other cells at its end.
    """
    grown = net * h
    if abs(grown) <= LARGEST_GROWTH or mutants <= 0.0:
        return mutants * h, 0.0
    added = mutants / -net if net < 0.0 else mutants * h * math.exp(min(grown, MOST_GROWTH))
    return added, min(abs(grown), MOST_STEEP) * min(NEWCOMERS * added / (added + cells), 1.0)


@inlined
def error_of_averaging(rule, h, quick, untreated, first, middle, last, average, steep, lost):
    """Return what an average crowding over a step of h days may leave out of a clone's growth.

    What its middle alone would leave out, against Simpson's rule. Where a tumour is drawn back to
    where it rests, by a share z of what it is off (in h days, to first order), that is
    z^2 / 24 - z^3 / 48 of it and vanishes at z = 2, where the rule itself is off by z^3 / 48.

    Parameters
    ----------
    quick : float
        Divisions of the clone, and what is linked to them, if nothing crowds it [1/day].
    untreated : float
        Its births without drug [1/day], of which crowding adds deaths.
    first, middle, last, average : (float, float)
        The factor on births and the added deaths: at the start, in the middle, at the end; Simpson.
    steep : float
        By how much the logarithm of any clone changes, at the rates of the start.
    lost : float
        Mutants of a division: they crowd others as cells of the clone that founds them, not yet
        of their own.
    """
    by_middle = abs(average[0] - middle[0]) * quick + abs(average[1] - middle[1]) * untreated
    from_start = abs(average[0] - first[0]) * quick + abs(average[1] - first[1]) * untreated
    # (no branches: several tumours at a time)
    by_births = 1.0 if rule == LOGISTIC_BIRTH else 0.0
    by_deaths = 1.0 if rule == LOGISTIC_DEATH else 0.0
    drawn = (1.0 - by_deaths) * (1.0 - by_births * min(first[0], last[0])) * quick * fall(rule)
    z = h * (drawn + by_deaths * max(first[1], last[1]) * untreated)
    mutants = 0.5 * z * lost * quick * max(first[0], last[0]) * steep
    return h * max(max(by_middle, from_start * (z * z * (1.0 / 24.0))), mutants)


@inlined
def error_of_unevenness(rule, h, quick, untreated, uneven, varying, off, steep, first, last, added):
    """Return what rates that change in a step of h days may leave out of a clone's growth.

    Once crowding has moved by what clones are off the path of mean rates, on average: of second
    order in how far they are; but of births that vary, all of it. And births that come early meet
    the crowding of the start, not the average.

    Parameters
    ----------
    quick : float
        Divisions of the clone, and what is linked to them, if nothing crowds it [1/day].
    untreated : float
        Its births without drug [1/day], of which crowding adds deaths.
    uneven, varying : float
        How far its births lie from even ones, and vary (`birth_death.law`).
    off, steep : float
        How far any clone is off its path at most, and changes, as logarithms.
    first, last, added : float
        The factor on births at the start and at the end, and the added deaths on average.
    """
    felt = 1.0 - min(first, last) if rule == LOGISTIC_BIRTH else fall(rule)
    felt = 0.0 if rule == LOGISTIC_DEATH else felt
    second = off * (0.5 * off + ALONG * steep)
    left = felt * (h * quick * second + varying * off) + h * untreated * added * second
    return ADDS_UP * (left + uneven * abs(last - first))

"""What a step at an average crowding leaves out."""

import math

import numpy as np

from sim.kernels.compile import inlined
from sim.kernels.model import LOGISTIC_BIRTH, LOGISTIC_DEATH
from sim.kernels.rates.bent import simpson
from sim.kernels.rates.crowding import fall

AVERAGED, BENT, GROWING = np.arange(3)
"""How a step takes crowding: on average, whoever is founded in it or later in the interval; piece
by piece; on average, of those who are there (growth from one cell finds its steps anew each time).
"""
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
TIMED = 0.05
"""Of how far a clone is off its path at most, times the square of how far it is drawn back: what
hangs on when in the step it is, beyond its average and its lean (1/40 of a push in the middle)."""
MOVED = 0.2
"""Of how far crowding has moved, times how founder and mutant grow apart: what hangs on when."""
LEFT = 0.35
"""Of what an average leaves out of a step: what pieces with a crowding of their own may (the
longest is 0.39 of the step, so 0.15 of it). Not of what is foreseen wrongly."""
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
    even = simpson(first, middle, last) * (1.0 + 4.0 * half + grown)
    true = first + 4.0 * middle * (between / begun) + last * grown
    return FOUNDING * abs(true - even) / even if even > NO_BIRTHS else 0.0


@inlined
def _of_all(wrong, founded, there):
    """Return what is wrong with the mutants of a step as a share of these and those there are."""
    return min(wrong, 1.0) * (founded / (founded + there + 1.0))


@inlined
def error_of_births_foreseen(z, first, middle, last, founded, there):
    """Return what a path that is foreseen to third order leaves out of mutants, as a share of all.

    As in `error_of_averaging`; but near capacity few births are left, and change by much.

    Parameters
    ----------
    z : float
        How far the clone that founds is drawn back in the step.
    first, middle, last : float
        The factor on its births at the start, in the middle and at the end.
    founded, there : float
        Mutants of the step, and those there are.
    """
    average = simpson(first, middle, last)
    wrong = abs(average - first) * (z * z * (1.0 / 24.0)) / max(average, NO_BIRTHS)
    return FOUNDING * _of_all(wrong, founded, there)


@inlined
def with_timing(births, timing, left):
    """Return what is left out of mutants by how many, and by when they are founded.

    Where pieces have a crowding of their own (`left` below 1), nodes have it too, and what is left
    of both is small beside what is estimated: the larger stands for both.
    """
    return max(births, timing) if left < 1.0 else births + timing


@inlined
def error_of_timing(h, apart, births, deaths, first, middle, last, felt, founded, left):
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
    left : float
        As of `error_of_averaging`.
    """
    turned = min(abs(last - first) / middle, MOST_TURNED) if middle > NO_BIRTHS else 0.0
    grown = (abs(births) + abs(deaths)) * h * TURNED
    unseen = felt * h * (founded * h) * (abs(apart) * h) * UNSEEN
    return left * (turned * abs(apart) * h * TURNED + grown) + unseen


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
def error_of_averaging(
    rule, h, quick, untreated, first, middle, last, average, steep, lost, left
):  # fmt: skip
    """Return what an average crowding over a step of h days may leave out of a clone's growth.

    What its middle alone would leave out, against Simpson's rule. Where a tumour is drawn back to
    where it rests, by a share z of what it is off (in h days, to first order), that is
    z^2 / 24 - z^3 / 48 of it and vanishes at z = 2, where the rule itself is off by z^3 / 48 of it,
    for its path is foreseen to third order only. Of such errors all steps before have left some:
    in all 1 / (1 - exp(-z)) times one, which is less than 1 + 1 / z.

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
    left : float
        Of what the average leaves out: `LEFT` where pieces have a crowding of their own, else 1.
    """
    by_middle = abs(average[0] - middle[0]) * quick + abs(average[1] - middle[1]) * untreated
    from_start = abs(average[0] - first[0]) * quick + abs(average[1] - first[1]) * untreated
    # (no branches: several tumours at a time)
    by_births = 1.0 if rule == LOGISTIC_BIRTH else 0.0
    by_deaths = 1.0 if rule == LOGISTIC_DEATH else 0.0
    drawn = (1.0 - by_deaths) * (1.0 - by_births * min(first[0], last[0])) * quick * fall(rule)
    z = h * (drawn + by_deaths * max(first[1], last[1]) * untreated)
    mutants = 0.5 * z * lost * quick * max(first[0], last[0]) * steep
    foreseen = from_start * ((z + by_births) * z * (1.0 / 24.0))
    return h * max(left * max(by_middle, mutants), foreseen)


@inlined
def births_felt(rule, first, last):
    """Return how much a factor on births that goes from `first` to `last` falls for an e-fold."""
    falls = 1.0 - min(first, last) if rule == LOGISTIC_BIRTH else fall(rule)
    return 0.0 if rule == LOGISTIC_DEATH else falls


@inlined
def error_of_unevenness(rule, h, quick, untreated, uneven, varying, off, steep, first, last, added):
    """Return what rates that change in a step of h days may leave out of a clone's growth.

    Once crowding has moved by what clones are off the path of mean rates, on average: of second
    order in how far they are; but of births that vary, all of it. Births that come early meet the
    crowding of the start, not the average. And what is drawn back of how far they are hangs on more
    of when they are than is followed (which all steps before have left some of, too:
    `error_of_averaging`).

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
    felt = births_felt(rule, first, last)
    second = off * (0.5 * off + ALONG * steep)
    left = felt * (h * quick * second + varying * off) + h * untreated * added * second
    z = h * (felt * quick + untreated * added)
    return ADDS_UP * (left + uneven * abs(last - first)) + TIMED * off * z * z * (z + 1.0)


@inlined
def error_of_uneven_founding(felt, z, off, steep, moved, factor, apart, founded, there):
    """Return what rates that change in a step may leave out of mutants, as a share of all of them.

    Near capacity there are few births: a crowding that is slightly wrong changes them by much.

    Parameters
    ----------
    felt, z : float
        How fast the factor on births falls with the logarithm of all cells, and how far the clone
        that founds is drawn back in the step.
    off, steep : float
        As of `error_of_unevenness`.
    moved, factor : float
        By how much the factor on births has moved with uneven rates, and what it is on average.
    apart : float
        By how much founder and mutant grow apart in the step, as a logarithm.
    founded, there : float
        Mutants of the step, and those there are.
    """
    second = off * (0.5 * off + ALONG * steep + TIMED * z * z)
    wrong = (felt * second + MOVED * abs(moved) * abs(apart)) / max(factor, NO_BIRTHS)
    return _of_all(wrong, founded, there)

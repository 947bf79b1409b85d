"""The tumours that the sweeps of this folder vary."""

import sim


def two_clones(cost=0.0, turnover=0.8, mutation=1e-7, half_life=None):
    """Return a tumour of sensitive and resistant cells under one drug.

    Parameters
    ----------
    cost : float
        Share of its birth rate that a resistant cell loses.
    turnover : float
        Death rate over birth rate without drug.
    mutation : float
        Resistant daughters per division.
    half_life : float, optional
        Of the drug [days].
    """
    birth = 0.14
    death = birth * turnover
    return sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=birth, death=death, start=1e9),
            sim.Clone("resistant", birth=birth * (1 - cost), death=death, fold={"A": 100.0}),
        ],
        transitions=[sim.Mutation("sensitive", "resistant", per_division=mutation)],
        drugs=[sim.Drug("A", sim.Hill(maximum=0.1, ec50=0.2, slope=2), half_life=half_life)],
    )

"""Two controls that the whole program must pass: where holidays cannot help, and where they can.

Judged by survival, which nobody's way of looking can bend. Progression by RECIST counts from the
smallest result, so a plan that shrinks the tumour less progresses later on paper: under the
stable clone below, holidays "gain" 39 days of progression-free survival and lose 11 of life.
"""

import sim

HOLIDAYS = {
    "continuous": sim.Continuous("A"),
    "holidays": sim.Intermittent("A", on=28, off=28),
}


def lived(tumour, arms, patients, **clinic):
    """Return the paired difference in survival of the second arm to the first, and the result."""
    clinic = sim.Clinic(**{"fatal": 1e11} | clinic)
    result = sim.Trial(sim.Cohort(tumour, patients), arms, clinic, days=1500).run(
        11, progress=False
    )
    assert result.followup("overall survival").happened.all()
    return result.paired(list(arms)[1], endpoint="overall survival"), result


def test_holidays_cannot_beat_continuous_where_resistance_is_stable_and_free():
    """No cost, no reversible state, no toxicity: every day off the drug is a day lost.

    Each patient is their own control, so an engine that favoured holidays by two days would show.
    """
    tumour = sim.Tumour(
        [
            sim.Clone("sensitive", birth=0.16, death=0.13, start=1e9),
            sim.Clone("resistant", birth=0.16, death=0.13, fold={"A": 1e6}),
        ],
        [sim.Mutation("sensitive", "resistant", 1e-7)],
        [sim.Drug("A", sim.Proportional(0.06))],
    )
    found, result = lived(tumour, HOLIDAYS, 200)
    assert found.mean.high < -5
    assert found.better == 0
    # off the drug the sensitive cells make more resistant ones: the reason, not only the result
    on_paper = result.paired("holidays")
    assert on_paper.mean.low > 0


def test_holidays_help_where_the_drug_itself_keeps_up_a_tolerant_state():
    """Tolerant cells that the drug induces, that grow faster, and that fade without it."""
    tumour = sim.Tumour(
        [
            sim.Clone("sensitive", birth=0.13, death=0.13, start=1e9),
            sim.Clone("tolerant", birth=0.15, death=0.13, fold={"A": 1e6}),
        ],
        [
            sim.Switch("sensitive", "tolerant", 0.0, induced={"A": 0.2}),
            sim.Switch("tolerant", "sensitive", 0.05),
        ],
        [sim.Drug("A", sim.Hill(0.05, 0.1, 2))],
    )
    found, _ = lived(tumour, HOLIDAYS, 40)
    assert found.mean.value > 50
    assert found.better == 1


def test_pauses_help_where_resistance_is_costly_and_crowded_out():
    """Sensitive cells that are kept alive take the room of a costly clone (Gatenby et al. 2009)."""
    tumour = sim.Tumour(
        [
            sim.Clone("sensitive", birth=0.14, death=0.02, start=2.5e10),
            sim.Clone("resistant", birth=0.11, death=0.02, start=1e7, fold={"A": 1e6}),
        ],
        drugs=[sim.Drug("A", sim.Proportional(0.2))],
        growth=sim.Logistic(capacity=5e10),
    )
    arms = {"continuous": sim.Continuous("A"), "adaptive": sim.Adaptive("A", 0.5, 0.8)}
    found, _ = lived(tumour, arms, 40, fatal=3.5e10, noise=0.0, scan_every=7)
    assert found.mean.value > 30
    assert found.better == 1

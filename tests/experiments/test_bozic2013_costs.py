"""The costly rows of table 2, by theory, and the numbers typed a second time."""

import pytest

import sim
from experiments.published.bozic2013 import reproduce

TABLE = [
    (0, 1e11, 1, 0.11), (0, 1e11, 5, 0.08), (0, 1e11, 10, 0.06),
    (1, 1e9, 1, 0.73), (1, 1e9, 5, 0.72), (1, 1e9, 10, 0.70),
]  # fmt: skip


@pytest.mark.parametrize(("n12", "size", "percent", "published"), TABLE)
def test_costly_rows_by_theory(n12, size, percent, published):
    assert float(reproduce.COSTS[n12, size][percent / 100]) == published
    lesion = sim.presets.melanoma_vemurafenib(n12=n12, size=size)
    failure = 1 - reproduce.theory(reproduce.with_cost(lesion, percent / 100))
    assert round(failure, 2) == published


def test_every_mutation_costs_once():
    lesion = reproduce.with_cost(sim.presets.melanoma_vemurafenib(n12=1), 0.1)
    growth = {clone.name: clone.birth - clone.death for clone in lesion.clones}
    expected = {"sensitive": 0.01, "doubly resistant": 0.0081, "cross-resistant": 0.009}
    for name, rate in expected.items():
        assert growth[name] == pytest.approx(rate)
    reached = {(m.source, m.target): m.per_division for m in lesion.mutations}
    assert reached["sensitive", "cross-resistant"] == pytest.approx(1e-9)
    assert ("sensitive", "doubly resistant") not in reached

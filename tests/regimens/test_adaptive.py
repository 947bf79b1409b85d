import numpy as np
import pytest
from scipy import stats

from sim.base.errors import InputError
from sim.regimens import Adaptive, AdaptiveDose


def doses(regimen, visits):
    memory = {}
    return [regimen.decide(seen, memory)[:, 0].tolist() for seen in visits]


def test_pause_and_restart_are_strict(visit):
    burdens = [1.0, 0.5, 0.499, 0.7, 1.0, 1.001, 0.6, 0.4]
    visits = [visit(7 * n, [x]) for n, x in enumerate(burdens)]
    assert doses(Adaptive("A"), visits) == [[1], [1], [0], [0], [0], [1], [1], [0]]


def test_it_starts_on_the_drug_whatever_is_seen(visit):
    assert doses(Adaptive("A", stop_below=2, restart_above=3), [visit(0, [1.0])]) == [[1]]


def test_nothing_changes_without_a_new_result(visit):
    plan, memory = Adaptive("A"), {}
    first = plan.decide(visit(0, [1.0, 1.0]), memory)
    assert plan.decide(visit(7, [0.1, 0.1], new_result=False), memory) is first
    assert plan.decide(visit(14, [0.1, 0.9]), memory)[:, 0].tolist() == [0, 1]


def test_thresholds_and_doses_by_patient(visit):
    plan = Adaptive({"A": 1, "B": np.array([1.0, 2.0])}, stop_below=np.array([0.5, 0.8]), dose=0.5)
    memory = {}
    plan.decide(visit(0, [1.0, 1.0]), memory)
    assert plan.decide(visit(7, [0.7, 0.7]), memory).tolist() == [[0.5, 0.5], [0, 0]]


def test_adaptive_dose_by_the_rule(visit):
    plan = AdaptiveDose("A", step=0.5, tolerance=0.2, pause_below=0.3, highest=1.2, lowest=0.2)
    table = [  # burden, dose
        (1.00, 1.0),
        (1.20, 1.0),  # grew, not beyond the tolerance
        (1.45, 1.2),  # grew; 1.5, but at most 1.2
        (1.10, 0.6),  # shrank
        (0.80, 0.3),
        (0.50, 0.2),  # 0.15, but at least 0.2
        (0.29, 0.0),  # below the pause; the dose would be 0.2
        (0.10, 0.0),
        (0.31, 0.2),  # goes on where it was: it grew while paused
        (0.40, 0.3),
    ]
    visits = [visit(7 * n, [burden]) for n, (burden, _) in enumerate(table)]
    given = [row[0] for row in doses(plan, visits)]
    assert given == pytest.approx([dose for _, dose in table])


def test_adaptive_dose_waits_for_a_result(visit):
    plan, memory = AdaptiveDose({"A": 1, "B": 0.5}), {}
    first = plan.decide(visit(0, [1.0]), memory)
    assert first.tolist() == [[1, 0.5]]
    assert plan.decide(visit(7, [0.1], new_result=False), memory) is first


def test_adaptive_dose_of_a_tumour_that_is_gone(visit):
    plan = AdaptiveDose("A", pause_below=0)
    visits = [visit(7 * n, [x]) for n, x in enumerate([1.0, 0.0, 0.0])]
    assert doses(plan, visits) == [[1], [0.5], [0.5]]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Adaptive("A", stop_below=50), "stop_below of Adaptive is 50.*not a percentage"),
        (
            lambda: Adaptive("A", stop_below=0.8, restart_above=0.5),
            "restart_above=0.5, which is below stop_below=0.8",
        ),
        (lambda: Adaptive("A", stop_below=np.array([0.5, 1.2])), "below stop_below="),
        (lambda: Adaptive("A", restart_above=float("nan")), "restart_above of Adaptive is nan"),
        (lambda: Adaptive("A", stop_below=stats.norm(0.5, 0.1)), "distribution reaches from -inf"),
        (lambda: AdaptiveDose("A", step=20), "step of AdaptiveDose is 20.*0.5 is 50 %"),
        (lambda: AdaptiveDose("A", tolerance=-0.1), "tolerance of AdaptiveDose is -0.1"),
        (lambda: AdaptiveDose("A", pause_below=50), "pause_below of AdaptiveDose is 50"),
        (lambda: AdaptiveDose("A", start=2.0), "starts at 2.0, which is not between"),
        (lambda: AdaptiveDose("A", highest=5e3), "highest of AdaptiveDose is 5000"),
    ],
)
def test_wrong_descriptions_are_named(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_thresholds_may_be_drawn():
    assert Adaptive("A", stop_below=stats.uniform(0.3, 0.4)).drugs == ("A",)

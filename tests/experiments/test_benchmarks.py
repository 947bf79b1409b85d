"""The benchmarks' own arithmetic; nothing here is timed."""

import math

import pytest

import sim
from experiments.benchmarks import counted, guard, scaling, workloads
from experiments.benchmarks.timing import Absent, Entry, printed, side_by_side


def test_ratios_are_to_the_first_program_of_the_same_round():
    now = [0.0]

    def takes(seconds):
        def run():
            now[0] += seconds

        return run

    entries = [Entry("ours", takes(2.0), 4), Absent("theirs", "no"), Entry("other", takes(6.0), 3)]
    ours, other, absent = side_by_side("work", entries, clock=lambda: now[0])
    assert (ours.microseconds, ours.ratio) == (0.5e6, 1.0)
    assert (other.microseconds, other.ratio) == (2e6, 4.0)
    assert absent.name == "theirs"
    assert math.isnan(absent.microseconds)
    assert "theirs" in printed([ours, absent])
    assert "not run: no" in printed([ours, absent])


@pytest.mark.parametrize("drugs", [0, 1, 3, 5])
def test_a_lattice_has_a_clone_for_every_set_of_drugs(drugs):
    tumour = workloads.lattice(drugs)
    assert len(tumour.clones) == 2**drugs
    assert len(tumour.mutations) == drugs * 2**drugs // 2


def test_what_kernels_draw_is_counted():
    """A large clone takes a normal number and a count a visit, a walk counts its own draws."""
    visits, patients = 5, 3
    large = sim.Tumour([sim.Clone("cells", 0.14, 0.13, start=1e9)])
    run = workloads.simulated(large, sim.Observation(), patients, days=7.0 * visits)
    found = counted.count(run)
    assert found["numbered_normal"] == found["from_cumulants"] == patients * visits
    assert found["put_back"] == patients * visits
    assert "uniform" not in found
    few = sim.Tumour([sim.Clone("cells", 0.14, 0.13, start=4)])
    found = counted.count(workloads.simulated(few, sim.Observation(), patients, days=7.0))
    assert found["few_successes"] == patients
    assert found["few_extra"] <= patients
    assert "uniform" not in found


def test_slopes():
    sizes = [1.0, 10.0, 100.0, 1000.0]
    assert scaling.slope(sizes, [3.0 * x**0.5 for x in sizes]) == pytest.approx(0.5)


def test_history_has_every_workload_of_the_guard():
    assert set(guard.last_kept()) == set(guard.workloads())


def test_without_java_or_hal_it_is_said_what_to_install(tmp_path, monkeypatch):
    from experiments.benchmarks.hal import __main__ as beside

    monkeypatch.setattr(beside.shutil, "which", lambda program: None)
    assert "openjdk" in beside.missing(tmp_path)
    monkeypatch.setattr(beside.shutil, "which", lambda program: program)
    assert "git clone" in beside.missing(tmp_path)
    there = tmp_path / beside.NEEDED
    there.parent.mkdir(parents=True)
    there.touch()
    assert not beside.missing(tmp_path)

"""A large virtual trial: 10,000 patients, 4 arms, 5 years of weekly visits, scans every 8 weeks.

    python -m experiments.benchmarks.trial

Target: all end points and statistics in 10 s on two cores, at most a quarter of the processor's time
outside the kernels. Prints both.
"""

import importlib
import time

import sim
from sim.engines import jump_body
from sim.kernels import grow


def trial(patients: int, days: float) -> sim.Trial:
    """Return the trial."""
    tumour = sim.presets.melanoma_vemurafenib()
    first = tumour.drug_names[0]
    arms = {
        "continuous": sim.Continuous(first),
        "holidays": sim.Intermittent(first, on=28, off=28),
        "adaptive": sim.Adaptive(first),
        "rechallenge": sim.Rechallenge(first, holiday=84),
    }
    return sim.Trial(sim.Cohort(tumour, patients), arms, sim.Clinic(), days=days)


class Clocked:
    """A function, and the processor time of its thread that it has taken."""

    def __init__(self, function):
        self.function, self.seconds = function, 0.0

    def __call__(self, *arguments):
        begin = time.thread_time()
        try:
            return self.function(*arguments)
        finally:
            self.seconds += time.thread_time() - begin


def main() -> None:
    trial(60, 400).run(1, progress=False).summary()  # compiles
    kernels = []
    for module, name in ((grow, "grow"), (importlib.import_module("sim.kernels.jump"), "advance")):
        kernels.append(Clocked(getattr(module, name)))
        setattr(module, name, kernels[-1])
    begin, busy = time.perf_counter(), time.process_time()
    result = trial(10_000, 5 * sim.YEAR).run(1, progress=False)
    result.summary()
    result.comparisons()
    wall, busy = time.perf_counter() - begin, time.process_time() - busy
    inside = sum(kernel.seconds for kernel in kernels)
    print(f"{wall:.1f} s; {busy:.1f} s of processor time, {1 - inside / busy:.0%} outside kernels")


if __name__ == "__main__":
    assert jump_body.jump.advance  # the kernel is looked up in its module, so it can be clocked
    main()

"""A large virtual trial: 10,000 patients, 4 arms, 5 years of weekly visits, scans every 8 weeks.

    python -m experiments.benchmarks.trial

Target: all end points and statistics in 10 s on two cores, at most a quarter of the processor's
time outside the kernels. Prints both.
"""

import time

import sim
from sim.engines.ways import Compiled


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


def main() -> None:
    trial(60, 400).run(1, progress=False).summary()  # compiles
    inside: list[float] = []
    run = Compiled.run

    def clocked(self, *arguments):
        begin = time.thread_time()
        try:
            return run(self, *arguments)
        finally:
            inside.append(time.thread_time() - begin)

    Compiled.run = clocked
    begin, busy = time.perf_counter(), time.process_time()
    result = trial(10_000, 5 * sim.YEAR).run(1, progress=False)
    result.summary()
    result.comparisons()
    wall, busy = time.perf_counter() - begin, time.process_time() - busy
    outside = 1 - sum(inside) / busy
    print(f"{wall:.1f} s; {busy:.1f} s of processor time, {outside:.0%} outside the kernels")


if __name__ == "__main__":
    main()

"""Peak memory against patients, for end points and for curves; each in a fresh process."""

import os
import subprocess
import sys

SCRIPT = """
import pathlib, resource, sys, sim
from experiments.benchmarks.four_clones import CLINIC, tumour
holidays = sim.Intermittent({{"A": 1.0, "B": 1.0}}, on=28, off=28)
sim.simulate(tumour(), {{"holidays": holidays}}, patients={patients}, days={days}, seed=1,
             clinic=CLINIC, record={record}, progress=False)
# Where the system tells: `ru_maxrss` of a process begins with what its parent had.
status = pathlib.Path("/proc/self/status")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if status.exists():
    peak = int(status.read_text().split("VmHWM:")[1].split()[0])
print(peak / 2**20)
"""


def peak_gib(patients: int, record: str = "sim.Endpoints()", days: float = 364.0) -> float:
    """Return the peak memory [GiB] of a fresh process that treats so many patients."""
    code = SCRIPT.format(patients=patients, record=record, days=days)
    environment = {**os.environ, "SIM_COMPILE": "always"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    return float(done.stdout.split()[-1])


def table(quick: bool) -> str:
    """Return peaks as text; more days cost no memory where only end points are kept."""
    base = peak_gib(1, days=7.0)
    lines = [f"peak memory [GiB]; a process that has treated one patient has {base:.2f}"]
    sizes = (20_000,) if quick else (100_000, 1_000_000, 10_000_000)
    for patients in sizes:
        peak = peak_gib(patients, days=28.0)
        each = (peak - base) * 2**30 / patients
        lines.append(
            f"  end points only, {patients:>9} patients: {peak:6.2f}  ({each:.0f} bytes each)"
        )
    for patients in (1_000,) if quick else (1_000, 10_000):
        peak = peak_gib(patients, "sim.Visits()", 1820.0)
        each = (peak - base) * 2**30 / patients / 261
        lines.append(
            f"  curves at 261 visits, {patients:>9} patients: {peak:6.2f}  "
            f"({each:.0f} bytes a patient and visit)"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(False))

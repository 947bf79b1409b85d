"""Seconds from a fresh process to the first figure, with nothing compiled and with everything.

4 arms x 20 patients over five years, each in a process of its own; processor time too, because on
a busy machine the clock on the wall says more about the others. The whole process has the start and
the end of the interpreter as well, where Python takes every library apart again.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time

SCRIPT = """
import time
wall, cpu = time.perf_counter(), time.process_time()
laps = []
def lap(name):
    global wall, cpu
    now, used = time.perf_counter(), time.process_time()
    laps.append((name, now - wall, used - cpu))
    wall, cpu = now, used
import sim
tumour = sim.presets.melanoma_vemurafenib()
arms = {
    "daily": sim.Continuous("vemurafenib"),
    "both": sim.Combination(["vemurafenib", "partner"]),
    "holidays": sim.Intermittent("vemurafenib", on=28, off=28),
    "adaptive": sim.Adaptive("vemurafenib"),
}
lap("import sim, describe")
runs = sim.simulate(tumour, arms, patients=20, days=5 * sim.YEAR, seed=1, progress=False)
lap("simulate (with imports)")
axes = sim.plots.burden(runs)
lap("draw (with imports)")
sim.plots.save(axes, FILE)
lap("save")
for name, seconds, used in laps:
    print(f"{name}\\t{seconds}\\t{used}")
print(runs.attrs["kernels"])
"""


def first_figure(cache: str, setting: str = "") -> tuple[list[tuple[str, float, float]], str]:
    """Return (what, seconds, processor seconds) for a fresh process, and how kernels were run."""
    environment = {
        **os.environ,
        "SIM_CACHE_DIR": cache,
        "SIM_COMPILE": setting,
        "MPLBACKEND": "Agg",
        "PYTHONDONTWRITEBYTECODE": "",  # keep bytecode, as Python does unless told otherwise
    }
    wall, cpu = time.perf_counter(), _of_children()
    with tempfile.TemporaryDirectory() as folder:
        code = f"FILE = {folder + '/first.png'!r}\n" + SCRIPT
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env=environment,
            check=True,
        )
    whole = ("whole process", time.perf_counter() - wall, _of_children() - cpu)
    *laps, how = done.stdout.strip().splitlines()
    rows = [line.split("\t") for line in laps]
    return [*((name, float(a), float(b)) for name, a, b in rows), whole], how


def _of_children() -> float:
    """Return the processor seconds of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def table() -> str:
    """Return what was measured as text."""
    lines = [f"{'start':34}{'':26}{'seconds':>9}{'processor':>11}"]
    with tempfile.TemporaryDirectory() as cold, tempfile.TemporaryDirectory() as warm:
        cases = [("nothing compiled", cold, ""), ("compiling first, as it was", warm, "always"),
                 ("compiled before, small job", warm, ""),
                 ("compiled before, compiled code", warm, "always")]  # fmt: skip
        for name, cache, setting in cases:
            (*laps, whole), how = first_figure(cache, setting)
            total = ("until it is saved", sum(a for _, a, _ in laps), sum(b for _, _, b in laps))
            for what, seconds, used in [*laps, total, whole]:
                lines.append(f"{name:34}{what:26}{seconds:9.2f}{used:11.2f}")
            lines.append(f"{'':34}kernels: {how}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())

"""The lattice beside the same rules on HAL's grid, in Java: processor time, one thread, one run.

``python -m experiments.benchmarks.hal FOLDER``, FOLDER being a checkout of github.com/MathOnco/HAL
(Bravo et al. 2020, PLoS Comput Biol 16:e1007635), or the variable HAL. `Room.java` beside this file
is written for it by us: cells that divide where there is room, on HAL's `AgentGrid2D`, whose list
of cells is cleaned and shuffled each day. Both runs are of the workload of `..lattice`; the virtual
machine has one thread for its garbage, and a first patient to warm up.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from experiments.benchmarks.lattice import BIRTH, DAYS, DEATH, SIDE, ours

HERE = Path(__file__).parent
NEEDED = "HAL/GridsAndAgents/AgentList.java"
PATIENTS, ROUNDS = 40, 3


def missing(folder: Path) -> str:
    """Return what is not there and how it is had; nothing if all is."""
    for program in ("javac", "java"):
        if shutil.which(program) is None:
            return f"There is no {program}: install a JDK, such as openjdk-17-jdk-headless."
    if not (folder / NEEDED).exists():
        return (
            f"{folder} is no checkout of HAL ({NEEDED} is not in it): git clone "
            "https://github.com/MathOnco/HAL, and say python -m experiments.benchmarks.hal FOLDER."
        )
    return ""


def theirs(folder: Path, made: str) -> tuple[float, float, float]:
    """Return mean cells of both clones at the end, and processor seconds; compiled in `made`."""
    compiled = ["javac", "-nowarn", "-sourcepath", str(folder), "-d", made]
    sources = [str(HERE / "Room.java"), str(folder / NEEDED)]
    subprocess.run(compiled + sources, check=True, capture_output=True)
    numbers = map(str, (SIDE, BIRTH, DEATH, DAYS, PATIENTS))
    room = ["java", "-XX:+UseSerialGC", "-cp", made, "Room", *numbers]
    said = subprocess.run(room, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1]), float(said[2])


def main(folder: Path) -> None:
    """Print microseconds of a patient's day, by turns, and the cells at the end."""
    if lacks := missing(folder):
        sys.exit(lacks)
    ours(1)
    with tempfile.TemporaryDirectory() as made:
        for _ in range(ROUNDS):
            sensitive, resistant, seconds = theirs(folder, made)
            begun = time.process_time()
            cells = ours(PATIENTS).mean(axis=0)
            taken = time.process_time() - begun
            day = 1e6 / (PATIENTS * DAYS)
            print(
                f"HAL {seconds * day:7.1f} us a patient-day, sim.Lattice {taken * day:6.1f}: "
                f"{seconds / taken:5.1f} times; cells at the end {sensitive:.0f} and "
                f"{resistant:.0f}, {cells[0]:.0f} and {cells[1]:.0f}"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("HAL", "HAL")))

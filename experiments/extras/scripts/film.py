"""A film in MP4, with the ffmpeg of the extra and no other."""

import os

import sim

os.environ["PATH"] = ""
runs = sim.simulate(
    sim.presets.melanoma_vemurafenib(), {"none": sim.Observation()}, patients=2, days=60, seed=1
)
path = sim.plots.animate(sim.plots.burden(runs), "burden.mp4", seconds=0.5, fps=10)
assert path.read_bytes()[4:8] == b"ftyp"

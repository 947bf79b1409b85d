"""A run with a policy of one's own, saved, and made again from the file alone."""

import numpy as np

import sim

STOP = 0.3


@sim.policy(drugs=("vemurafenib",))
def careful(seen, memory):
    """Half a dose while the tumour is small."""
    return {"vemurafenib": np.where(seen.burden < STOP * seen.baseline, 0.5, 1.0)}


def main(patients=100, folder="results/jobs"):
    tumour = sim.presets.melanoma_vemurafenib()
    runs = sim.simulate(tumour, {"careful": careful}, patients=patients, days=800, seed=1)
    runs.save(f"{folder}/careful.nc")
    loaded = sim.load(f"{folder}/careful.nc")
    print(sim.recipe(loaded))  # read the code before it is allowed
    again = sim.rerun(loaded, allow_code=True)
    return bool(again.data["cells"].equals(runs.data["cells"]))


if __name__ == "__main__":
    print("the same bits:", main())

"""Every script of the gallery draws, and the gallery has every kind of figure."""

import importlib
import pkgutil
from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot

import experiments.figures
import sim

NAMES = sorted(
    module.name
    for module in pkgutil.iter_modules(experiments.figures.__path__)
    if module.name not in ("__main__", "subjects", "eyes")
)
NO_KINDS = {
    "EventView",
    "animate",
    "reveal",
    "save",
    "style",
    "looks",
    "describe",
    "compose",
    "shared_legend",
    "lattice_film",
}


@pytest.fixture(scope="module", autouse=True)
def elsewhere(tmp_path_factory):
    """Sweeps of the gallery are stored below the folder in which it is drawn."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("gallery"))
        yield


@pytest.mark.parametrize("name", NAMES)
def test_a_script_draws(name):
    script = importlib.import_module(f"experiments.figures.{name}")
    with sim.plots.style("notebook"):
        sim.plots.save(script.draw(), "a.png")
    assert Path("a.png").stat().st_size > 5_000
    assert (script.__doc__ or "").endswith(".")
    pyplot.close("all")


def test_every_kind_is_in_the_gallery():
    folder = Path(experiments.figures.__path__[0])
    code = "\n".join((folder / f"{name}.py").read_text(encoding="utf-8") for name in NAMES)
    missing = {kind for kind in sim.plots.__all__ if f"sim.plots.{kind}(" not in code}
    assert missing == NO_KINDS


def test_other_eyes_see_the_same_grey_and_no_difference_of_red_and_green(tmp_path):
    from matplotlib import image

    from experiments.figures.eyes import EYES, views

    colours = np.array([[[1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [0.8, 0.1, 0.1], [0.35, 0.45, 0.05]]])
    image.imsave(tmp_path / "a.png", colours)
    seen = {
        path.suffixes[0][1:]: image.imread(path)[0, :, :3] for path in views(tmp_path / "a.png")
    }
    assert set(seen) == set(EYES)
    for name, picture in seen.items():
        assert np.allclose(picture[:2], [[1] * 3, [0] * 3], atol=0.01), name
    assert np.ptp(seen["grey"], axis=1).max() < 0.01
    apart = np.abs(colours[0, 2] - colours[0, 3]).max()
    assert np.abs(seen["deuteranopia"][2] - seen["deuteranopia"][3]).max() < 0.6 * apart
